package lakeward.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.Column;
import lakeward.definition.TestParser;
import lakeward.definition.problem.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is allowed, what type we give it, and what DuckDB makes of it: {@code src/test/golden/sql-types.txt}. A line is an
 * expression over one order, or a whole SELECT; its type, {@code ?} where it may be null; and its values. Values are as
 * Spark gives them, by its documentation and by what was measured of both engines.
 */
class SqlTypesTest {
    private static final Path GOLDEN = Path.of("src/test/golden/sql-types.txt");
    private static final String ARROW = "  →  ";

    private static Connection connection;

    @BeforeAll
    static void makeTables() throws SQLException {
        connection = TestParser.DUCKDB.connection();
        try (Statement statement = connection.createStatement()) {
            SqlTables.make(statement);
        }
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Test
    void typesAreWhatDuckDbMakesOfThem() throws IOException {
        List<String> written = Files.readAllLines(GOLDEN);
        List<String> actual = new ArrayList<>();
        for (String line : written) {
            boolean example = !line.isEmpty() && !line.startsWith("#");
            actual.add(example ? answer(line.split(ARROW, -1)[0]) : line);
        }
        if ("write".equals(System.getProperty("golden"))) {
            Files.write(GOLDEN, actual);
            written = actual;
        }

        assertThat(actual).noneMatch(line -> line.contains("FAILED"));
        assertThat(actual).containsExactlyElementsOf(written);
    }

    @Test
    void everyFunctionHasAnExample() throws IOException {
        String examples = Files.readString(GOLDEN);
        Set<String> missing = new TreeSet<>();
        for (AllowedSql.Function function : AllowedSql.functions()) {
            if (!examples.contains(function.name() + "(")) {
                missing.add(function.name());
            }
        }

        assertThat(missing).isEmpty();
    }

    /** What fails is written too, so that all of it is seen at once. */
    private static String answer(String example) {
        try {
            return answered(example);
        } catch (AssertionError | SQLException failed) {
            return example + ARROW + "FAILED " + failed.getMessage().replace('\n', ' ');
        }
    }

    private static String answered(String example) throws SQLException {
        boolean whole = example.startsWith("select ") || example.startsWith("with ");
        String select = whole ? example : "select %s as x from processed.orders where id = 1".formatted(example);
        if (!whole && example.contains(" over ")) {
            select = "select %s as x from processed.orders".formatted(example);
        }
        Problems problems = new Problems();
        SqlText text = new SqlText("example.sql", select, 0, select.length(), "", "");
        Optional<ModelSql.Checked> checked = new ModelSql(TestParser.PARSER, problems).select(text, new SqlTables());
        assertThat(problems.sorted()).as(example).isEmpty();
        List<Column> columns = checked.orElseThrow().schema().orElseThrow().columns();
        return example
                + ARROW
                + types(columns)
                + ARROW
                + values(example, columns, checked.orElseThrow().query().sql());
    }

    private static String types(List<Column> columns) {
        List<String> types = new ArrayList<>();
        columns.forEach(column -> types.add(column.type() + (column.nullable() ? "?" : "")));
        return String.join(", ", types);
    }

    private static String values(String example, List<Column> columns, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData types = result.getMetaData();
            for (int i = 0; i < columns.size(); i++) {
                assertThat(types.getColumnTypeName(i + 1).toLowerCase(Locale.ROOT))
                        .as("%s = %s", example, sql)
                        .isEqualTo(
                                columns.get(i).type().duckdb().replace(" ", "").equals("timestampwithtimezone")
                                        ? "timestamp with time zone"
                                        : columns.get(i).type().duckdb());
            }
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    String value = result.getString(i + 1);
                    assertThat(value != null || columns.get(i).nullable())
                            .as(example)
                            .isTrue();
                    row.add(String.valueOf(value));
                }
                rows.add(String.join(", ", row));
            }
        }
        return String.join(" | ", rows);
    }
}
