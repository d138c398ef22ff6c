package lakeward.cloud.cloudformation;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lakeward.core.plan.Plan;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * The program {@code lakeward.cloud.aws.Synth}, started as a process: the CDK needs Node, a class path of its own and a
 * hundred megabytes for a few seconds.
 */
public final class SynthProcess implements Synthesizer {
    private static final int OLDEST_NODE = 20;
    private static final int REFUSED = 2;
    private static final long MOST_SECONDS = 300;
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.");

    private final Path program;
    private final Path folder;
    private final String node;

    /**
     * @param program the folder of the program's jars
     * @param folder is made where it is missing, and holds the templates afterwards
     */
    public SynthProcess(Path program, Path folder) {
        this(program, folder, "node");
    }

    SynthProcess(Path program, Path folder, String node) {
        this.program = program;
        this.folder = folder;
        this.node = node;
    }

    @Override
    public Assembly templates(Plan plan) {
        requireNode();
        try {
            Files.createDirectories(folder);
            Path file = Files.writeString(folder.resolve("plan.json"), plan.toJson());
            ProcessBuilder java = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    program.resolve("*").toString(),
                    "lakeward.cloud.aws.Synth",
                    file.toString(),
                    folder.toString());
            java.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            java.environment().put("CDK_VALIDATION", "false");
            java.environment().put("NODE_OPTIONS", "--max-old-space-size=300");
            java.environment().put("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "true");
            java.environment().put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "true");
            synthesise(java);
            return Assembly.read(folder);
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write templates to %s: %s. Choose a folder that can be written."
                            .formatted(folder, failed.getMessage()),
                    failed);
        }
    }

    private void requireNode() {
        Ended version;
        try {
            version = run(new ProcessBuilder(node, "--version").redirectErrorStream(true), false);
        } catch (IOException missing) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write AWS templates: the AWS CDK needs Node, and there is no '%s' on the path. Install Node 22; all else works without it."
                            .formatted(node),
                    missing);
        }
        if (version.code() != 0) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write AWS templates: Node on the path does not run (%s). Install Node 22."
                            .formatted(version.said().isBlank() ? "exit code " + version.code() : firstLine(version)));
        }
        Matcher number = VERSION.matcher(version.said());
        if (!number.find() || Integer.parseInt(number.group(1)) < OLDEST_NODE) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write AWS templates: Node on the path is %s, and the AWS CDK needs %d or newer. Install Node 22."
                            .formatted(firstLine(version), OLDEST_NODE));
        }
    }

    private static String firstLine(Ended ended) {
        return ended.said().strip().lines().findFirst().orElse("");
    }

    /** Writes the templates, or says why not. */
    private static void synthesise(ProcessBuilder java) throws IOException {
        Ended program = run(java, true);
        if (program.code() == REFUSED) {
            throw new PlatformException(Fault.DEFINITION, refusal(program.said()));
        }
        if (program.code() != 0) {
            throw new PlatformException(
                    Fault.BUG,
                    "Cannot write AWS templates: the program that does failed (%s). Report it with the plan."
                            .formatted(program.said()
                                    .lines()
                                    .filter(line -> line.startsWith("Exception"))
                                    .findFirst()
                                    .orElse("exit code " + program.code())));
        }
    }

    /** How a process ended, and what it said. */
    private record Ended(int code, String said) {}

    /** Runs a process to its end, and keeps what it says, or what it says of errors alone. */
    private static Ended run(ProcessBuilder command, boolean errorsAlone) throws IOException {
        Path said = Files.createTempFile("lakeward-synth", ".txt");
        try {
            if (errorsAlone) {
                command.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(said.toFile());
            } else {
                command.redirectOutput(said.toFile());
            }
            Process process = command.redirectInput(new File("/dev/null")).start();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot write AWS templates: it took more than %d s. Look at what else this machine does, then try again."
                                .formatted(MOST_SECONDS));
            }
            return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    /** Returns what the program says, without what jsii says of Node. */
    private static String refusal(String said) {
        return said.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("!!"))
                .collect(Collectors.joining("\n"));
    }
}
