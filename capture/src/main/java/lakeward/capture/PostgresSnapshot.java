package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.SourceSnapshot;

/**
 * The snapshot that a temporary replication slot exports as it is made: the slot's start is exactly where the snapshot ends.
 * Both live as long as the connection that made them.
 */
final class PostgresSnapshot implements SourceSnapshot {
    private static final long PAGES_PER_RANGE = 4096;

    /** Between two rows there may be many dead ones. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final Connections connections;
    private final Connection holder;
    private final Position position;
    private final String name;
    private final Consumer<Observed> observer;

    private PostgresSnapshot(
            Connections connections, Connection holder, Position position, String name, Consumer<Observed> observer) {
        this.connections = connections;
        this.holder = holder;
        this.position = position;
        this.name = name;
        this.observer = observer;
    }

    /** What a table was like as the snapshot read it. */
    record Observed(SourceTable table, Position position, TableShape shape) {}

    /**
     * Takes a snapshot.
     *
     * @param maxWait how long it waits for transactions that began before it
     * @param observer learns what each table is like that is read
     */
    static PostgresSnapshot open(Connections connections, Duration maxWait, Consumer<Observed> observer) {
        byte[] random = new byte[6];
        new Random().nextBytes(random);
        String slot = "lakeward_snapshot_" + HexFormat.of().formatHex(random);
        Connection holder = connections.openReplication(maxWait.multipliedBy(2));
        String sql = "CREATE_REPLICATION_SLOT %s TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT".formatted(slot);
        try (Statement statement = holder.createStatement();
                ResultSet row = WaitingForOthers.query(connections, maxWait, "take a snapshot", statement, sql)) {
            row.next();
            return new PostgresSnapshot(
                    connections,
                    holder,
                    Position.parse(row.getString("consistent_point")),
                    row.getString("snapshot_name"),
                    observer);
        } catch (PlatformException e) {
            close(holder);
            throw e;
        } catch (SQLException e) {
            close(holder);
            throw connections.failed("take a snapshot", e);
        }
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public long estimatedRows(CapturedTable table) {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint" + parts(table))) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw connections.failed("count the rows of '%s'".formatted(table), e);
        }
    }

    @Override
    public long read(CapturedTable table, int parallelism, Consumer<Changes> receiver) {
        ConcurrentLinkedQueue<String> queries = new ConcurrentLinkedQueue<>(queries(table));
        int workers = Math.max(1, Math.min(parallelism, queries.size()));
        AtomicLong sequences = new AtomicLong();
        try (SnapshotWorkers reading = new SnapshotWorkers("lakeward-snapshot-" + table.name(), workers)) {
            return reading.sum(worker -> readRanges(worker, table, queries, sequences, receiver));
        } catch (SQLException e) {
            throw connections.failed("read table '%s'".formatted(table), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(
                    Fault.ENVIRONMENT, "Cannot read table '%s': interrupted. Try again.".formatted(table), e);
        }
    }

    @Override
    public void close() {
        close(holder);
    }

    private static void close(Connection holder) {
        try {
            holder.close();
        } catch (SQLException e) {
            // The server ends the slot with the connection, however that ends.
        }
    }

    private long readRanges(
            SnapshotWorkers.Worker worker,
            CapturedTable table,
            ConcurrentLinkedQueue<String> queries,
            AtomicLong sequences,
            Consumer<Changes> receiver)
            throws SQLException {
        SnapshotRows rows = new SnapshotRows(table, position, sequences, receiver);
        try (Connection connection = worker.using(openInSnapshot())) {
            for (String query = queries.poll(); query != null; query = queries.poll()) {
                rows.read(connection, query);
            }
        }
        return rows.finish();
    }

    private Connection openInSnapshot() throws SQLException {
        Connection connection = connections.openPatient(LONGEST_SILENCE);
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION SNAPSHOT " + Sql.literal(name));
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the queries that together give the table's rows: a range of pages of it, or of one of its partitions. */
    private List<String> queries(CapturedTable table) {
        try (Connection connection = openInSnapshot();
                Statement statement = connection.createStatement();
                ResultSet parts = statement.executeQuery(
                        "SELECT oid::regclass::text, pg_relation_size(oid) / current_setting('block_size')::int, relkind::text"
                                + parts(table))) {
            TableShape.of(connection, List.of(table.source()))
                    .forEach((name, shape) -> observer.accept(new Observed(name, position, shape)));
            List<String> queries = new ArrayList<>();
            while (parts.next()) {
                String part = parts.getString(1);
                String select = SnapshotQuery.select(new Catalog(connection), table, part);
                long pages = parts.getString(3).equals("r") ? parts.getLong(2) : 0;
                for (long from = 0; from == 0 || from < pages; from += PAGES_PER_RANGE) {
                    // The last range has no end, since the table may have grown after it was measured.
                    boolean last = from + PAGES_PER_RANGE >= pages;
                    queries.add(select
                            + (from == 0 ? "" : " AND ctid >= '(%d,0)'".formatted(from))
                            + (last ? "" : " AND ctid < '(%d,0)'".formatted(from + PAGES_PER_RANGE)));
                }
            }
            return queries;
        } catch (SQLException e) {
            throw connections.failed("read table '%s'".formatted(table), e);
        }
    }

    /** Returns the FROM clause that gives the table itself, or its partitions, which hold the rows of a partitioned one. */
    private static String parts(CapturedTable table) {
        String name = Sql.literal(Sql.name(table.source()));
        return " FROM pg_class WHERE relkind <> 'p' AND (oid = %s::regclass OR oid IN (SELECT relid FROM pg_partition_tree(%s::regclass)))"
                .formatted(name, name);
    }
}
