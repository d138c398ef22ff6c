package lakeward.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lakeward.capture.EmbeddedPostgres;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.LakeSettings;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.SourceSnapshot;

/** A table read whole, decoded and committed, beside {@code psql \copy … binary} to /dev/null. */
final class SnapshotMeasures {
    private final EmbeddedPostgres server;
    private final Path directory;
    private final Options options;

    SnapshotMeasures(EmbeddedPostgres server, Path directory, Options options) {
        this.server = server;
        this.directory = directory;
        this.options = options;
    }

    List<Result> snapshot() throws Exception {
        int parallelism = Math.max(1, Runtime.getRuntime().availableProcessors());
        try (BenchSource bench = new BenchSource(server, "copied")) {
            bench.insert(1, options.rows());
            bench.settle();
            bench.keepLog();
            CapturedTable table = bench.captured();
            Rounds one = Rounds.of(options.rounds(), options.rows(), () -> copy(bench), () -> decode(bench, table, 1));
            Rounds many = Rounds.of(
                    options.rounds(), options.rows(), () -> copy(bench), () -> decode(bench, table, parallelism));
            AtomicInteger lakes = new AtomicInteger();
            Rounds committed = Rounds.of(options.rounds(), options.rows(), () -> copy(bench), () -> {
                Path home = directory.resolve("snapshot" + lakes.incrementAndGet());
                try (BenchLake lake = new BenchLake(home, LakeSettings.DEFAULT)) {
                    return commit(bench, table, lake, parallelism);
                }
            });
            for (int i = 1; i <= lakes.get(); i++) {
                BenchLake.delete(directory.resolve("snapshot" + i));
            }
            return List.of(
                    Result.ofRatio(
                            "snapshot decoded, one connection, beside \\copy",
                            Target.atLeast(0.9, "of its speed"),
                            one),
                    Result.ofRatio(
                            "snapshot decoded, %d connections, beside \\copy".formatted(parallelism),
                            Target.atLeast(0.9, "of its speed"),
                            many),
                    Result.ofRatio(
                            "snapshot committed in raw and processed, beside \\copy",
                            Target.atLeast(0.4, "of its speed"),
                            committed));
        }
    }

    private static long decode(BenchSource bench, CapturedTable table, int parallelism) {
        try (SourceSnapshot snapshot = bench.source().snapshot()) {
            return snapshot.read(table, parallelism, changes -> {});
        }
    }

    private static long commit(BenchSource bench, CapturedTable table, BenchLake lake, int parallelism) {
        try (SourceSnapshot snapshot = bench.source().snapshot();
                SnapshotLoad load =
                        lake.lake().beginSnapshot(table, bench.source().identity(), snapshot.position())) {
            long rows = snapshot.read(table, parallelism, load::append);
            load.commit();
            return rows;
        }
    }

    private long copy(BenchSource bench) throws IOException, InterruptedException {
        bench.programs()
                .run(
                        "psql",
                        "--quiet",
                        "--no-psqlrc",
                        "--command=\\copy %s TO /dev/null WITH (FORMAT binary)".formatted(bench.table()));
        return options.rows();
    }
}
