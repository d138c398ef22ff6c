package lakeward.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTest {
    @TempDir
    Path temporary;

    @Test
    void connectionsShareTablesAndUseUtc() throws SQLException {
        try (DuckDb duckdb = DuckDb.open(temporary, ByteSize.mebibytes(64), 1);
                Connection one = duckdb.connection();
                Connection other = duckdb.connection();
                Statement write = one.createStatement();
                Statement read = other.createStatement()) {
            write.execute("create table t as select timestamptz '2026-11-22 01:30:00+03' as moment");

            try (ResultSet result = read.executeQuery("select moment::date::varchar from t")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString(1)).isEqualTo("2026-11-21");
            }
        }
    }

    @Test
    void libraryIsLoadedFromTheCache() throws IOException {
        DuckDb.open(temporary, ByteSize.mebibytes(64), 1).close();

        try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(mapped.filter(line -> line.contains("libduckdb_java")))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("/.cache/lakeward/duckdb-"));
        }
    }

    @Test
    void namesAndTextsAreQuoted() {
        assertThat(Sql.name("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(Sql.text("it's")).isEqualTo("'it''s'");
    }
}
