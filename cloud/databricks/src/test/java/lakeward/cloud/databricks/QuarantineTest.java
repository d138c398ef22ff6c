package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.ByteSize;
import lakeward.duckdb.DuckDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model's statements do, on DuckDB: they are put into its words, which differ in names, texts and OVERWRITE alone. */
class QuarantineTest {
    private static final Values MODEL = new Values(
            "databricks:model:sales",
            Content.empty()
                    .with("name", "sales")
                    .with("catalog", "shop")
                    .with("schema", "curated")
                    .with("quarantine-schema", "quarantine")
                    .with(
                            "sql",
                            "select \"id\", 'it''s' || amount as said, amount from \"processed\".\"orders\" -- all")
                    .with(
                            "columns",
                            new Items(List.of(column("id", "int"), column("said", "string"), column("amount", "int"))))
                    .with(
                            "expectations",
                            new Items(List.of(
                                    expectation("positive", "amount > 0 -- of course", "quarantine"),
                                    expectation("it's small", "amount < 100", "quarantine"),
                                    expectation("odd", "id <> 4", "drop-row"),
                                    expectation("there", "id >= 0", "fail-update"),
                                    expectation("any", "amount <> 7", "keep-row")))));

    @TempDir
    private Path folder;

    private DuckDb duckdb;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        duckdb = DuckDb.open(folder, ByteSize.mebibytes(128), 1);
        connection = duckdb.connection();
        run("attach ':memory:' as shop");
        run("use shop");
        run("create schema processed; create schema curated; create schema quarantine");
        run("create macro assert_true(holds, message) as case when holds then null else error(message) end");
        run("create table processed.orders (id int, amount int)");
        run("create table curated.sales (id int, said string, amount int)");
        run("create table quarantine.sales (id int, said string, amount int, _expectation string)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        duckdb.close();
    }

    private static Content column(String name, String type) {
        return Content.empty().with("name", name).with("type", type).with("nullable", true);
    }

    private static Content expectation(String name, String condition, String onViolation) {
        return Content.empty().with("name", name).with("condition", condition).with("on-violation", onViolation);
    }

    @Test
    void rowIsPutAsideForEachExpectationThatItBreaks() throws SQLException {
        run("insert into processed.orders values (1, 10), (2, -5), (3, 200), (4, 1), (5, null), (6, 7)");

        runModel();

        assertThat(rows("select id, said, amount from curated.sales"))
                .containsExactly("1|it's10|10", "5|null|null", "6|it's7|7");
        assertThat(rows("select * from quarantine.sales"))
                .containsExactly("2|it's-5|-5|positive", "3|it's200|200|it's small");
        assertThat(rows("select table_name from information_schema.tables where table_schema = 'quarantine'"))
                .containsExactly("sales");
    }

    @Test
    void goodRowIsBack() throws SQLException {
        run("insert into processed.orders values (1, 10), (2, -5)");
        runModel();
        run("update processed.orders set amount = 5 where id = 2");

        runModel();

        assertThat(rows("select id from curated.sales")).containsExactly("1", "2");
        assertThat(rows("select id from quarantine.sales")).isEmpty();
    }

    @Test
    void rowThatMustNotBeKeepsAllAsItWas() throws SQLException {
        run("insert into processed.orders values (1, 10), (2, -5)");
        runModel();
        run("insert into processed.orders values (-1, 10), (3, -5)");

        assertThatThrownBy(this::runModel).hasMessageContaining("model sales breaks its expectation there");

        assertThat(rows("select id from curated.sales")).containsExactly("1");
        assertThat(rows("select id from quarantine.sales")).containsExactly("2");
    }

    /** One row turns bad and another one good, and the job dies after any of its statements; then it runs again. */
    @Test
    void deathAfterAnyStatementLosesNoRow() throws SQLException {
        int statements = statements(ModelSql.result(MODEL)).size();
        for (int done = 0; done <= statements; done++) {
            run("delete from processed.orders; delete from curated.sales; delete from quarantine.sales");
            run("insert into processed.orders values (1, 10), (2, -5), (3, 30)");
            runModel();
            run(
                    "update processed.orders set amount = 5 where id = 2; update processed.orders set amount = -3 where id = 3");

            for (String statement : statements(ModelSql.result(MODEL)).subList(0, done)) {
                run(statement);
            }

            Set<String> anywhere = new TreeSet<>(rows("select id from curated.sales"));
            anywhere.addAll(rows("select id from quarantine.sales"));
            assertThat(anywhere).as("after %d statements", done).containsExactly("1", "2", "3");
            runModel();
            assertThat(rows("select id from curated.sales")).containsExactly("1", "2");
            assertThat(rows("select id, amount from quarantine.sales")).containsExactly("3|-3");
        }
        assertThat(statements).isEqualTo(5);
    }

    private void runModel() throws SQLException {
        for (String statement : statements(ModelSql.result(MODEL))) {
            run(statement);
        }
    }

    /** Returns what stands between BEGIN and END, for DuckDB. */
    private static List<String> statements(String script) {
        assertThat(script).startsWith("BEGIN\n").endsWith(";\nEND");
        List<String> statements = new ArrayList<>();
        for (String statement : script.substring(6, script.length() - 5).split(";\n", -1)) {
            statements.add(statement
                    .replaceFirst("INSERT OVERWRITE (\\S+)", "delete from $1; insert into $1")
                    .replace('`', '"')
                    .replace("\\'", "''"));
        }
        return statements;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql + " order by all")) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }
}
