package lakeward.definition;

import java.nio.file.Path;
import lakeward.core.platform.ByteSize;
import lakeward.core.port.SqlParser;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;

/** One DuckDB for all tests. */
public final class TestParser {
    public static final DuckDb DUCKDB =
            DuckDb.open(Path.of(System.getProperty("java.io.tmpdir"), "definition-tests"), ByteSize.mebibytes(256), 1);
    public static final SqlParser PARSER = new DuckDbParser(DUCKDB);

    private TestParser() {}
}
