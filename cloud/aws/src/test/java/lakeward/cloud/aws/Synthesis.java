package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lakeward.core.plan.Plan;

/** Our program, as its users start it. */
final class Synthesis {
    private static final long MOST_SECONDS = 120;

    private Synthesis() {}

    /** Writes templates in a JVM of its own, without credentials. */
    static void write(Plan plan, Path folder) throws Exception {
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve("plan.json"), plan.toJson());
        ProcessBuilder java = java(
                Synth.class,
                List.of(file.toString(), folder.resolve("templates").toString()));
        java.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        java.environment().put("CDK_VALIDATION", "false");
        run(java, folder.resolve("output.txt").toFile());
    }

    /** Returns how a program that uses the CDK is started, on this class path and with little memory. */
    static ProcessBuilder java(Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(arguments);
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().put("NODE_OPTIONS", "--max-old-space-size=300");
        return java;
    }

    static String run(ProcessBuilder builder, File output) throws Exception {
        Process process = builder.redirectError(new File(output + ".errors"))
                .redirectOutput(output)
                .start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("%s took more than %d s".formatted(builder.command(), MOST_SECONDS));
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(Files.readString(Path.of(output + ".errors")));
        }
        return Files.readString(output.toPath());
    }

    /** Returns the full paths of the templates written. */
    static List<String> templates(Path folder) throws IOException {
        List<String> templates = files(folder).keySet().stream()
                .filter(file -> file.endsWith(".template.json"))
                .map(file -> folder.resolve("templates").resolve(file).toString())
                .toList();
        assertThat(templates).isNotEmpty();
        return templates;
    }

    /** Returns the files written, by name. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(folder.resolve("templates"))) {
            List<Path> written = found.filter(Files::isRegularFile).toList();
            written.forEach(file -> files.put(file.getFileName().toString(), text(file)));
        }
        return files;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
