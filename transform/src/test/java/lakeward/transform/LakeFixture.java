package lakeward.transform;

import java.nio.file.Path;
import java.time.Duration;
import lakeward.contract.QueryEngineContract;
import lakeward.contract.StillClock;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;
import lakeward.lake.DeltaLake;

/** Delta tables in a directory, and the DuckDB that models and queries run on. */
final class LakeFixture implements AutoCloseable {
    final DuckDb duckdb;
    final DeltaLake lake;
    final DuckDbModels models;
    final DuckDbQueries queries;
    private final StillClock clock = new StillClock(QueryEngineContract.BEGINNING);

    LakeFixture(Path directory) {
        duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 1);
        lake = new DeltaLake(directory.resolve("lake"), duckdb, LakeSettings.DEFAULT, clock);
        models = new DuckDbModels(lake, duckdb);
        queries = new DuckDbQueries(lake, duckdb, new DuckDbParser(duckdb));
    }

    void move(Duration by) {
        clock.move(by);
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }
}
