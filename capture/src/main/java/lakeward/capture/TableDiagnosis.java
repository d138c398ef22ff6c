package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Finding;

/** Looks for what stands in the way of capturing single tables. */
final class TableDiagnosis {
    private static final int PUBLISHES_GENERATED = 18;

    private final Connection connection;
    private final PostgresSettings settings;
    private final int version;
    private final String user;
    private final List<Finding> findings;

    /** @param user quoted as SQL needs it */
    TableDiagnosis(Connection connection, PostgresSettings settings, int version, String user, List<Finding> findings) {
        this.connection = connection;
        this.settings = settings;
        this.version = version;
        this.user = user;
        this.findings = findings;
    }

    void look(Set<SourceTable> tables, Optional<Publication> publication) throws SQLException {
        Catalog catalog = new Catalog(connection);
        Map<SourceTable, PostgresTable> found = catalog.tables(tables);
        Set<SourceTable> unpublishable = new TreeSet<>();
        int withKey = 0;
        for (SourceTable name : tables) {
            PostgresTable table = found.get(name);
            if (table == null) {
                missing(name, catalog.tables());
            } else if (!table.isTable()) {
                blocking("'%s' is not a table.".formatted(name), "-- name tables only in the definition");
            } else {
                withKey += hasKey(table) ? 1 : 0;
                columns(table, publication);
                if (!mayBePublished(table, publication)) {
                    unpublishable.add(name);
                }
            }
        }
        if (withKey > 0) {
            findings.add(Finding.fine(withKey == 1 ? "1 table has a key" : "%d tables have a key".formatted(withKey)));
        }
        if (!unpublishable.isEmpty()) {
            String verb =
                    publication.isEmpty() ? "CREATE PUBLICATION %s FOR TABLE %s" : "ALTER PUBLICATION %s ADD TABLE %s";
            String options = publication.isEmpty()
                    ? " WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)"
                    : "";
            String list = publication.isEmpty() ? Sql.names(tables) : Sql.names(unpublishable);
            blocking(
                    "user '%s' does not own %s, and only a table's owner may publish it."
                            .formatted(settings.user(), unpublishable),
                    "-- as the owner: " + verb.formatted(Sql.name(settings.publication()), list) + options + ";");
        }
    }

    private void missing(SourceTable name, Map<SourceTable, PostgresTable> all) {
        Optional<SourceTable> nearest = Diagnosis.nearest(name, all);
        blocking(
                "there is no table '%s'.%s"
                        .formatted(
                                name,
                                nearest.map(" Did you mean '%s'?"::formatted).orElse("")),
                "-- correct the definition");
    }

    private boolean hasKey(PostgresTable table) {
        String sql = Sql.name(table.name());
        if (table.identity().equals("n")) {
            blocking(
                    "table '%s' has REPLICA IDENTITY NOTHING, so the log does not tell which rows change."
                            .formatted(table.name()),
                    "ALTER TABLE %s REPLICA IDENTITY DEFAULT;".formatted(sql));
            return false;
        }
        if (table.key().isEmpty()) {
            blocking(
                    "table '%s' has no primary key, so its rows can't be told apart.".formatted(table.name()),
                    "ALTER TABLE %s ADD PRIMARY KEY (...);".formatted(sql));
            return false;
        }
        return true;
    }

    private void columns(PostgresTable table, Optional<Publication> publication) throws SQLException {
        String sql = Sql.name(table.name());
        Map<String, String> byLowerCase = new HashMap<>();
        for (PostgresTable.Attribute column : table.columns()) {
            String other = byLowerCase.put(column.name().toLowerCase(Locale.ROOT), column.name());
            if (other != null) {
                blocking(
                        "columns '%s' and '%s' of table '%s' differ only by case, which the lake does not tell apart."
                                .formatted(other, column.name(), table.name()),
                        "ALTER TABLE %s RENAME COLUMN %s TO ...;".formatted(sql, Sql.name(column.name())));
            }
        }
        List<String> unpublished = new ArrayList<>();
        for (PostgresTable.Attribute column : table.columns()) {
            if (column.generated().equals("v")) {
                blocking(
                        "column '%s' of table '%s' is generated when it is read, and not in the log."
                                .formatted(column.name(), table.name()),
                        "ALTER TABLE %s DROP COLUMN %s;   -- then add it as GENERATED ALWAYS AS (...) STORED"
                                .formatted(sql, Sql.name(column.name())));
            } else if (column.generated().equals("s")) {
                unpublished.add(column.name());
            }
        }
        if (!unpublished.isEmpty() && version < PUBLISHES_GENERATED) {
            blocking(
                    "columns %s of table '%s' are generated, and PostgreSQL publishes those only since version 18."
                            .formatted(unpublished, table.name()),
                    "ALTER TABLE %s ALTER COLUMN %s DROP EXPRESSION;   -- or upgrade the server"
                            .formatted(sql, Sql.name(unpublished.get(0))));
        } else if (!unpublished.isEmpty() && publication.isPresent() && !publishesGenerated()) {
            blocking(
                    "publication '%s' leaves out the generated columns %s of table '%s'."
                            .formatted(settings.publication(), unpublished, table.name()),
                    "ALTER PUBLICATION %s SET (publish_generated_columns = stored);"
                            .formatted(Sql.name(settings.publication())));
        }
    }

    private boolean publishesGenerated() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT to_jsonb(p) ->> 'pubgencols' = 's' FROM pg_publication p WHERE pubname = "
                                + Sql.literal(settings.publication()))) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Looks at the table's rights on the way; returns whether it is published or this user may publish it. */
    private boolean mayBePublished(PostgresTable table, Optional<Publication> publication) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT has_schema_privilege(c.relnamespace, 'USAGE'), has_table_privilege(c.oid, 'SELECT'),
                            pg_has_role(c.relowner, 'USAGE'), c.relpersistence = 'p', quote_ident(n.nspname)
                        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %d""".formatted(table.oid()))) {
            row.next();
            String sql = Sql.name(table.name());
            if (!row.getBoolean(1)) {
                blocking(
                        "user '%s' may not use schema '%s'."
                                .formatted(settings.user(), table.name().schema()),
                        "GRANT USAGE ON SCHEMA %s TO %s;".formatted(row.getString(5), user));
            }
            if (!row.getBoolean(2)) {
                blocking(
                        "user '%s' may not read table '%s'.".formatted(settings.user(), table.name()),
                        "GRANT SELECT ON %s TO %s;".formatted(sql, user));
            }
            if (!row.getBoolean(4)) {
                blocking(
                        "table '%s' is not in the server's log.".formatted(table.name()),
                        "ALTER TABLE %s SET LOGGED;".formatted(sql));
            }
            boolean published = publication.isPresent()
                    && (publication.get().forAllTables()
                            || publication.get().members().containsKey(table.name()));
            return published || row.getBoolean(3);
        }
    }

    private void blocking(String what, String remedy) {
        findings.add(Finding.blocking(what, remedy));
    }
}
