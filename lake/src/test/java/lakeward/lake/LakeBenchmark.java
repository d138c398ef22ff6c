package lakeward.lake;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.Reading;
import lakeward.core.port.SnapshotLoad;
import lakeward.duckdb.DuckDb;

/** Prints what loading, committing and reading cost. Run its main method; arguments: rows, commits, changes a commit. */
final class LakeBenchmark {
    private static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "bench");
    private static final CapturedTable ORDERS = new CapturedTable(
            "app",
            new SourceTable("public", "orders"),
            "orders",
            new TableSchema(
                    List.of(
                            new Column("id", Type.LONG, false),
                            new Column("customer", Type.LONG, true),
                            new Column("status", Type.STRING, true),
                            new Column("note", Type.STRING, true),
                            new Column("amount", Type.decimal(12, 2), true),
                            new Column("created", Type.TIMESTAMP, true),
                            new Column("weight", Type.DOUBLE, true),
                            new Column("paid", Type.BOOLEAN, true),
                            new Column("day", Type.DATE, true),
                            new Column("email", Type.STRING, true)),
                    List.of("id")));

    private LakeBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        int commits = Integer.parseInt(arguments[1]);
        int perCommit = Integer.parseInt(arguments[2]);
        Path directory = Files.createTempDirectory("lakebench");
        Random random = new Random(1);
        try (DuckDb duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(512), 2);
                DeltaLake lake = new DeltaLake(
                        directory.resolve("lake"),
                        duckdb,
                        new LakeSettings(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5)),
                        Clock.systemUTC())) {
            long position = 1000;
            Meter meter = new Meter();
            try (SnapshotLoad load = lake.beginSnapshot(ORDERS, SOURCE, new Position(position))) {
                for (long from = 0; from < rows; from += 10_000) {
                    ChangeWriter writer = new ChangeWriter(ORDERS).at(position);
                    for (long id = from; id < Math.min(rows, from + 10_000); id++) {
                        writer.snapshot(order(id, random));
                    }
                    meter.pause();
                    meter.resume();
                    load.append(writer.changes());
                }
                load.commit();
            }
            meter.print("snapshot of " + rows + " (with making the rows)");
            long next = rows;
            for (int round = 0; round < 5; round++) {
                Meter making = new Meter();
                making.pause();
                Meter maintaining = new Meter();
                maintaining.pause();
                Meter reading = new Meter();
                reading.pause();
                for (int i = 0; i < commits; i++) {
                    ChangeWriter writer = new ChangeWriter(ORDERS).at(++position);
                    for (int j = 0; j < perCommit; j++) {
                        if (j % 10 < 7) {
                            writer.update(order(random.nextLong(rows), random));
                        } else {
                            writer.insert(order(next++, random));
                        }
                    }
                    making.resume();
                    try (BatchLoad load = lake.begin(SOURCE)) {
                        load.append(writer.changes());
                        load.commit(new Position(position));
                    }
                    making.pause();
                    maintaining.resume();
                    lake.maintain(ORDERS.raw());
                    lake.maintain(ORDERS.processed());
                    maintaining.pause();
                }
                making.print("commit of %d changes".formatted(perCommit), commits);
                maintaining.print("maintain", commits);
                reading.resume();
                try (Connection connection = duckdb.connection();
                        Statement statement = connection.createStatement()) {
                    long version = lake.latest(ORDERS.processed()).orElseThrow().version();
                    for (int i = 0; i < 5; i++) {
                        try (Reading open = lake.read(ORDERS.processed(), version);
                                ResultSet result = statement.executeQuery(
                                        "select count(*), sum(amount) from " + open.relation())) {
                            result.next();
                            if (result.getLong(1) != next) {
                                throw new AssertionError(result.getLong(1) + " rows, not " + next);
                            }
                        }
                    }
                }
                reading.pause();
                reading.print("read count and sum", 5);
                try (var files = Files.walk(directory)) {
                    long[] size = files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .toArray();
                    System.out.printf(
                            "disk %d MB in %d files, heap %d MB%n",
                            java.util.Arrays.stream(size).sum() >> 20,
                            size.length,
                            ManagementFactory.getMemoryMXBean()
                                            .getHeapMemoryUsage()
                                            .getUsed()
                                    >> 20);
                }
            }
        }
    }

    private static Object[] order(long id, Random random) {
        return new Object[] {
            id,
            random.nextLong(100_000),
            random.nextBoolean() ? "shipped" : "open",
            "a note of some length, number " + random.nextInt(),
            BigDecimal.valueOf(random.nextInt(1_000_000), 2),
            Instant.ofEpochSecond(1_700_000_000L + random.nextInt(10_000_000)),
            random.nextDouble(),
            random.nextBoolean(),
            java.time.LocalDate.ofEpochDay(19_000 + random.nextInt(1000)),
            "someone" + random.nextInt(1_000_000) + "@example.com"
        };
    }

    private static final class Meter {
        private long wall;
        private long cpu;
        private long startWall;
        private long startCpu;

        Meter() {
            resume();
        }

        void resume() {
            startWall = System.nanoTime();
            startCpu = processCpu();
        }

        void pause() {
            wall += System.nanoTime() - startWall;
            cpu += processCpu() - startCpu;
        }

        void print(String what) {
            pause();
            System.out.printf("%s: %d ms, CPU %d ms%n", what, wall / 1_000_000, cpu / 1_000_000);
        }

        void print(String what, int times) {
            System.out.printf("%s: %.2f ms, CPU %.2f ms each%n", what, wall / 1e6 / times, cpu / 1e6 / times);
        }

        private static long processCpu() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }
}
