package lakeward.benchmarks;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
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
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;

/** A lake in buckets of an s3proxy on this machine, beside one in a directory of the same disk. */
final class StoreMeasures {
    private static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "bench");
    private static final LakeSettings SETTINGS =
            new LakeSettings(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));
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
    private static final int ROWS_AT_A_TIME = 10_000;
    private static final int BATCHES = 40;
    private static final int CHANGES_PER_BATCH = 1_000;
    private static final int READS = 10;
    private static final String SUM = "sum(amount)";
    private static final String ALL_VALUES = "bit_xor(hash(orders))";

    private final Path directory;
    private final BenchStore store;
    private final Options options;
    private final List<Changes> snapshot = new ArrayList<>();

    /** One of the two lakes, which is opened anew now and then. */
    private interface Place {
        LakeFiles open(String name) throws Exception;
    }

    StoreMeasures(Path directory, BenchStore store, Options options) {
        this.directory = directory;
        this.store = store;
        this.options = options;
        Random random = new Random(1);
        for (long from = 0; from < options.rows(); from += ROWS_AT_A_TIME) {
            ChangeWriter writer = new ChangeWriter(ORDERS).at(1_000);
            for (long id = from; id < Math.min(options.rows(), from + ROWS_AT_A_TIME); id++) {
                writer.snapshot(order(id, random));
            }
            snapshot.add(writer.changes());
        }
    }

    List<Result> measure() throws Exception {
        List<Result> results = new ArrayList<>();
        Side folder = new Side(name -> new DirectoryLake(directory.resolve(name)), "folder");
        Side buckets = new Side(store::lake, "buckets");
        try (folder;
                buckets) {
            results.add(ratio("snapshot into raw and processed", options.rows(), folder::load, buckets::load));
            results.add(ratio(
                    "batches of 1,000 changes into raw and processed, and upkeep",
                    (long) BATCHES * CHANGES_PER_BATCH,
                    folder::commit,
                    buckets::commit));
            long rows = folder.rows();
            results.add(ratio("count and sum of all rows", READS * rows, folder::read, buckets::read));
            results.add(ratio(
                    "the same right after a start, with an empty cache",
                    rows,
                    () -> folder.readCold(SUM),
                    () -> buckets.readCold(SUM)));
            results.add(ratio(
                    "all values right after a start, with an empty cache",
                    rows,
                    () -> folder.readCold(ALL_VALUES),
                    () -> buckets.readCold(ALL_VALUES)));
        }
        return results;
    }

    private Result ratio(String what, long rows, Rounds.Work folder, Rounds.Work buckets) throws Exception {
        return Result.ofRatio(
                "lake on s3proxy beside a directory: " + what,
                Target.atLeast(0.5, "of its speed"),
                Rounds.of(options.rounds(), rows, folder, buckets));
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
            LocalDate.ofEpochDay(19_000 + random.nextInt(1000)),
            "someone" + random.nextInt(1_000_000) + "@example.com"
        };
    }

    private final class Side implements AutoCloseable {
        private final Place place;
        private final String name;
        private final Random random = new Random(2);
        private int loads;
        private long position;
        private long next;
        private BenchLake lake;

        Side(Place place, String name) {
            this.place = place;
            this.name = name;
        }

        private void open() throws Exception {
            if (lake != null) {
                lake.close();
            }
            lake = new BenchLake(
                    directory.resolve(name + "-open"), place.open("%s-%d".formatted(name, loads)), SETTINGS);
        }

        /** Loads a new lake. */
        long load() throws Exception {
            loads++;
            open();
            position = 1_000;
            next = options.rows();
            try (SnapshotLoad load = lake.lake().beginSnapshot(ORDERS, SOURCE, new Position(position))) {
                snapshot.forEach(load::append);
                load.commit();
            }
            return options.rows();
        }

        long commit() {
            for (int batch = 0; batch < BATCHES; batch++) {
                ChangeWriter writer = new ChangeWriter(ORDERS).at(++position);
                for (int i = 0; i < CHANGES_PER_BATCH; i++) {
                    if (i % 10 < 7) {
                        writer.update(order(random.nextLong(options.rows()), random));
                    } else {
                        writer.insert(order(next++, random));
                    }
                }
                try (BatchLoad load = lake.lake().begin(SOURCE)) {
                    load.append(writer.changes());
                    load.commit(new Position(position));
                }
                lake.lake().maintain(ORDERS.raw());
                lake.lake().maintain(ORDERS.processed());
            }
            return (long) BATCHES * CHANGES_PER_BATCH;
        }

        long rows() {
            return next;
        }

        long read() throws SQLException {
            long rows = 0;
            for (int i = 0; i < READS; i++) {
                rows += readOnce(SUM);
            }
            return rows;
        }

        long readCold(String what) throws Exception {
            open();
            return readOnce(what);
        }

        private long readOnce(String what) throws SQLException {
            long version = lake.lake().latest(ORDERS.processed()).orElseThrow().version();
            try (Reading reading = lake.lake().read(ORDERS.processed(), version);
                    Connection connection = lake.duckdb().connection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(
                            "select count(*), %s from %s as orders".formatted(what, reading.relation()))) {
                result.next();
                return result.getLong(1);
            }
        }

        @Override
        public void close() {
            if (lake != null) {
                lake.close();
            }
        }
    }
}
