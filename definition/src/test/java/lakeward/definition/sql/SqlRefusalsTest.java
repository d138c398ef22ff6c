package lakeward.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lakeward.definition.TestParser;
import lakeward.definition.problem.Problems;
import org.junit.jupiter.api.Test;

/** SQL that is refused, where, and what is said: {@code src/test/golden/sql-refused.txt}. */
class SqlRefusalsTest {
    private static final Path GOLDEN = Path.of("src/test/golden/sql-refused.txt");

    @Test
    void whatEnginesReadDifferentlyIsRefusedWhereItStands() throws IOException {
        List<String> written = Files.readAllLines(GOLDEN);
        List<String> actual = new ArrayList<>();
        List<String> accepted = new ArrayList<>();
        for (String line : written) {
            if (line.startsWith("  ")) {
                continue;
            }
            actual.add(line);
            if (!line.isEmpty() && !line.startsWith("#")) {
                List<String> problems = problems(line);
                actual.addAll(problems);
                if (problems.isEmpty()) {
                    accepted.add(line);
                }
            }
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.write(GOLDEN, actual);
            written = actual;
        }

        assertThat(accepted).isEmpty();
        assertThat(actual).containsExactlyElementsOf(written);
    }

    @Test
    void refusedFunctionsAreNotOnTheList() {
        List<String> allowed =
                AllowedSql.functions().stream().map(AllowedSql.Function::name).toList();

        assertThat(AllowedSql.refusedFunctions().keySet()).doesNotContainAnyElementsOf(allowed);
        for (Map.Entry<String, String> refused : AllowedSql.refusedFunctions().entrySet()) {
            assertThat(refused.getValue()).as(refused.getKey()).matches(".+\\. .+\\.");
        }
    }

    private static List<String> problems(String example) {
        boolean whole = example.matches("(select|with|from|values) .*");
        String select = whole ? example : "select %s as x from processed.orders".formatted(example);
        int shift = whole ? 0 : "select ".length();
        Problems problems = new Problems();
        new ModelSql(TestParser.PARSER, problems)
                .select(new SqlText("", select, 0, select.length(), "", ""), new SqlTables());
        return problems.sorted().stream()
                .map(problem -> "  %d: %s".formatted(problem.column() - shift, problem.message()))
                .toList();
    }
}
