package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import lakeward.core.platform.PlatformException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the transactions that a new replication slot waits for: it begins where all that wrote before it have ended. */
final class WaitingForOthers {
    /** What waits. */
    interface Work<T> {
        T run() throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(WaitingForOthers.class);
    private static final long PATIENCE_SECONDS = 3;
    private static final String OTHERS = """
            SELECT pid, usename, coalesce(application_name, ''), round(extract(epoch FROM now() - xact_start)), left(query, 80)
            FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY xact_start LIMIT 5""";

    private final Connections connections;
    private final String what;

    private WaitingForOthers(Connections connections, String what) {
        this.connections = connections;
        this.what = what;
    }

    /** Does the work, and names what it waits for after a while. */
    static <T> T during(Work<T> work, String what, Connections connections) throws SQLException {
        Thread thread = new Thread(new WaitingForOthers(connections, what)::watch, "lakeward-capture-waiting");
        thread.setDaemon(true);
        thread.start();
        try {
            return work.run();
        } finally {
            thread.interrupt();
        }
    }

    private void watch() {
        try {
            for (long pause = PATIENCE_SECONDS; ; pause *= 2) {
                TimeUnit.SECONDS.sleep(pause);
                name();
            }
        } catch (InterruptedException | SQLException | PlatformException e) {
            // It came to pass, or fails for whoever waits.
        }
    }

    private void name() throws SQLException {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OTHERS)) {
            while (row.next()) {
                LOG.info(
                        "Waiting to {} until the transaction of process {} ends: user {}, application '{}', open for {} s, last statement: {}",
                        what,
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5));
            }
        }
    }
}
