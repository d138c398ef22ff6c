package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * A commit that the log has, and other sessions do not see yet: the server writes it to the log, waits for the standbys in
 * {@code synchronous_standby_names}, and only then ends the transaction.
 *
 * @param process whose transaction it is; empty if it was prepared
 * @param standbys the setting, empty if no standby is waited for
 */
record HeldCommit(long transaction, Optional<String> process, String standbys) {
    // A transaction's own lock is let go after others see what it and its subtransactions did.
    private static final String HOLDER = """
            SELECT pid, current_setting('synchronous_standby_names') FROM pg_locks
            WHERE locktype = 'transactionid' AND transactionid = '%d'::xid AND mode = 'ExclusiveLock'""";

    /**
     * Returns the commit if other sessions do not see it yet, or empty if they do.
     *
     * @param transaction the number of a transaction whose commit the log has
     */
    static Optional<HeldCommit> of(Connection connection, long transaction) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HOLDER.formatted(transaction))) {
            return row.next()
                    ? Optional.of(new HeldCommit(transaction, Optional.ofNullable(row.getString(1)), row.getString(2)))
                    : Optional.empty();
        }
    }

    /** Returns the error of whoever has waited so long for it, to do that. */
    PlatformException failure(String what, PostgresSettings settings, Duration waited) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot %s on %s, database '%s': after %d s transaction %d%s has not ended for other sessions, although its commit is in the log; synchronous_standby_names is '%s'. Let the standbys catch up or take them out of that setting, or raise max-wait in the database's capture settings."
                        .formatted(
                                what,
                                settings.server(),
                                settings.database(),
                                waited.toSeconds(),
                                transaction,
                                process.map(" of process %s"::formatted).orElse(""),
                                standbys));
    }
}
