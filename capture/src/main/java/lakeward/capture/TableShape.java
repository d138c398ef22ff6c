package lakeward.capture;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lakeward.core.platform.SourceTable;

/**
 * What tells whether a table's old rows read otherwise than before, although the log has no trace of it.
 *
 * @param oid the table's number, which no other table gets
 * @param names the columns' names by number
 * @param lastNumber the greatest number that a column has or had
 * @param attributes changes with each ALTER of a column
 * @param files the file of the table, or of each partition: another one after its rows were written anew
 * @param attached partitions that were not made as such, and have rows
 * @param labels what each value of the enums in the table is called, by number
 * @param composites the fields of the composite types in the table
 */
record TableShape(
        String oid,
        Map<String, String> names,
        int lastNumber,
        String attributes,
        Map<String, String> files,
        Set<String> attached,
        Map<String, String> labels,
        String composites) {
    TableShape {
        names = new TreeMap<>(names);
        files = new TreeMap<>(files);
        attached = new TreeSet<>(attached);
        labels = new TreeMap<>(labels);
    }

    /** Reads what {@link #toString} wrote. */
    static TableShape parse(String text) {
        String[] parts = text.split(";", -1);
        return new TableShape(
                parts[0],
                map(parts[1]),
                Integer.parseInt(parts[2]),
                parts[3],
                map(parts[4]),
                map(parts[5]).keySet(),
                map(parts[6]),
                parts[7]);
    }

    /** Returns why the rows read otherwise now, or empty if they do not. */
    Optional<String> whyOther(TableShape now) {
        if (!oid.equals(now.oid)) {
            return Optional.of("it was dropped and made anew");
        }
        for (Map.Entry<String, String> column : names.entrySet()) {
            String name = now.names.get(column.getKey());
            if (name != null && !name.equals(column.getValue())) {
                return Optional.of(
                        "column '%s' was renamed to '%s'".formatted(decoded(column.getValue()), decoded(name)));
            }
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            String name = now.labels.get(label.getKey());
            if (name != null && !name.equals(label.getValue())) {
                return Optional.of("value '%s' of an enum was renamed to '%s', in old rows too"
                        .formatted(decoded(label.getValue()), decoded(name)));
            }
        }
        if (!composites.equals(now.composites) && !composites.isEmpty()) {
            return Optional.of("the fields of a composite type in it changed");
        }
        if (!now.files.keySet().containsAll(files.keySet())) {
            return Optional.of("a partition was detached or dropped, and the log does not tell which rows are gone");
        }
        Set<String> attachedSince = new TreeSet<>(now.attached);
        attachedSince.removeAll(files.keySet());
        if (!attachedSince.isEmpty()) {
            return Optional.of("a partition with rows was attached, and the log does not have them");
        }
        boolean rewritten =
                files.entrySet().stream().anyMatch(file -> !file.getValue().equals(now.files.get(file.getKey())));
        if (rewritten && !attributes.equals(now.attributes)) {
            return Optional.of(
                    "an ALTER TABLE wrote its rows anew, as TYPE … USING or a default that differs from row to row does,"
                            + " and the log does not have their new values");
        }
        return Optional.empty();
    }

    /** Returns the columns' numbers. */
    ColumnNumbers numbers() {
        Map<String, Integer> numbers = new TreeMap<>();
        names.forEach((number, name) -> numbers.put(decoded(name), Integer.valueOf(number)));
        return new ColumnNumbers(numbers, lastNumber);
    }

    @Override
    public String toString() {
        return String.join(
                ";",
                oid,
                text(names),
                Integer.toString(lastNumber),
                attributes,
                text(files),
                String.join(",", attached),
                text(labels),
                composites);
    }

    private static String text(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private static String decoded(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    private static final String SQL = """
            SELECT n.nspname, c.relname, c.oid::text,
                (SELECT string_agg(attnum || '=' || encode(convert_to(attname, 'UTF8'), 'hex'), ',' ORDER BY attnum)
                    FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
                (SELECT md5(string_agg(attnum || ':' || xmin::text, ',' ORDER BY attnum)) FROM pg_attribute
                    WHERE attrelid = c.oid AND attnum > 0),
                l.files, l.attached, e.labels, e.composites, c.relnatts
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
            LATERAL (SELECT string_agg(p.oid || '=' || p.relfilenode, ',' ORDER BY p.oid) AS files,
                    string_agg(p.oid::text, ',') FILTER (WHERE p.oid <> c.oid AND pg_relation_size(p.oid) > 0 AND (
                        SELECT i.xmin::text <> a.xmin::text FROM pg_inherits i, pg_attribute a
                        WHERE i.inhrelid = p.oid AND a.attrelid = p.oid AND a.attnum = -1)) AS attached
                FROM pg_class p WHERE p.relkind <> 'p' AND (p.oid = c.oid OR p.oid IN (SELECT relid FROM pg_partition_tree(c.oid)))) l,
            LATERAL (WITH RECURSIVE used (oid) AS (
                    SELECT atttypid FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                    UNION SELECT x.oid FROM used u JOIN pg_type t ON t.oid = u.oid, LATERAL (
                        SELECT t.typelem UNION ALL SELECT t.typbasetype
                        UNION ALL SELECT a.atttypid FROM pg_attribute a
                            WHERE t.typrelid <> 0 AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                        UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid) x (oid) WHERE x.oid <> 0)
                SELECT (SELECT string_agg(v.oid || '=' || encode(convert_to(v.enumlabel, 'UTF8'), 'hex'), ',' ORDER BY v.oid)
                        FROM pg_enum v JOIN used u ON u.oid = v.enumtypid) AS labels,
                    (SELECT md5(string_agg(a.attrelid || ':' || a.attnum || ':' || a.atttypid || ':' || a.attisdropped, ',' ORDER BY a.attrelid, a.attnum))
                        FROM used u JOIN pg_type t ON t.oid = u.oid AND t.typrelid <> 0
                        JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0) AS composites) e
            WHERE (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest(?::text[], ?::text[])) AND c.relkind IN ('r', 'p')""";

    /** Reads those of the tables that exist. */
    static Map<SourceTable, TableShape> of(Connection connection, Collection<SourceTable> tables) throws SQLException {
        Map<SourceTable, TableShape> shapes = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            Array schemas = connection.createArrayOf(
                    "text", tables.stream().map(SourceTable::schema).toArray());
            Array names = connection.createArrayOf(
                    "text", tables.stream().map(SourceTable::name).toArray());
            statement.setArray(1, schemas);
            statement.setArray(2, names);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    shapes.put(
                            new SourceTable(row.getString(1), row.getString(2)),
                            new TableShape(
                                    row.getString(3),
                                    map(row.getString(4)),
                                    row.getInt(10),
                                    text(row.getString(5)),
                                    map(row.getString(6)),
                                    map(row.getString(7)).keySet(),
                                    map(row.getString(8)),
                                    text(row.getString(9))));
                }
            }
        }
        return shapes;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static Map<String, String> map(String text) {
        Map<String, String> map = new TreeMap<>();
        for (String entry : text(text).isEmpty() ? new String[0] : text.split(",")) {
            int equals = entry.indexOf('=');
            map.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        return map;
    }
}
