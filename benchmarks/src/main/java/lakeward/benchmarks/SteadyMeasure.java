package lakeward.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import lakeward.capture.EmbeddedPostgres;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Reading;

/**
 * A load that goes on: ten transactions a second of a hundred changes each, committed to the lake each second, looked after
 * as the program does, and asked a question of each version, and one over all rows every five seconds.
 */
final class SteadyMeasure {
    private static final int CHANGES = 100;
    private static final long EVERY_NANOS = 100_000_000L;
    private static final long MAINTAIN_AFTER_COMMITS = 10;
    private static final long LOOK_EVERY_MILLIS = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    /** The load is compared by parts: what the first took with what the last did. */
    private static final int PARTS = 6;

    private final EmbeddedPostgres server;
    private final Path directory;
    private final Options options;
    private final long start = System.nanoTime();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final List<Sample> latencies = new ArrayList<>();
    private final List<Sample> queries = new ArrayList<>();
    private final List<Sample> sizes = new ArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final AtomicInteger careFailures = new AtomicInteger();
    private volatile boolean ended;

    /** A transaction that committed at the source and is not yet seen in the lake. */
    private record Waiting(long committedNanos, Position position) {}

    private record Sample(long atNanos, double value) {}

    private interface Task {
        void run() throws Exception;
    }

    SteadyMeasure(EmbeddedPostgres server, Path directory, Options options) {
        this.server = server;
        this.directory = directory;
        this.options = options;
    }

    List<Result> measure() throws Exception {
        Duration length = Duration.ofMinutes(options.minutes());
        // So that what is superseded goes within the run, however short it is.
        Duration keep = length.dividedBy(2L * PARTS);
        Path home = directory.resolve("steady");
        try (BenchSource bench = new BenchSource(server, "steady")) {
            bench.insert(1, options.onto());
            bench.settle();
            bench.keepLog();
            Position from = LogMeasures.load(bench, home);
            try (BenchLake lake = new BenchLake(home, new LakeSettings(keep, keep, keep))) {
                CapturedTable table = bench.captured();
                List<Thread> threads = List.of(
                        started("write", () -> write(bench)),
                        started("commit", () -> commit(bench, table, from, lake)),
                        started("look", () -> look(bench.source().identity(), table, lake)),
                        started("maintain", () -> maintain(table, lake)),
                        started("ask", () -> ask(table, lake)));
                Thread.sleep(WARM_UP.toMillis());
                long begun = System.nanoTime();
                long cpu = Rounds.cpuNanos();
                while (System.nanoTime() - begun < length.toNanos() && failure.get() == null) {
                    Thread.sleep(1_000);
                    sizes.add(new Sample(System.nanoTime(), lake.size(table.processed()) / 1e6));
                }
                long end = System.nanoTime();
                double cores = (double) (Rounds.cpuNanos() - cpu) / (end - begun);
                ended = true;
                for (Thread thread : threads) {
                    thread.join();
                }
                if (failure.get() != null) {
                    throw failure.get();
                }
                return results(begun, end, cores);
            }
        }
    }

    private List<Result> results(long begun, long end, double cores) {
        long part = (end - begun) / PARTS;
        Samples all = between(latencies, begun, end);
        Samples first = between(latencies, begun, begun + part);
        Samples last = between(latencies, end - part, end);
        Samples firstQueries = between(queries, begun, begun + part);
        Samples lastQueries = between(queries, end - part, end);
        // The versions kept fill up first. Then the disk goes up and down with each compaction of large files, so its
        // peaks are compared.
        Samples middle = between(sizes, end - 4 * part, end - 2 * part);
        Samples lastSizes = between(sizes, end - 2 * part, end);
        String load = "1,000 rows/s onto %,d for %d min: ".formatted(options.onto(), options.minutes());
        return List.of(
                Result.of(load + "our process", Optional.of(Target.atMost(0.5, "core")), "cores", Samples.of(cores)),
                Result.of(
                        load + "commit to visible, p50",
                        Optional.of(Target.atMost(1, "s")),
                        "s",
                        Samples.of(all.quantile(0.5))),
                Result.of(
                        load + "commit to visible, p99",
                        Optional.of(Target.atMost(2, "s")),
                        "s (worst %s)".formatted(Samples.number(all.most())),
                        Samples.of(all.quantile(0.99))),
                Result.of(
                        load + "failures of looking after tables",
                        Optional.of(Target.atMost(0, "")),
                        "",
                        Samples.of(careFailures.get())),
                change(load + "p50 in the last sixth beside the first", "s", first, last),
                change(
                        load + "count and sum of all rows, last sixth beside the first",
                        "ms",
                        firstQueries,
                        lastQueries),
                change(
                        load + "most disk of processed, last third beside the middle one",
                        "MB",
                        middle,
                        lastSizes,
                        Samples.of(lastSizes.most() / middle.most())));
    }

    private static Result change(String measure, String unit, Samples before, Samples after) {
        return change(measure, unit, before, after, Samples.of(after.median() / before.median()));
    }

    private static Result change(String measure, String unit, Samples before, Samples after, Samples ratio) {
        return new Result(
                measure,
                Optional.of(Target.atMost(1.1, "of before")),
                ratio,
                unit,
                after,
                Optional.of(before),
                Optional.of(ratio),
                Optional.empty());
    }

    private void write(BenchSource bench) throws SQLException, InterruptedException {
        long next = System.nanoTime();
        for (long round = 0; !ended; round++) {
            pauseUntil(next);
            next = Math.max(next + EVERY_NANOS, System.nanoTime() - EVERY_NANOS);
            bench.churn(round, options.onto(), CHANGES);
            long committed = System.nanoTime();
            waiting.add(new Waiting(committed, bench.position()));
        }
    }

    private void commit(BenchSource bench, CapturedTable table, Position from, BenchLake lake) {
        SourceIdentity identity = bench.source().identity();
        try (ChangeFeed feed = bench.source().follow(Map.of(table, from), BenchSource.SETTINGS)) {
            while (!ended) {
                try (BatchLoad load = lake.lake().begin(identity)) {
                    BatchEnd end = feed.next(Log.receiver(changes -> {
                        load.append(changes);
                        feed.recycle(changes);
                    }));
                    load.commit(end.position());
                    feed.confirm(end.position());
                }
            }
        }
    }

    /** Asks each new version a question: what it then shows is visible. */
    private void look(SourceIdentity identity, CapturedTable table, BenchLake lake)
            throws SQLException, InterruptedException {
        long shown = -1;
        try (Connection connection = lake.duckdb().connection();
                Statement statement = connection.createStatement()) {
            while (!ended) {
                TableVersion latest = lake.lake().latest(table.processed()).orElseThrow();
                if (latest.version() == shown) {
                    Thread.sleep(LOOK_EVERY_MILLIS);
                    continue;
                }
                shown = latest.version();
                try (Reading reading = lake.lake().read(table.processed(), shown);
                        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + reading.relation())) {
                    result.next();
                }
                seen(latest.positions().get(identity.toString()));
            }
        }
    }

    private void seen(Position position) {
        long now = System.nanoTime();
        Waiting next = waiting.peek();
        while (next != null && !next.position().isAfter(position)) {
            latencies.add(new Sample(now, (now - next.committedNanos()) / 1e9));
            waiting.remove();
            next = waiting.peek();
        }
    }

    private void maintain(CapturedTable table, BenchLake lake) throws InterruptedException {
        long[] done = new long[2];
        List<TableId> both = List.of(table.raw(), table.processed());
        while (!ended) {
            Thread.sleep(1_000);
            for (int i = 0; i < done.length; i++) {
                long version = lake.lake().latest(both.get(i)).orElseThrow().version();
                if (version - done[i] >= MAINTAIN_AFTER_COMMITS) {
                    try {
                        lake.lake().maintain(both.get(i));
                        done[i] = version;
                    } catch (PlatformException e) {
                        // The program tries again a second later, too; here it is told and counted.
                        careFailures.incrementAndGet();
                        System.err.println(e.getMessage());
                    }
                }
            }
        }
    }

    private void ask(CapturedTable table, BenchLake lake) throws SQLException, InterruptedException {
        try (Connection connection = lake.duckdb().connection();
                Statement statement = connection.createStatement()) {
            while (!ended) {
                Thread.sleep(5_000);
                long asked = System.nanoTime();
                long version =
                        lake.lake().latest(table.processed()).orElseThrow().version();
                try (Reading reading = lake.lake().read(table.processed(), version);
                        ResultSet result =
                                statement.executeQuery("SELECT count(*), sum(amount) FROM " + reading.relation())) {
                    result.next();
                }
                queries.add(new Sample(asked, (System.nanoTime() - asked) / 1e6));
            }
        }
    }

    private Thread started(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        failure.compareAndSet(null, e);
                        ended = true;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void pauseUntil(long nanos) throws InterruptedException {
        long wait = nanos - System.nanoTime();
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }

    private Samples between(List<Sample> samples, long from, long to) {
        List<Double> values = samples.stream()
                .filter(sample -> sample.atNanos() >= from && sample.atNanos() <= to)
                .map(Sample::value)
                .toList();
        if (values.isEmpty()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Cannot sum up seconds %.0f to %.0f: nothing was measured. Measure longer.",
                    (from - start) / 1e9,
                    (to - start) / 1e9));
        }
        return new Samples(values);
    }
}
