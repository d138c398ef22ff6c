package lakeward.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import lakeward.contract.QueryEngineContract;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.QueryResult;
import lakeward.duckdb.Sql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuckDbQueriesTest extends QueryEngineContract {
    @TempDir
    private static Path directory;

    private static LakeFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new LakeFixture(directory);
        fill(fixture.lake, fixture::move);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Override
    protected QueryEngine queries() {
        return fixture.queries;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from read_csv('/etc/passwd')|read_csv",
                "select * from READ_CSV('/etc/passwd')|read_csv",
                "select * from main.read_text('/etc/passwd')|read_text",
                "select * from glob('/etc/*')|glob",
                "select * from duckdb_settings()|duckdb_settings",
                "select * from query('select 1')|query",
                "select (select content from read_text('/etc/passwd'))|read_text",
                "with x as (select * from read_blob('/etc/passwd')) select 1 from x|read_blob",
                "select * from orders where exists (from read_parquet('x'))|read_parquet",
                "select current_setting('temp_directory')|current_setting",
                "select id from orders order by Json_Serialize_Plan('select 1')|json_serialize_plan",
            })
    void functionThatReadsThisMachineIsRefused(String sql, String function) {
        assertRefused(sql, function + "() reads more than the lake");
    }

    @Test
    void fileIsNoTable() throws IOException {
        Path file = Files.writeString(directory.resolve("secret.csv"), "a\nb\n");

        assertThatThrownBy(() -> queries().query("select * from '%s'".formatted(file)))
                .hasMessageStartingWith("Cannot answer the query: there is no table " + file);
        assertThatThrownBy(() ->
                        queries().query("select * from '%1$s', (with \"%1$s\" as (select 1) select 1)".formatted(file)))
                .hasMessageStartingWith("Cannot answer the query: there is no table " + file);
        assertThatThrownBy(() -> queries().query("select * from (summarize '%s')".formatted(file)))
                .hasMessageStartingWith("Cannot answer the query: there is no table " + file);
    }

    @Test
    void showIsRefused() {
        assertRefused("show tables", "expected one SELECT statement");
        assertRefused("select * from (show all tables)", "expected one SELECT statement");
    }

    @Test
    void answerBecomesParquet() throws SQLException {
        Path file = directory.resolve("it's.parquet");

        try (QueryResult result = queries().query("select id, customer from orders at (version => 1) order by id")) {
            result.writeParquet(file);
            assertThat(result.next()).isEqualTo(Optional.of(List.of(1L, "Ada")));
        }

        try (Connection connection = fixture.duckdb.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select string_agg(id || customer, ' ' order by id) from "
                        + "read_parquet(%s)".formatted(Sql.text(file.toString())))) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("1Ada 2Bob");
        }
    }
}
