package lakeward.capture;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Position;
import lakeward.core.port.KeptLog;

/**
 * A replication slot as the server shows it.
 *
 * @param confirmed empty for a slot that is not a logical one
 * @param lost whether the server has removed log that the slot needs
 * @param activePid the server's process that streams it now
 * @param isFailover whether a standby that takes over has it too
 */
record Slot(
        String name,
        String plugin,
        String database,
        Optional<Position> confirmed,
        ByteSize kept,
        boolean lost,
        Optional<Integer> activePid,
        boolean isFailover) {
    /** Reads the slot, or empty if there is none of this name. */
    static Optional<Slot> of(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT coalesce(plugin, ''), coalesce(database, ''), confirmed_flush_lsn,
                    greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint,
                    coalesce(wal_status = 'lost', false) OR restart_lsn IS NULL, active_pid,
                    coalesce((to_jsonb(s) ->> 'failover')::boolean, false)
                FROM pg_replication_slots s WHERE slot_name = %s""".formatted(Sql.literal(name)))) {
            if (!row.next()) {
                return Optional.empty();
            }
            int pid = row.getInt(6);
            return Optional.of(new Slot(
                    name,
                    row.getString(1),
                    row.getString(2),
                    Optional.ofNullable(row.getString(3)).map(Position::parse),
                    new ByteSize(row.getLong(4)),
                    row.getBoolean(5),
                    pid == 0 ? Optional.empty() : Optional.of(pid),
                    row.getBoolean(7)));
        }
    }

    KeptLog keptLog() {
        return new KeptLog(name, confirmed.orElse(Position.START), kept);
    }
}
