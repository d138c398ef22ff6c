package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Finding;

/** Looks for what stands in the way of capture on a server. Changes nothing. */
final class Diagnosis {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;

    /** One slot is ours, the other a snapshot's. */
    private static final int SLOTS = 2;

    private static final String SERVER = """
            SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),
                current_setting('wal_level'), current_setting('max_replication_slots')::int,
                (SELECT count(*) FROM pg_replication_slots),
                current_setting('max_wal_senders')::int, (SELECT count(*) FROM pg_stat_replication),
                current_setting('max_slot_wal_keep_size'), quote_ident(current_user),
                (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user)
                    OR coalesce((SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = 'rds_replication'), false),
                has_database_privilege(current_database(), 'CREATE'), quote_ident(current_database()),
                current_setting('server_encoding')""";

    private final Connections connections;
    private final PostgresSettings settings;
    private final List<Finding> findings = new ArrayList<>();

    Diagnosis(Connections connections) {
        this.connections = connections;
        this.settings = connections.settings();
    }

    List<Finding> of(Collection<SourceTable> tables) {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            Optional<Publication> publication = Publication.of(statement, settings.publication());
            Server server = server(statement);
            look(server, Slot.of(statement, settings.slot()));
            new TableDiagnosis(connection, settings, server.version(), server.user(), findings)
                    .look(new TreeSet<>(tables), publication);
            rights(statement, server, publication, new TreeSet<>(tables));
            return List.copyOf(findings);
        } catch (SQLException e) {
            throw connections.failed("look at what capture needs", e);
        }
    }

    private record Server(
            int version,
            String versionText,
            String walLevel,
            int slots,
            int usedSlots,
            int senders,
            int usedSenders,
            String keepSize,
            String user,
            boolean mayReplicate,
            boolean mayCreate,
            String database,
            String encoding) {}

    private static Server server(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(SERVER)) {
            row.next();
            return new Server(
                    row.getInt(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getInt(5),
                    row.getInt(6),
                    row.getInt(7),
                    row.getString(8),
                    row.getString(9),
                    row.getBoolean(10),
                    row.getBoolean(11),
                    row.getString(12),
                    row.getString(13));
        }
    }

    private void look(Server server, Optional<Slot> slot) {
        if (server.version() < OLDEST) {
            blocking(
                    "the server is PostgreSQL %s, capture needs %d to %d."
                            .formatted(server.versionText(), OLDEST, NEWEST),
                    "-- upgrade the server");
        } else if (server.version() > NEWEST) {
            findings.add(Finding.warning(
                    "the server is PostgreSQL %s, which is newer than what capture was tested with."
                            .formatted(server.versionText()),
                    "-- look for a newer Lakeward"));
        } else {
            findings.add(Finding.fine("the server is PostgreSQL %s".formatted(server.versionText())));
        }
        if (server.walLevel().equals("logical")) {
            findings.add(Finding.fine("wal_level is 'logical'"));
        } else {
            blocking(
                    "wal_level is '%s', capture needs 'logical'.".formatted(server.walLevel()),
                    "ALTER SYSTEM SET wal_level = 'logical';   -- then restart the server");
        }
        int neededSlots = slot.isPresent() ? SLOTS - 1 : SLOTS;
        if (server.slots() - server.usedSlots() < neededSlots) {
            blocking(
                    "%d of %d replication slots are in use, capture needs %d more."
                            .formatted(server.usedSlots(), server.slots(), neededSlots),
                    "ALTER SYSTEM SET max_replication_slots = %d;   -- then restart the server"
                            .formatted(server.slots() + 2 * SLOTS));
        }
        if (server.senders() - server.usedSenders() < SLOTS) {
            blocking(
                    "%d of %d WAL senders are in use, capture needs %d more."
                            .formatted(server.usedSenders(), server.senders(), SLOTS),
                    "ALTER SYSTEM SET max_wal_senders = %d;   -- then restart the server"
                            .formatted(server.senders() + 2 * SLOTS));
        }
        if (server.keepSize().equals("-1")) {
            findings.add(Finding.warning(
                    "max_slot_wal_keep_size is -1: a slot left behind can fill the disk.",
                    "ALTER SYSTEM SET max_slot_wal_keep_size = '20GB'; SELECT pg_reload_conf();"));
        }
        if (slot.isPresent() && slot.get().lost()) {
            blocking(
                    "the server removed log that slot '%s' needs.".formatted(settings.slot()),
                    "-- run `lakeward detach`, then `lakeward up` to read all tables anew");
        }
        if (server.encoding().equals("SQL_ASCII")) {
            findings.add(Finding.warning(
                    "the database's encoding is SQL_ASCII: text that is not UTF-8 comes out altered.",
                    "-- make a database of ENCODING 'UTF8' and load a dump into it"));
        }
    }

    private void rights(Statement statement, Server server, Optional<Publication> publication, Set<SourceTable> tables)
            throws SQLException {
        if (server.mayReplicate()) {
            findings.add(Finding.fine("user '%s' may replicate".formatted(settings.user())));
        } else {
            blocking(
                    "user '%s' may not replicate.".formatted(settings.user()),
                    "ALTER ROLE %s REPLICATION;".formatted(server.user()));
        }
        String name = Sql.name(settings.publication());
        if (publication.isEmpty()) {
            if (!server.mayCreate()) {
                blocking(
                        "user '%s' may not create a publication in database '%s'."
                                .formatted(settings.user(), settings.database()),
                        "GRANT CREATE ON DATABASE %s TO %s;".formatted(server.database(), server.user()));
            }
        } else if (!mayAlter(statement, publication.get())) {
            boolean needsNothing = publication.get().publishesAll()
                    && (publication.get().forAllTables()
                            || publication.get().members().keySet().equals(tables));
            if (!needsNothing) {
                blocking(
                        "user '%s' does not own publication '%s'.".formatted(settings.user(), settings.publication()),
                        "ALTER PUBLICATION %s OWNER TO %s;".formatted(name, server.user()));
            }
        }
    }

    private static boolean mayAlter(Statement statement, Publication publication) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT pg_has_role(pubowner, 'USAGE') FROM pg_publication WHERE oid = " + publication.oid())) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void blocking(String what, String remedy) {
        findings.add(Finding.blocking(what, remedy));
    }

    /** Returns the name that is nearest to this one, if any is near. */
    static Optional<SourceTable> nearest(SourceTable table, Map<SourceTable, PostgresTable> all) {
        SourceTable best = null;
        int least = Math.max(2, table.name().length() / 3) + 1;
        for (SourceTable other : all.keySet()) {
            int distance =
                    distance(table.name(), other.name()) + (table.schema().equals(other.schema()) ? 0 : 1);
            if (distance < least) {
                least = distance;
                best = other;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
