package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a statement that makes a replication slot: it begins where all transactions that wrote before it have ended. They are
 * named after a while, and waited for no longer than the limit.
 */
final class WaitingForOthers {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingForOthers.class);
    private static final Duration FIRST_NAMED = Duration.ofSeconds(3);
    /** How long a statement that was cancelled has to end before its connection is given up. */
    private static final Duration LONGEST_CANCEL = Duration.ofSeconds(10);

    // Who holds its own transaction's lock has written; unlike backend_xid, everybody may see that.
    private static final String OTHERS = """
            SELECT 'process ' || pid, usename, application_name, xact_start, left(query, 1000),
                'SELECT pg_terminate_backend(' || pid || ')'
            FROM pg_stat_activity a
            WHERE (xact_start IS NULL OR xact_start < now() - make_interval(secs => %1$d)) AND pid <> pg_backend_pid()
                AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND locktype = 'transactionid' AND mode = 'ExclusiveLock')
            UNION ALL
            SELECT 'prepared transaction ' || quote_literal(gid), owner, '', prepared, NULL, 'ROLLBACK PREPARED ' || quote_literal(gid)
            FROM pg_prepared_xacts WHERE prepared < now() - make_interval(secs => %1$d)
            ORDER BY 4 LIMIT 5""";

    private final Connections connections;
    private final Duration limit;
    private final String what;
    private final Statement statement;
    private final long begun = System.nanoTime();
    private volatile Optional<PlatformException> given = Optional.empty();

    private WaitingForOthers(Connections connections, Duration limit, String what, Statement statement) {
        this.connections = connections;
        this.limit = limit;
        this.what = what;
        this.statement = statement;
    }

    /** A transaction that is waited for. */
    private record Other(String description, String end) {}

    /**
     * Runs a query that makes a slot.
     *
     * @param what it does, for people: {@code take a snapshot}
     * @throws PlatformException of fault ENVIRONMENT that names the other transactions, after the limit
     */
    static ResultSet query(Connections connections, Duration limit, String what, Statement statement, String sql)
            throws SQLException {
        WaitingForOthers waiting = new WaitingForOthers(connections, limit, what, statement);
        Thread thread = new Thread(waiting::watch, "lakeward-capture-waiting");
        thread.setDaemon(true);
        thread.start();
        try {
            return statement.executeQuery(sql);
        } catch (SQLException e) {
            waiting.given.ifPresent(failure -> {
                failure.addSuppressed(e);
                throw failure;
            });
            throw e;
        } finally {
            thread.interrupt();
        }
    }

    private void watch() {
        try {
            Duration next = FIRST_NAMED;
            while (next.compareTo(limit) < 0) {
                TimeUnit.NANOSECONDS.sleep(next.minus(waited()).toNanos());
                others().forEach(other -> LOG.info("Waiting to {} until this ends: {}", what, other.description()));
                next = next.multipliedBy(2);
            }
            TimeUnit.NANOSECONDS.sleep(limit.minus(waited()).toNanos());
            given = Optional.of(failure(others()));
            statement.cancel();
            TimeUnit.NANOSECONDS.sleep(LONGEST_CANCEL.toNanos());
            statement.getConnection().abort(Runnable::run);
        } catch (InterruptedException | SQLException | PlatformException e) {
            // It came to pass, or fails for whoever waits.
        }
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private PlatformException failure(List<Other> others) {
        PostgresSettings settings = connections.settings();
        String names = others.isEmpty()
                ? "transactions that user '%s' may not see".formatted(settings.user())
                : String.join("; ", others.stream().map(Other::description).toList());
        String ends = String.join(", ", others.stream().map(Other::end).toList());
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot %s on %s, database '%s': after %d s it still waits for transactions that began before it: %s. Let them end%s, or raise max-wait in the database's capture settings."
                        .formatted(
                                what,
                                settings.server(),
                                settings.database(),
                                limit.toSeconds(),
                                names,
                                ends.isEmpty() ? "" : ", end them (" + ends + ")"));
    }

    private List<Other> others() throws SQLException {
        List<Other> others = new ArrayList<>();
        try (Connection connection = connections.open();
                Statement asking = connection.createStatement();
                ResultSet row = asking.executeQuery(OTHERS.formatted(waited().toSeconds()))) {
            while (row.next()) {
                StringBuilder text = new StringBuilder("%s of user '%s'".formatted(row.getString(1), row.getString(2)));
                if (row.getString(3) != null && !row.getString(3).isEmpty()) {
                    text.append(", application '").append(row.getString(3)).append('\'');
                }
                if (row.getString(4) != null) {
                    text.append(", open since ").append(row.getString(4).replaceFirst("\\.\\d+", ""));
                }
                if (row.getString(5) != null) {
                    text.append(", last statement: ").append(StatementText.of(row.getString(5)));
                }
                others.add(new Other(text.toString(), row.getString(6)));
            }
        }
        return others;
    }
}
