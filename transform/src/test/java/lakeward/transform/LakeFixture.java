package lakeward.transform;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import lakeward.contract.QueryEngineContract;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;
import lakeward.lake.DeltaLake;

/** Delta tables in a directory, and the DuckDB that models and queries run on. */
final class LakeFixture implements AutoCloseable {
    /** A clock that stands still until it is moved. */
    private static final class Hands extends Clock {
        private Instant now = QueryEngineContract.BEGINNING;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    final DuckDb duckdb;
    final DeltaLake lake;
    private final Hands clock = new Hands();
    final DuckDbModels models;
    final DuckDbQueries queries;

    LakeFixture(Path directory) {
        duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 1);
        lake = new DeltaLake(directory.resolve("lake"), duckdb, LakeSettings.DEFAULT, clock);
        models = new DuckDbModels(lake, duckdb);
        queries = new DuckDbQueries(lake, duckdb, new DuckDbParser(duckdb));
    }

    void move(Duration by) {
        clock.now = clock.now.plus(by);
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }
}
