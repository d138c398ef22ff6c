package lakeward.lake;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lakeward.contract.TableStoreContract;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.TableId;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.Sql;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DeltaTableStoreTest extends TableStoreContract {
    @TempDir
    Path directory;

    private DuckDb duckdb;
    private DeltaLake lake;

    /** Returns where the lake to test is. */
    LakeFiles files() {
        return new DirectoryLake(directory.resolve("lake"));
    }

    @BeforeEach
    void open() {
        duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 2);
        lake = new DeltaLake(files(), duckdb, LakeSettings.DEFAULT, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        lake.close();
        duckdb.close();
    }

    @Override
    protected TableStore store() {
        return lake;
    }

    @Override
    protected List<Map<String, String>> rows(TableId table, long version) {
        return LakeRows.of(duckdb, lake, table, version);
    }

    @Override
    protected String query(List<List<String>> rows) {
        return rows.isEmpty()
                ? "select null, null, null where false"
                : rows.stream()
                        .map(row -> row.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")")))
                        .collect(Collectors.joining(", ", "values ", ""));
    }
}
