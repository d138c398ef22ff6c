package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A parser of vendors' SQL that others wrote, as {@code src/main/node} installs it into a module's folder of checkers.
 *
 * @param dialect the parser's name of a vendor
 */
public record StatementParser(String dialect) {
    private static final long MOST_SECONDS = 60;

    /** Returns what each statement is: a kind, {@code opaque} if the parser has no notion of it, or an error. */
    public List<String> kinds(List<String> statements) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (String statement : statements) {
            lines.add(json.writeValueAsString(statement));
        }
        Path input = Files.write(Path.of("target/statements.txt"), lines);
        Path output = Path.of("target/statements.kinds");
        Path errors = Path.of("target/statements.errors");
        Process parser = new ProcessBuilder("node", "target/checkers/parse.mjs", input.toString(), dialect)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!parser.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || parser.exitValue() != 0) {
            parser.destroyForcibly();
            throw new AssertionError("the parser failed: " + Files.readString(errors));
        }
        List<String> kinds = Files.readAllLines(output);
        if (kinds.size() != statements.size()) {
            throw new AssertionError("%d statements are %d kinds".formatted(statements.size(), kinds.size()));
        }
        return kinds;
    }
}
