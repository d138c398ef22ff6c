package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Spark with Delta Lake, from module lake/spark, in a process of its own: its class path is nobody else's. */
public final class SparkProcess {
    private static final String RESULT = "RESULT ";

    private SparkProcess() {}

    /**
     * Runs statements one after the other, and ends.
     *
     * @param module the folder of module lake/spark; where that is not built the test is skipped
     * @param directory where Spark may write
     * @return what each statement gives: rows in lines joined by {@code ;}, values by {@code |}
     */
    public static List<String> run(Path module, Path directory, List<String> statements)
            throws IOException, InterruptedException {
        Path target = module.resolve("target").toAbsolutePath();
        Path dependencies = target.resolve("classpath.txt");
        assumeTrue(Files.exists(dependencies), "lake/spark is not built: run mvn from the root without -pl");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + target.resolve("classes/spark.options"));
        command.add("-cp");
        command.add(target.resolve("classes")
                + File.pathSeparator
                + Files.readString(dependencies).strip());
        command.add("lakeward.lake.spark.SparkStatements");
        command.addAll(statements);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith(RESULT))
                .map(line -> line.substring(RESULT.length()))
                .toList();
    }
}
