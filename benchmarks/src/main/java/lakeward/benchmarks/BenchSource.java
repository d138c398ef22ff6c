package lakeward.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.capture.EmbeddedPostgres;
import lakeward.capture.PostgresSource;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Source;

/** One table of ten mixed columns in an embedded server, with a slot and a publication of its own. */
final class BenchSource implements AutoCloseable {
    static final String DATABASE = "bench";

    /** Batches as the program cuts them while it catches up: 64 MB, or a second. */
    static final CaptureSettings SETTINGS = new CaptureSettings(Duration.ofSeconds(1), ByteSize.mebibytes(64));

    private static final int ROWS_A_TRANSACTION = 1_000;
    private static final int ROUNDS_TO_LIVE = 50;
    private static final String COLUMNS = """
            (id bigint PRIMARY KEY, customer int, amount numeric(12,2), rate double precision,
             name varchar(80), note text, made timestamptz, day date, flag boolean, code uuid)""";
    private static final String ROW = """
            i, i % 100000, (i % 1000000) / 100.0, i / 7.0, 'customer number ' || i,
            repeat(md5(i::text), 4), timestamptz '2026-01-01' + i * interval '1 second', date '2026-01-01' + (i % 365)::int,
            i % 2 = 0, gen_random_uuid()""";

    private final EmbeddedPostgres server;
    private final String table;
    private final Connection connection;
    private final Source source;

    BenchSource(EmbeddedPostgres server, String table) throws SQLException {
        this.server = server;
        this.table = table;
        this.connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), DATABASE),
                EmbeddedPostgres.USER,
                server.password().value());
        this.source = new PostgresSource(server.settings(table, table, Optional.empty()));
        execute("CREATE TABLE %s %s".formatted(table, COLUMNS));
    }

    Source source() {
        return source;
    }

    String table() {
        return table;
    }

    ClientPrograms programs() {
        return new ClientPrograms(server, DATABASE);
    }

    /** Has the server keep its log from now on. */
    Position keepLog() {
        return source.keepLog(List.of(SourceTable.parse(table)), Optional.empty());
    }

    CapturedTable captured() {
        SourceTable name = SourceTable.parse(table);
        return new CapturedTable(
                DATABASE, name, table, source.schemas(List.of(name)).get(name));
    }

    Map<CapturedTable, Position> from(Position position) {
        return Map.of(captured(), position);
    }

    /** Returns the end of the log as far as it is on disk. */
    Position position() throws SQLException {
        return Position.parse(one("SELECT pg_current_wal_flush_lsn()"));
    }

    /** Inserts the rows from one number up to and including another, in transactions of 1,000. */
    void insert(long from, long to) throws SQLException {
        for (long first = from; first <= to; first += ROWS_A_TRANSACTION) {
            execute("INSERT INTO %s SELECT %s FROM generate_series(%d, %d) i"
                    .formatted(table, ROW, first, Math.min(to, first + ROWS_A_TRANSACTION - 1)));
        }
    }

    /**
     * Changes what is there in one transaction: of ten changes six are updates of keys spread over the rows, three inserts
     * of the next keys and one a delete.
     *
     * @param round any number that was not given before, counted from 0
     * @param rows how many rows there were at first
     * @param changes a multiple of ten
     */
    void change(long round, long rows, int changes) throws SQLException {
        int deletes = changes / 10;
        int inserts = 3 * deletes;
        int updates = changes - inserts - deletes;
        // A stride without a factor in common with most row counts meets each row once before it meets one twice.
        long updated = round * updates;
        long next = rows + round * inserts;
        execute("""
                UPDATE %1$s SET amount = amount + 1, note = md5(note || 'x'), made = now()
                WHERE id = ANY (ARRAY(SELECT 1 + (n * 7919) %% %2$d FROM generate_series(%3$d::bigint, %4$d) n));
                INSERT INTO %1$s SELECT %5$s FROM generate_series(%6$d, %7$d) i;
                DELETE FROM %1$s WHERE id BETWEEN %8$d AND %9$d""".formatted(
                        table,
                        rows,
                        updated,
                        updated + updates - 1,
                        ROW,
                        next + 1,
                        next + inserts,
                        // Of what was inserted, so that no row is deleted that a later update counts on.
                        next + 1,
                        next + deletes));
    }

    /**
     * Changes what is there in one transaction, so that there are about as many rows afterwards: of ten changes eight are
     * updates, one an insert and one a delete of what was inserted {@value #ROUNDS_TO_LIVE} rounds before.
     */
    void churn(long round, long rows, int changes) throws SQLException {
        int inserts = changes / 10;
        int updates = changes - 2 * inserts;
        long updated = round * updates;
        long next = rows + round * inserts;
        long dead = Math.max(rows, next - (long) ROUNDS_TO_LIVE * inserts);
        execute("""
                UPDATE %1$s SET amount = amount + 1, note = md5(note || 'x'), made = now()
                WHERE id = ANY (ARRAY(SELECT 1 + (n * 7919) %% %2$d FROM generate_series(%3$d::bigint, %4$d) n));
                INSERT INTO %1$s SELECT %5$s FROM generate_series(%6$d, %7$d) i;
                DELETE FROM %1$s WHERE id > %8$d AND id <= %9$d""".formatted(
                        table,
                        rows,
                        updated,
                        updated + updates - 1,
                        ROW,
                        next + 1,
                        next + inserts,
                        dead,
                        dead == rows ? dead : dead + inserts));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Has the server write out what it holds, so that it does not while something is measured. */
    void settle() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE " + table);
            statement.execute("CHECKPOINT");
        }
    }

    String one(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        source.detach();
        source.close();
        connection.close();
    }
}
