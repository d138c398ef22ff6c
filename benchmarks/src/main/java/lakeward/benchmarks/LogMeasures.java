package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import lakeward.capture.EmbeddedPostgres;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Position;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.SourceSnapshot;

/** The log into column batches, into raw, and into raw and processed. */
final class LogMeasures {
    private static final int CHANGES_A_TRANSACTION = 1_000;

    private final EmbeddedPostgres server;
    private final Path directory;
    private final Options options;

    LogMeasures(EmbeddedPostgres server, Path directory, Options options) {
        this.server = server;
        this.directory = directory;
        this.options = options;
    }

    /** Into column batches, beside {@code pg_recvlogical} to /dev/null on a copy of the slot. */
    List<Result> capture() throws Exception {
        try (BenchSource bench = new BenchSource(server, "captured")) {
            Log log = inserts(bench);
            Rounds rounds = Rounds.of(
                    options.rounds(), options.rows(), () -> recvlogical(bench, log, options.rows()), log::read);
            return List.of(Result.ofRatio(
                    "log into column batches, beside pg_recvlogical", Target.atLeast(0.9, "of its speed"), rounds));
        }
    }

    /** Into raw alone: no snapshot was loaded, so there is no processed table. */
    List<Result> raw() throws Exception {
        try (BenchSource bench = new BenchSource(server, "logged")) {
            Log log = inserts(bench);
            Rounds rounds = Rounds.of(options.rounds(), options.rows(), () -> {
                Path home = directory.resolve("raw");
                try (BenchLake lake = new BenchLake(home, LakeSettings.DEFAULT)) {
                    return log.store(lake.lake());
                } finally {
                    BenchLake.delete(home);
                }
            });
            return List.of(Result.ofCost("log to committed raw", Target.atMost(8, "CPU-s per million rows"), rounds));
        }
    }

    /** Into raw and processed: what waits in the log changes rows that a snapshot loaded. Each round on a copy of the lake. */
    List<Result> backlog() throws Exception {
        int changes = options.changes() / CHANGES_A_TRANSACTION * CHANGES_A_TRANSACTION;
        try (BenchSource bench = new BenchSource(server, "backlog")) {
            bench.insert(1, options.over());
            bench.settle();
            bench.keepLog();
            Path loaded = directory.resolve("loaded");
            Position from = load(bench, loaded);
            for (int round = 0; round < changes / CHANGES_A_TRANSACTION; round++) {
                bench.change(round, options.over(), CHANGES_A_TRANSACTION);
            }
            Log log = new Log(bench.source(), bench.from(from), bench.position(), BenchSource.SETTINGS);
            Rounds rounds = Rounds.of(options.rounds(), changes, () -> {
                Path home = directory.resolve("backlog");
                BenchLake.copy(loaded, home);
                try (BenchLake lake = new BenchLake(home, LakeSettings.DEFAULT)) {
                    return log.store(lake.lake());
                } finally {
                    BenchLake.delete(home);
                }
            });
            return List.of(Result.ofCost(
                    "log to committed raw and processed: %,d changes over %,d rows".formatted(changes, options.over()),
                    Target.atMost(15, "CPU-s per million changes"),
                    rounds));
        }
    }

    /** Loads the table into a new lake and returns from which position on its log continues it. */
    static Position load(BenchSource bench, Path home) throws IOException {
        try (BenchLake lake = new BenchLake(home, LakeSettings.DEFAULT);
                SourceSnapshot snapshot = bench.source().snapshot();
                SnapshotLoad load = lake.lake()
                        .beginSnapshot(bench.captured(), bench.source().identity(), snapshot.position())) {
            snapshot.read(bench.captured(), 2, load::append);
            load.commit();
            return snapshot.position();
        }
    }

    private Log inserts(BenchSource bench) throws SQLException {
        Position from = bench.keepLog();
        bench.insert(1, options.rows());
        Position to = bench.position();
        bench.settle();
        return new Log(bench.source(), bench.from(from), to, BenchSource.SETTINGS);
    }

    /** On a copy of the slot, because it tells the server that it needs no more what it read. */
    private static long recvlogical(BenchSource bench, Log log, long rows)
            throws IOException, InterruptedException, SQLException {
        String slot = "yardstick_" + System.nanoTime();
        bench.one("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(bench.table(), slot));
        bench.programs()
                .run(
                        "pg_recvlogical",
                        "--slot=" + slot,
                        "--start",
                        "--startpos=" + log.from().values().iterator().next(),
                        "--endpos=" + log.to(),
                        "--file=/dev/null",
                        "--no-loop",
                        "--status-interval=10",
                        "--option=proto_version=1",
                        "--option=publication_names=" + bench.table());
        bench.one("SELECT pg_drop_replication_slot('%s')".formatted(slot));
        return rows;
    }
}
