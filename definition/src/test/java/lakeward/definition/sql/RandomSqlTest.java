package lakeward.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import lakeward.core.platform.Column;
import lakeward.definition.TestParser;
import lakeward.definition.problem.Problems;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions put together by chance: whatever is allowed, DuckDB runs, with our types, and null only where we say so. */
class RandomSqlTest {
    private static final int EXPRESSIONS = 30;
    private static final List<String> LEAVES = List.of(
            "id",
            "line",
            "quantity",
            "total",
            "discount",
            "weight",
            "ratio",
            "note",
            "status",
            "paid",
            "shipped_on",
            "ordered_on",
            "created_at",
            "local_at",
            "1",
            "0",
            "2.5",
            "1e2",
            "'x'",
            "true",
            "null",
            "date '2026-01-31'",
            "timestamp '2026-01-31 12:00:00'");
    private static final List<String> FORMS = List.of(
            "A + B",
            "A - B",
            "A * B",
            "-A",
            "A / nullif(B, 0)",
            "A % nullif(B, 0)",
            "A || B",
            "A = B",
            "A <> B",
            "A < B",
            "A >= B",
            "A between B and C",
            "A in (B, C)",
            "A is null",
            "A is distinct from B",
            "not A",
            "A and B",
            "A or B",
            "case when A then B else C end",
            "case A when B then C end",
            "coalesce(A, B)",
            "nullif(A, B)",
            "greatest(A, B)",
            "least(A, B, C)",
            "abs(A)",
            "round(A, 1)",
            "floor(A)",
            "ceil(A)",
            "sqrt(A)",
            "ln(A)",
            "length(A)",
            "concat(A, B)",
            "trim(A)",
            "substr(A, 2)",
            "left(A, 3)",
            "replace(A, B, C)",
            "contains(A, B)",
            "instr(A, B)",
            "A like '%x%'",
            "cast(A as int)",
            "cast(A as bigint)",
            "cast(A as double)",
            "cast(A as decimal(20,4))",
            "cast(A as string)",
            "cast(A as date)",
            "cast(A as timestamp)",
            "year(A)",
            "dayofweek(A)",
            "date_trunc('hour', A)",
            "trunc(A, 'month')",
            "date_add(A, 3)",
            "add_months(A, 1)",
            "datediff(A, B)",
            "A + interval 1 month",
            "A - interval 3 hours",
            "unix_micros(A)",
            "extract(hour from A)");

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

    static LongStream seeds() {
        return LongStream.range(0, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsAllowedRunsWithOurTypes(long seed) throws SQLException {
        Random random = new Random(seed);
        int allowed = 0;
        for (int tries = 0; allowed < EXPRESSIONS && tries < 100 * EXPRESSIONS; tries++) {
            String select = "select %s as x from processed.orders".formatted(expression(random, 1 + random.nextInt(3)));
            SqlText text = new SqlText("example.sql", select, 0, select.length(), "", "");
            Optional<ModelSql.Checked> checked =
                    new ModelSql(TestParser.PARSER, new Problems()).select(text, new SqlTables());
            if (checked.isPresent()) {
                allowed++;
                run(select, checked.get());
            }
        }

        assertThat(allowed).isEqualTo(EXPRESSIONS);
    }

    private static void run(String select, ModelSql.Checked checked) throws SQLException {
        Column column = checked.schema().orElseThrow().columns().get(0);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(checked.query().sql())) {
            assertThat(result.getMetaData().getColumnTypeName(1).toLowerCase(Locale.ROOT))
                    .as(select)
                    .isEqualTo(column.type().duckdb());
            while (result.next()) {
                assertThat(result.getString(1) != null || column.nullable())
                        .as(select)
                        .isTrue();
            }
        } catch (SQLException failed) {
            boolean outOfRange =
                    failed.getMessage().matches("(?s).*(out of range|Overflow|Could not cast|cannot take).*");
            assertThat(outOfRange)
                    .as("%s%n%s%n%s", select, checked.query().sql(), failed.getMessage())
                    .isTrue();
        }
    }

    private static String expression(Random random, int depth) {
        if (depth == 0) {
            return LEAVES.get(random.nextInt(LEAVES.size()));
        }
        StringBuilder text = new StringBuilder();
        for (char c : FORMS.get(random.nextInt(FORMS.size())).toCharArray()) {
            if (c >= 'A' && c <= 'C') {
                text.append('(')
                        .append(expression(random, random.nextInt(depth)))
                        .append(')');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
