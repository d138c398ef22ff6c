package lakeward.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import lakeward.contract.StillClock;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.SnapshotLoad;
import lakeward.duckdb.DuckDb;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;
import lakeward.lake.files.TableFiles;

/** A lake that can be opened again, with a clock that tests move. */
final class LakeFixture implements AutoCloseable {
    static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "lakeward");
    static final LakeSettings TEN_MINUTES =
            new LakeSettings(Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMinutes(10));

    /** A process that dies, as far as a test can tell. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Runs something at a point, once. */
    static final class At extends CrashPoints {
        private final String point;
        private Runnable action;

        At(String point, Runnable action) {
            this.point = point;
            this.action = action;
        }

        @Override
        public void reach(String reached) {
            if (reached.equals(point)) {
                Runnable once = action;
                action = () -> {};
                once.run();
            }
        }
    }

    final DuckDb duckdb;
    final StillClock clock = new StillClock(Instant.now());
    private final Path root;
    private final Supplier<LakeFiles> places;
    private DeltaLake lake;

    /** Makes a lake in a directory. */
    LakeFixture(Path directory) {
        this(directory, () -> new DirectoryLake(directory.resolve("lake")));
    }

    /** @param places gives the lake's place to each process that opens it */
    LakeFixture(Path directory, Supplier<LakeFiles> places) {
        this.root = directory.resolve("lake");
        this.places = places;
        duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 2);
        reopen(new CrashPoints());
    }

    DeltaLake lake() {
        return lake;
    }

    /** Opens the lake as a new process does. */
    void reopen(CrashPoints crashPoints) {
        lake = new DeltaLake(places.get(), duckdb, TEN_MINUTES, clock, crashPoints);
    }

    /** Returns another lake over the same tables, as another writer is. */
    DeltaLake other() {
        return new DeltaLake(places.get(), duckdb, TEN_MINUTES, clock, new CrashPoints());
    }

    void load(CapturedTable table, long position, Changes rows) {
        try (SnapshotLoad load = lake.beginSnapshot(table, SOURCE, new Position(position))) {
            load.append(rows);
            load.commit();
        }
    }

    List<TableVersion> commit(long end, List<Changes> changes) {
        try (BatchLoad load = lake.begin(SOURCE)) {
            changes.forEach(load::append);
            return load.commit(new Position(end));
        }
    }

    List<Map<String, String>> rows(TableId table) {
        return LakeRows.of(duckdb, lake, table);
    }

    /** Returns a table's folder, if the lake is in a directory. */
    Path folder(TableId table) {
        return root.resolve(table.zone().label()).resolve(table.name());
    }

    /** Returns how many files of the table and its log there are. */
    long files(TableId table) {
        try (LakeFiles place = places.get()) {
            TableFiles files = place.table(table);
            return (long) files.list("", "").size()
                    + files.list("_delta_log/", "").size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        lake.close();
        duckdb.close();
    }
}
