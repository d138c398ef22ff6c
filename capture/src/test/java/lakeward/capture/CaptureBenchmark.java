package lakeward.capture;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.SourceSnapshot;

/**
 * Measures the log into column batches against {@code pg_recvlogical}, and a snapshot against {@code psql \copy … binary},
 * both to /dev/null, interleaved: {@code java … lakeward.capture.CaptureBenchmark [rows] [rounds]}. Needs PostgreSQL's client
 * programs on the path.
 */
public final class CaptureBenchmark {
    private static final String MAKE = """
            CREATE TABLE bench (id bigint PRIMARY KEY, customer int, amount numeric(12,2), rate double precision,
                name varchar(80), note text, made timestamptz, day date, flag boolean, code uuid)""";
    private static final String FILL = """
            INSERT INTO bench SELECT i, i %% 100000, (i %% 1000000) / 100.0, i / 7.0, 'customer number ' || i,
                repeat(md5(i::text), 4), timestamptz '2026-01-01' + i * interval '1 second', date '2026-01-01' + i %% 365,
                i %% 2 = 0, gen_random_uuid() FROM generate_series(%d, %d) i""";

    private CaptureBenchmark() {}

    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        Path directory = Files.createTempDirectory("lakeward-benchmark");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            PostgresSettings settings = server.settings("bench", "bench", Optional.empty());
            TestServer client = TestServer.of(settings);
            PostgresSource source = new PostgresSource(settings);
            client.execute(MAKE);
            Position from = source.keepLog(List.of(SourceTable.parse("bench")), Optional.empty());
            // Transactions of 1,000 rows.
            for (int first = 1; first <= rows; first += 1_000) {
                client.execute(FILL.formatted(first, Math.min(rows, first + 999)));
            }
            Position to = client.position();
            client.execute("VACUUM ANALYZE bench", "CHECKPOINT");
            measure("log", rows, rounds, () -> recvlogical(server, client, from, to), () -> follow(source, from, to));
            for (int parallelism : new int[] {1, 2}) {
                measure(
                        "snapshot, %d at once".formatted(parallelism),
                        rows,
                        rounds,
                        () -> copy(server),
                        () -> snapshot(source, parallelism));
            }
            source.detach();
        } finally {
            Directories.delete(directory);
        }
    }

    private interface Run {
        long run() throws IOException, InterruptedException, SQLException;
    }

    private static void measure(String what, int rows, int rounds, Run yardstick, Run ours) throws Exception {
        List<Double> theirs = new ArrayList<>();
        List<Double> own = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            yardstick.run();
            long middle = System.nanoTime();
            long cpuBefore = cpuNanos();
            long seen = ours.run();
            long end = System.nanoTime();
            if (seen != rows) {
                throw new IllegalStateException("%s: %d of %d rows".formatted(what, seen, rows));
            }
            // The first round warms both up.
            if (round > 0) {
                theirs.add(rows / ((middle - start) / 1e9));
                own.add(rows / ((end - middle) / 1e9));
                cpu.add((cpuNanos() - cpuBefore) / 1e9 * 1e6 / rows);
            }
        }
        print(String.format(
                Locale.ROOT,
                "%s: yardstick %,.0f rows/s %s, ours %,.0f rows/s %s, ratio %.2f, our CPU-s per million rows %.2f",
                what,
                median(theirs),
                spread(theirs),
                median(own),
                spread(own),
                median(own) / median(theirs),
                median(cpu)));
    }

    private static long follow(PostgresSource source, Position from, Position to) {
        CapturedTable table = TestServer.captured(source, "bench");
        AtomicLong rows = new AtomicLong();
        CaptureSettings settings = new CaptureSettings(Duration.ofSeconds(1), ByteSize.mebibytes(16));
        try (ChangeFeed feed = source.follow(Map.of(table, from), settings)) {
            ChangeReceiver receiver = new ChangeReceiver() {
                @Override
                public void changes(Changes changes) {
                    rows.addAndGet(changes.size());
                    feed.recycle(changes);
                }

                @Override
                public void stopped(CapturedTable stopped, Position at, String why) {
                    throw new IllegalStateException(why);
                }
            };
            feed.endBatchAt(to);
            BatchEnd end;
            do {
                end = feed.next(receiver);
            } while (to.isAfter(end.position()));
        }
        return rows.get();
    }

    private static long snapshot(PostgresSource source, int parallelism) {
        CapturedTable table = TestServer.captured(source, "bench");
        try (SourceSnapshot snapshot = source.snapshot()) {
            return snapshot.read(table, parallelism, changes -> {});
        }
    }

    /** On a copy of the slot, because it tells the server that it needs no more what it read. */
    private static long recvlogical(EmbeddedPostgres server, TestServer client, Position from, Position to)
            throws IOException, InterruptedException {
        String slot = "yardstick_" + System.nanoTime();
        client.execute("SELECT pg_copy_logical_replication_slot('bench', '%s')".formatted(slot));
        return program(
                server,
                "pg_recvlogical",
                "--dbname=app",
                "--slot=" + slot,
                "--start",
                "--startpos=" + from,
                "--endpos=" + to,
                "--file=/dev/null",
                "--no-loop",
                "--status-interval=10",
                "--option=proto_version=1",
                "--option=publication_names=bench");
    }

    private static long copy(EmbeddedPostgres server) throws IOException, InterruptedException {
        return program(
                server, "psql", "--dbname=app", "--quiet", "--command=\\copy bench TO /dev/null WITH (FORMAT binary)");
    }

    private static long program(EmbeddedPostgres server, String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(name, "--host=127.0.0.1", "--port=" + server.port(), "--username=" + EmbeddedPostgres.USER));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("PGPASSWORD", server.password().value());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(name + " ended with " + exit);
        }
        return 0;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String spread(List<Double> values) {
        double least = values.stream().min(Double::compare).orElseThrow();
        double most = values.stream().max(Double::compare).orElseThrow();
        return String.format(Locale.ROOT, "(%,.0f–%,.0f)", least, most);
    }

    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}
