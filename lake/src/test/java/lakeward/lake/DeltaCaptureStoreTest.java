package lakeward.lake;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import lakeward.contract.CaptureStoreContract;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.TableId;
import lakeward.core.port.CaptureStore;
import lakeward.duckdb.DuckDb;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DeltaCaptureStoreTest extends CaptureStoreContract {
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
    protected CaptureStore store() {
        return lake;
    }

    @Override
    protected List<Map<String, String>> rows(TableId table) {
        return LakeRows.of(duckdb, lake, table);
    }
}
