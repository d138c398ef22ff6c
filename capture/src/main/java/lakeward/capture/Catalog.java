package lakeward.capture;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.capture.PostgresTable.Attribute;
import lakeward.core.platform.SourceTable;

/** Questions to PostgreSQL's catalog. */
final class Catalog {
    /**
     * Tables with their keys. A table with REPLICA IDENTITY FULL and no primary key has a key if one unique index covers
     * columns that are never null.
     */
    private static final String TABLES = """
            SELECT n.nspname, c.relname, c.oid, c.relkind::text, c.relreplident::text, (
                SELECT array_agg(a.attname::text ORDER BY k.place)
                FROM (SELECT i.indkey, i.indnkeyatts FROM pg_index i
                      WHERE i.indrelid = c.oid AND i.indisvalid AND CASE c.relreplident
                          WHEN 'i' THEN i.indisreplident
                          WHEN 'f' THEN i.indisprimary OR i.indisunique AND i.indpred IS NULL AND i.indimmediate
                              AND NOT EXISTS (SELECT FROM unnest(i.indkey) u (attnum)
                                  LEFT JOIN pg_attribute x ON x.attrelid = c.oid AND x.attnum = u.attnum
                                  WHERE x.attnotnull IS NOT TRUE OR u.attnum <= 0)
                          ELSE i.indisprimary END
                      ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1) i,
                    unnest(i.indkey) WITH ORDINALITY k (attnum, place)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE k.place <= i.indnkeyatts)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE %s
            ORDER BY n.nspname, c.relname""";

    private static final String ORDINARY = """
            c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'lakeward')""";

    private static final String NAMED =
            "(n.nspname::text, c.relname::text) IN (SELECT * FROM unnest(?::text[], ?::text[])) AND c.relkind NOT IN ('i', 'I', 't', 'c')";

    private static final String COLUMNS = """
            WITH RECURSIVE base (oid, typbasetype, original) AS (
                SELECT oid, typbasetype, oid FROM pg_type
                    WHERE oid IN (SELECT atttypid FROM pg_attribute WHERE attrelid = ANY (?))
                UNION ALL SELECT t.oid, t.typbasetype, b.original FROM base b JOIN pg_type t ON t.oid = b.typbasetype)
            SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod),
                a.attnotnull, a.attgenerated::text, (a.attmissingval::text::text[])[1], a.atthasmissing, a.atthasdef,
                quote_ident(pn.nspname) || '.' || quote_ident(p.proname), format_type(t.oid, -1)
            FROM pg_attribute a
            JOIN base b ON b.original = a.atttypid AND b.typbasetype = 0
            JOIN pg_type t ON t.oid = b.oid
            JOIN pg_proc p ON p.oid = t.typoutput
            JOIN pg_namespace pn ON pn.oid = p.pronamespace
            WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum""";

    private final Connection connection;

    Catalog(Connection connection) {
        this.connection = connection;
    }

    /** Returns all tables that an application made, partitions left out. */
    Map<SourceTable, PostgresTable> tables() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLES.formatted(ORDINARY))) {
            return tables(statement);
        }
    }

    /** Returns those of the tables that exist, of whatever kind they are. */
    Map<SourceTable, PostgresTable> tables(Collection<SourceTable> names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLES.formatted(NAMED))) {
            statement.setArray(1, texts(names.stream().map(SourceTable::schema).toArray(String[]::new)));
            statement.setArray(2, texts(names.stream().map(SourceTable::name).toArray(String[]::new)));
            return tables(statement);
        }
    }

    private Map<SourceTable, PostgresTable> tables(PreparedStatement statement) throws SQLException {
        List<PostgresTable> bare = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                bare.add(new PostgresTable(
                        new SourceTable(rows.getString(1), rows.getString(2)),
                        rows.getLong(3),
                        rows.getString(4),
                        rows.getString(5),
                        texts(rows.getArray(6)),
                        List.of()));
            }
        }
        Map<Long, List<Attribute>> columns =
                columns(bare.stream().map(PostgresTable::oid).toArray(Long[]::new));
        Map<SourceTable, PostgresTable> tables = new LinkedHashMap<>();
        for (PostgresTable table : bare) {
            tables.put(
                    table.name(),
                    new PostgresTable(
                            table.name(),
                            table.oid(),
                            table.kind(),
                            table.identity(),
                            table.key(),
                            columns.getOrDefault(table.oid(), List.of())));
        }
        return tables;
    }

    private Map<Long, List<Attribute>> columns(Long[] tables) throws SQLException {
        Map<Long, List<Attribute>> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setArray(1, connection.createArrayOf("oid", tables));
            statement.setArray(2, connection.createArrayOf("oid", tables));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.computeIfAbsent(rows.getLong(1), table -> new ArrayList<>())
                            .add(attribute(rows));
                }
            }
        }
        return columns;
    }

    private static Attribute attribute(ResultSet row) throws SQLException {
        return new Attribute(
                row.getInt(2),
                row.getString(3),
                (int) row.getLong(4),
                row.getInt(5),
                row.getString(6),
                row.getBoolean(7),
                row.getString(8),
                row.getBoolean(10) ? Optional.ofNullable(row.getString(9)) : Optional.empty(),
                row.getBoolean(11),
                row.getString(12),
                row.getString(13));
    }

    private Array texts(String[] texts) throws SQLException {
        return connection.createArrayOf("text", texts);
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
