package lakeward.core.platform;

/**
 * Which log positions belong to. Two sources with one identity have one history.
 *
 * @param system the server's own identifier; of PostgreSQL {@code pg_control_system().system_identifier}
 * @param database the database's name on that server
 * @param slot what keeps the log for us there
 */
public record SourceIdentity(String system, String database, String slot) {
    /** Returns the name under which a Delta table records a position in this log, the {@code appId} of {@code txn}. */
    @Override
    public String toString() {
        return "lakeward:%s:%s:%s".formatted(system, database, slot);
    }
}
