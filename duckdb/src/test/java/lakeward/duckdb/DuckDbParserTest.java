package lakeward.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import lakeward.core.platform.ByteSize;
import lakeward.core.port.SqlSyntaxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbParserTest {
    @TempDir
    Path temporary;

    private DuckDb duckdb;
    private DuckDbParser parser;

    @BeforeEach
    void open() {
        duckdb = DuckDb.open(temporary, ByteSize.mebibytes(64), 1);
        parser = new DuckDbParser(duckdb);
    }

    @AfterEach
    void close() {
        duckdb.close();
    }

    @Test
    void treeHasPlacesInBytesOfUtf8() throws SqlSyntaxException {
        String tree = parser.parse("select é, o.id from orders o");

        assertThat(tree).contains("\"column_names\":[\"o\",\"id\"]").contains("\"query_location\":11");
    }

    @Test
    void syntaxErrorHasItsPlaceInBytesOfUtf8() {
        SqlSyntaxException error =
                catchThrowableOfType(SqlSyntaxException.class, () -> parser.parse("select é from t where"));

        assertThat(error).hasMessage("syntax error at or near \"where\"");
        assertThat(error.offset()).isEqualTo(17);
    }

    @Test
    void otherStatementsAreRefused() {
        SqlSyntaxException error =
                catchThrowableOfType(SqlSyntaxException.class, () -> parser.parse("create table t (i int)"));

        assertThat(error).hasMessage("expected one SELECT statement");
    }

    @Test
    void twoStatementsAreRefused() {
        SqlSyntaxException error =
                catchThrowableOfType(SqlSyntaxException.class, () -> parser.parse("select 1; select 2"));

        assertThat(error).hasMessage("expected one SELECT statement, found 2");
    }
}
