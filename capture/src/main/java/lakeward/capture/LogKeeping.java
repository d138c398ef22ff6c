package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.KeptLog;

/** The replication slot and the publication. */
final class LogKeeping {
    private final Connections connections;
    private final PostgresSettings settings;

    LogKeeping(Connections connections) {
        this.connections = connections;
        this.settings = connections.settings();
    }

    Position keep(Collection<SourceTable> tables, Optional<Position> stored) {
        try (Connection connection = connections.openPatient();
                Statement statement = connection.createStatement()) {
            publish(statement, new TreeSet<>(tables));
            Optional<KeptLog> slot = slot(statement);
            return slot.isPresent() ? slot.get().confirmed() : makeSlot(statement);
        } catch (SQLException e) {
            throw connections.failed("keep the log for slot '%s'".formatted(settings.slot()), e);
        }
    }

    Optional<KeptLog> slot() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            return slot(statement);
        } catch (SQLException e) {
            throw connections.failed("look at slot '%s'".formatted(settings.slot()), e);
        }
    }

    void drop() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP PUBLICATION IF EXISTS " + Sql.name(settings.publication()));
            if (slot(statement).isPresent()) {
                statement.execute("SELECT pg_drop_replication_slot(%s)".formatted(Sql.literal(settings.slot())));
            }
        } catch (SQLException e) {
            throw connections.failed("drop slot '%s'".formatted(settings.slot()), e);
        }
    }

    private void publish(Statement statement, Set<SourceTable> tables) throws SQLException {
        TreeSet<SourceTable> published = new TreeSet<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT n.nspname, c.relname FROM pg_publication p
                LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid
                LEFT JOIN pg_class c ON c.oid = r.prrelid
                LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE p.pubname = %s""".formatted(Sql.literal(settings.publication())))) {
            boolean exists = false;
            while (rows.next()) {
                exists = true;
                if (rows.getString(1) != null) {
                    published.add(new SourceTable(rows.getString(1), rows.getString(2)));
                }
            }
            if (exists && published.equals(tables)) {
                return;
            }
            String verb = exists
                    ? "ALTER PUBLICATION %s SET TABLE %s"
                    : "CREATE PUBLICATION %s FOR TABLE %s"
                            + " WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)";
            statement.execute(verb.formatted(Sql.name(settings.publication()), Sql.names(tables)));
        }
    }

    private Position makeSlot(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT lsn FROM pg_create_logical_replication_slot(%s, 'pgoutput')"
                .formatted(Sql.literal(settings.slot())))) {
            row.next();
            return Position.parse(row.getString(1));
        }
    }

    private Optional<KeptLog> slot(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT confirmed_flush_lsn, greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
                FROM pg_replication_slots WHERE slot_name = %s""".formatted(Sql.literal(settings.slot())))) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(
                    new KeptLog(settings.slot(), Position.parse(row.getString(1)), new ByteSize(row.getLong(2))));
        }
    }
}
