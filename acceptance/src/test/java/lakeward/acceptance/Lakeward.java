package lakeward.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The built program, called as a user calls it. */
final class Lakeward {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DISTRIBUTION = Path.of(System.getProperty("lakeward.distribution"));
    /** What a program that dies at a crash point ends with. */
    private static final int CRASHED = 137;

    private static final long PATIENCE_MINUTES = 5;
    /** Commands whose class path has the vendors' clients too, as in the launcher. */
    private static final Set<String> OF_CLOUDS = Set.of("plan", "synth", "apply", "destroy");

    private final Path project;
    private final Map<String, String> environment;

    /** What a call printed and how it ended. */
    record Outcome(int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + out + err, e);
            }
        }
    }

    Lakeward(Path project, Map<String, String> environment) {
        this.project = project;
        this.environment = environment;
    }

    Lakeward(Path project) {
        this(project, Map.of());
    }

    /** Copies an example to where it may keep state. */
    static Path example(String name, Path to) throws IOException {
        Path from = Path.of(System.getProperty("lakeward.examples")).resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !path.toString().contains(".lakeward"))
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    Path project() {
        return project;
    }

    /** Calls a command, the project's folder last. */
    Outcome call(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("lakeward-out", ".txt");
        Path err = Files.createTempFile("lakeward-err", ".txt");
        try {
            Process process = start(out, err, List.of(), arguments);
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + Arrays.toString(arguments) + Files.readString(out));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Calls a command that must succeed. */
    Outcome mustCall(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = call(arguments);
        if (outcome.exitCode() != 0) {
            throw new AssertionError("exit code %d of %s: %s%s"
                    .formatted(outcome.exitCode(), Arrays.toString(arguments), outcome.out(), outcome.err()));
        }
        return outcome;
    }

    /** Calls a command in a program that dies at a named point, and waits for its death. */
    void callUntilItDiesAt(String crashPoint, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("lakeward-out", ".txt");
        try {
            Process process = start(out, out, List.of("-Dlakeward.crash=" + crashPoint), arguments);
            boolean hasEnded = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (!hasEnded) {
                // It ends as one that died at its point does.
                process.destroyForcibly();
            }
            if (process.waitFor() != CRASHED || !hasEnded) {
                throw new AssertionError("not reached: %s%n%s".formatted(crashPoint, Files.readString(out)));
            }
        } finally {
            Files.delete(out);
        }
    }

    /** Calls a command and kills it as soon as something has happened, which must be before it ends. */
    void callAndKillWhen(BooleanSupplier hasHappened, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("lakeward-out", ".txt");
        try {
            Process process = start(out, out, List.of(), arguments);
            while (!hasHappened.getAsBoolean()) {
                if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("ended before it could be killed: " + Files.readString(out));
                }
            }
            process.destroyForcibly().waitFor();
        } finally {
            Files.delete(out);
        }
    }

    /** Calls a command and leaves it running; what it says goes into a file. */
    Process begin(Path out, String... arguments) throws IOException {
        return start(out, out, List.of(), arguments);
    }

    private Process start(Path out, Path err, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx640m", "-XX:+UseSerialGC"));
        command.addAll(options);
        String classes = DISTRIBUTION.resolve("lib") + "/*";
        if (OF_CLOUDS.contains(arguments[0])) {
            classes += ":" + DISTRIBUTION.resolve("cloud") + "/*";
        }
        command.addAll(List.of("-Dlakeward.home=" + DISTRIBUTION, "-cp", classes, "lakeward.cli.Main"));
        command.addAll(List.of(arguments));
        command.add(project.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }
}
