package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A parser of Snowflake's SQL that others wrote. */
final class Parser {
    private static final long MOST_SECONDS = 60;

    private Parser() {}

    /** Returns what each statement is: a kind, {@code opaque} if the parser has no notion of it, or an error. */
    static List<String> kinds(List<String> statements) throws IOException, InterruptedException {
        Path input = Files.writeString(Path.of("target/statements.txt"), String.join("\n", statements) + "\n");
        Path output = Path.of("target/statements.kinds");
        Path errors = Path.of("target/statements.errors");
        Process parser = new ProcessBuilder("node", "target/checkers/parse.mjs", input.toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(parser.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(parser.exitValue()).as(Files.readString(errors)).isZero();
        List<String> kinds = Files.readAllLines(output);
        assertThat(kinds).hasSameSizeAs(statements);
        return kinds;
    }
}
