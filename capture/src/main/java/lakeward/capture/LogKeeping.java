package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.KeptLog;

/** Makes the replication slot and the publication, and sees whether they still keep all that the lake needs. */
final class LogKeeping {
    private static final String ALL =
            " WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)";
    private static final int SLOT_IS_ACTIVE_ATTEMPTS = 100;

    private final Connections connections;
    private final PostgresSettings settings;
    private final Notes notes;

    LogKeeping(Connections connections, Notes notes) {
        this.connections = connections;
        this.settings = connections.settings();
        this.notes = notes;
    }

    /** @param maxWait how long a new slot waits for other transactions to end */
    Position keep(Collection<SourceTable> tables, Optional<Position> stored, Duration maxWait) {
        try (Connection connection = connections.openPatient(maxWait.multipliedBy(2));
                Statement statement = connection.createStatement()) {
            Set<SourceTable> wanted = new TreeSet<>(tables);
            Optional<Slot> slot = Slot.of(statement, settings.slot());
            Optional<Publication> publication = Publication.of(statement, settings.publication());
            refuseOtherServer(statement, slot, stored);
            if (stored.isPresent()) {
                refuseLostLog(slot, stored.get());
                refuseOtherPublication(statement, publication, wanted, stored.get());
            }
            Set<SourceTable> added = publish(statement, publication, wanted);
            if (slot.isPresent() && slot.get().lost()) {
                drop(statement);
                slot = Optional.empty();
            }
            note(statement, wanted, added);
            return slot.isPresent() ? slot.get().keptLog().confirmed() : makeSlot(statement, maxWait);
        } catch (SQLException e) {
            throw connections.failed("keep the log for slot '%s'".formatted(settings.slot()), e);
        }
    }

    Optional<KeptLog> keptLog() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            return Slot.of(statement, settings.slot()).map(Slot::keptLog);
        } catch (SQLException e) {
            throw connections.failed("look at slot '%s'".formatted(settings.slot()), e);
        }
    }

    void detach() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            drop(statement);
            statement.execute("DROP PUBLICATION IF EXISTS " + Sql.name(settings.publication()));
            notes.clear();
        } catch (SQLException e) {
            throw connections.failed(
                    "drop slot '%s' and publication '%s'".formatted(settings.slot(), settings.publication()), e);
        }
    }

    /** Returns since when the publication names the table, as far as that is known. */
    Optional<Position> publishedSince(SourceTable table) {
        return notes.get("published-since", table).map(Position::parse);
    }

    private void refuseOtherServer(Statement statement, Optional<Slot> slot, Optional<Position> stored)
            throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT system_identifier, timeline_id, pg_current_wal_insert_lsn()
                FROM pg_control_system(), pg_control_checkpoint()""")) {
            row.next();
            String system = row.getString(1);
            String timeline = row.getString(2);
            Position end = Position.parse(row.getString(3));
            String before = notes.get("system").orElse(system);
            if (!before.equals(system)) {
                throw refused("the server there is another one (system identifier %s) than before (%s)"
                        .formatted(system, before));
            }
            if (stored.isPresent() && stored.get().isAfter(end)) {
                throw refused(
                        "the lake holds its changes up to %s, but its log ends at %s: it was restored to an earlier time"
                                .formatted(stored.get(), end));
            }
            String timelineBefore = notes.get("timeline").orElse(timeline);
            boolean followsFailover = slot.isPresent() && slot.get().isFailover();
            if (stored.isPresent() && !timelineBefore.equals(timeline) && !followsFailover) {
                throw refused(
                        "its log took another course: it is on timeline %s, and was on %s when it was last captured"
                                .formatted(timeline, timelineBefore));
            }
            notes.put("system", system);
            notes.put("timeline", timeline);
        }
    }

    private void refuseLostLog(Optional<Slot> slot, Position stored) {
        if (slot.isEmpty()) {
            throw refused(
                    "replication slot '%s' is gone, and with it the log after %s".formatted(settings.slot(), stored));
        }
        if (!slot.get().plugin().equals("pgoutput") || !slot.get().database().equals(settings.database())) {
            throw refused("replication slot '%s' is of plugin '%s' and database '%s', so it is not ours"
                    .formatted(settings.slot(), slot.get().plugin(), slot.get().database()));
        }
        if (slot.get().lost()) {
            throw refused("the server removed log that slot '%s' needs, to stay within max_slot_wal_keep_size"
                    .formatted(settings.slot()));
        }
        Position confirmed = slot.get().keptLog().confirmed();
        if (confirmed.isAfter(stored)) {
            throw refused(
                    "slot '%s' keeps the log after %s, but the lake needs it from %s on: it was made anew or moved on"
                            .formatted(settings.slot(), confirmed, stored));
        }
    }

    private void refuseOtherPublication(
            Statement statement, Optional<Publication> publication, Set<SourceTable> wanted, Position stored)
            throws SQLException {
        if (publication.isEmpty()) {
            throw refused("publication '%s' is gone, so the log after %s has none of its tables' changes"
                    .formatted(settings.publication(), stored));
        }
        boolean same = notes.get("publication")
                .map(Long.toString(publication.get().oid())::equals)
                .orElse(!isYoungerThanSlot(statement, publication.get().row()));
        if (!same) {
            throw refused("publication '%s' is younger than %s, so changes may be missing from the log"
                    .formatted(settings.publication(), stored));
        }
        if (!publication.get().publishesAll()) {
            throw refused(
                    "publication '%s' was altered and does not publish every insert, update, delete and truncation"
                            .formatted(settings.publication()));
        }
        if (publication.get().forAllTables()) {
            return;
        }
        for (SourceTable table : wanted) {
            Optional<String> before = notes.get("member", table);
            Publication.Member now = publication.get().members().get(table);
            if (before.isPresent() && (now == null || !before.get().equals(Long.toString(now.oid())))) {
                throw refused(
                        "table '%s' was taken out of publication '%s'%s, so changes of it are missing from the log"
                                .formatted(table, settings.publication(), now == null ? "" : " and put back"));
            }
            if (now != null && now.filtered()) {
                throw refused("publication '%s' filters the rows or columns of table '%s'"
                        .formatted(settings.publication(), table));
            }
        }
    }

    private boolean isYoungerThanSlot(Statement statement, long row) throws SQLException {
        try (ResultSet answer = statement.executeQuery("""
                SELECT age('%d'::xid) < age(catalog_xmin) FROM pg_replication_slots
                WHERE slot_name = %s AND catalog_xmin IS NOT NULL""".formatted(row, Sql.literal(settings.slot())))) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    /** Makes the publication name exactly these tables, and returns which it did not name before. */
    private Set<SourceTable> publish(Statement statement, Optional<Publication> found, Set<SourceTable> wanted)
            throws SQLException {
        String name = Sql.name(settings.publication());
        if (found.isEmpty()) {
            String tables = wanted.isEmpty() ? "" : " FOR TABLE " + Sql.names(wanted);
            statement.execute("CREATE PUBLICATION " + name + tables + withGenerated(statement));
            return wanted;
        }
        if (!found.get().publishesAll()) {
            statement.execute("ALTER PUBLICATION %s SET%s".formatted(name, ALL.replace(" WITH", "")));
        }
        Set<SourceTable> dropped = new TreeSet<>(found.get().members().keySet());
        dropped.removeAll(wanted);
        // Before it is dropped, so that after a death in between it is not taken for somebody else's doing.
        dropped.forEach(table -> notes.remove("member", table));
        if (found.get().forAllTables()) {
            return Set.of();
        }
        Set<SourceTable> added = new TreeSet<>(wanted);
        added.removeAll(found.get().members().keySet());
        if (!added.isEmpty()) {
            statement.execute("ALTER PUBLICATION %s ADD TABLE %s".formatted(name, Sql.names(added)));
        }
        if (!dropped.isEmpty()) {
            statement.execute("ALTER PUBLICATION %s DROP TABLE %s".formatted(name, Sql.names(dropped)));
        }
        return added;
    }

    /** Since version 18 a publication can have stored generated columns. */
    private static String withGenerated(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW server_version_num")) {
            row.next();
            return row.getInt(1) < 180_000 ? ALL : ALL.replace(")", ", publish_generated_columns = stored)");
        }
    }

    private void note(Statement statement, Set<SourceTable> wanted, Set<SourceTable> added) throws SQLException {
        Publication publication =
                Publication.of(statement, settings.publication()).orElseThrow();
        boolean isNoted = notes.get("publication").isPresent();
        notes.put("publication", Long.toString(publication.oid()));
        String now;
        try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            row.next();
            now = row.getString(1);
        }
        for (SourceTable table : wanted) {
            Publication.Member member = publication.members().get(table);
            // Who died after adding it did not get to note since when it is there.
            boolean isUnknown =
                    isNoted && member != null && notes.get("member", table).isEmpty();
            if (added.contains(table) || isUnknown) {
                notes.put("published-since", table, now);
            }
            if (member != null) {
                notes.put("member", table, Long.toString(member.oid()));
            }
        }
    }

    private Position makeSlot(Statement statement, Duration maxWait) throws SQLException {
        String sql = "SELECT lsn FROM pg_create_logical_replication_slot(%s, 'pgoutput')"
                .formatted(Sql.literal(settings.slot()));
        try (ResultSet row = WaitingForOthers.query(
                connections, maxWait, "make slot '%s'".formatted(settings.slot()), statement, sql)) {
            row.next();
            return Position.parse(row.getString(1));
        }
    }

    /** Drops the slot, after ending the session that streams it if that is one of ours. */
    private void drop(Statement statement) throws SQLException {
        for (int attempt = 0; attempt < SLOT_IS_ACTIVE_ATTEMPTS; attempt++) {
            Optional<Slot> slot = Slot.of(statement, settings.slot());
            if (slot.isEmpty()) {
                return;
            }
            if (slot.get().activePid().isEmpty()) {
                statement.execute("SELECT pg_drop_replication_slot(%s)".formatted(Sql.literal(settings.slot())));
                return;
            }
            statement.execute(
                    "SELECT pg_terminate_backend(pid), pg_sleep(0.05) FROM pg_stat_activity WHERE pid = %d AND application_name = 'lakeward'"
                            .formatted(slot.get().activePid().get()));
        }
        throw connections.failed(
                "drop slot '%s'".formatted(settings.slot()), new SQLException("another program goes on reading it"));
    }

    private PlatformException refused(String why) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                ("Cannot go on capturing database '%s' on %s: %s. Run `lakeward detach` and then `lakeward up` to read all "
                                + "tables anew from this server, or set its url to the server that the lake knows.")
                        .formatted(settings.database(), settings.server(), why));
    }
}
