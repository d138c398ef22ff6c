package lakeward.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What might happen to a PostgreSQL database, by chance but repeatably, as SQL: a transaction after the other, each a list of
 * statements from BEGIN to COMMIT or ROLLBACK. It needs to know nothing of the database, only that every transaction it gave
 * was done.
 */
public final class RandomSql {
    /** All types, with every operation on rows. */
    public static final String EVERYTHING = "everything";

    /** Large values that updates leave out, and columns that are added with constant defaults. */
    public static final String NOTES = "notes";

    /** A partitioned table that gets further partitions. */
    public static final String PARTS = "parts";

    /** REPLICA IDENTITY FULL, a key of two columns, and columns that are dropped and added anew. */
    public static final String PAIRS = "pairs";

    private static final int KEYS = 40;
    private static final Map<String, String> COLUMNS = columns();

    private final Random random;
    private final Map<String, List<String>> values = SqlValues.byType();
    private final List<String> types = new ArrayList<>(values.keySet());
    private final TreeSet<String> added = new TreeSet<>();
    private final TreeSet<String> pairsColumns = new TreeSet<>(COLUMNS.keySet());
    private int partitions = 2;

    public RandomSql(long seed) {
        random = new Random(seed);
    }

    /** A transaction; {@code drops} says whether it takes a column away. */
    public record Transaction(List<String> statements, boolean drops) {
        public Transaction {
            statements = List.copyOf(statements);
        }
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("x0", "int DEFAULT 7");
        columns.put("x1", "text NOT NULL DEFAULT 'é''\"'");
        columns.put("x2", "numeric(12,2)");
        columns.put("x3", "date DEFAULT 'infinity'");
        columns.put("x4", "timestamptz DEFAULT '2026-01-01 00:00:00+00'");
        return columns;
    }

    /** Returns the tables' names. */
    public static List<String> tables() {
        return List.of(EVERYTHING, NOTES, PARTS, PAIRS);
    }

    /** Returns the statements that make the tables, with some rows. */
    public List<String> setUp() {
        List<String> all = new ArrayList<>(SqlValues.types());
        StringBuilder everything = new StringBuilder("CREATE TABLE everything (id int PRIMARY KEY");
        for (int i = 0; i < types.size(); i++) {
            everything.append(", c").append(i).append(' ').append(types.get(i));
        }
        all.add(everything.append(')').toString());
        all.add("CREATE TABLE notes (id bigint PRIMARY KEY, note text, n int)");
        all.add("ALTER TABLE notes ALTER COLUMN note SET STORAGE EXTERNAL");
        all.add("CREATE TABLE parts (id int, part int, note text, PRIMARY KEY (id, part)) PARTITION BY LIST (part)");
        all.add("CREATE TABLE parts_0 PARTITION OF parts FOR VALUES IN (0)");
        all.add("CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)");
        all.add("CREATE TABLE pairs (a text, x0 int, x1 text, x2 numeric(12,2), x3 date, x4 timestamptz, b int,"
                + " note text, PRIMARY KEY (b, a))");
        all.add("ALTER TABLE pairs REPLICA IDENTITY FULL");
        all.add("ALTER TABLE pairs ALTER COLUMN note SET STORAGE EXTERNAL");
        for (int i = 0; i < 30; i++) {
            change(all);
        }
        return all;
    }

    /** Returns what happens next. */
    public Transaction next() {
        List<String> statements = new ArrayList<>(List.of("BEGIN"));
        boolean drops = false;
        int dice = random.nextInt(100);
        if (dice < 8) {
            addColumn(statements);
        } else if (dice < 16) {
            changeSome(statements);
            replaceColumn(statements);
            drops = true;
        } else if (dice < 20) {
            addPartition(statements);
        } else if (dice < 24) {
            statements.add(
                    "INSERT INTO notes SELECT i, %s || i, i FROM generate_series(1000, 1300) i ON CONFLICT DO NOTHING"
                            .formatted(large()));
            statements.add("DELETE FROM notes WHERE id > 1010");
        } else if (dice < 27) {
            // Not one that is altered too: from outside, the two together look like an ALTER that wrote the rows anew.
            statements.add("TRUNCATE " + (random.nextBoolean() ? EVERYTHING : PARTS));
        }
        changeSome(statements);
        if (dice >= 30 && dice < 45) {
            statements.add("SAVEPOINT s");
            changeSome(statements);
            statements.add(random.nextBoolean() ? "ROLLBACK TO s" : "RELEASE s");
            changeSome(statements);
        }
        boolean isUndone = dice >= 45 && dice < 52;
        statements.add(isUndone ? "ROLLBACK" : "COMMIT");
        return new Transaction(statements, drops);
    }

    /** Returns statements that a table's old rows change by without a trace in the log, by table: it cannot go on. */
    public Map<String, List<String>> breaking() {
        return Map.of(
                NOTES,
                        List.of(
                                "ALTER TABLE notes ALTER COLUMN n TYPE text USING n + 1",
                                "INSERT INTO notes VALUES (-2, 'broken')"),
                PARTS,
                        List.of(
                                "ALTER TABLE parts RENAME COLUMN note TO remark",
                                "INSERT INTO parts VALUES (-2, 0, 'broken')"));
    }

    private void changeSome(List<String> statements) {
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            change(statements);
        }
    }

    private void change(List<String> statements) {
        switch (random.nextInt(4)) {
            case 0 -> everything(statements);
            case 1 -> notes(statements);
            case 2 -> parts(statements);
            default -> pairs(statements);
        }
    }

    private void everything(List<String> statements) {
        int id = key();
        int dice = random.nextInt(10);
        if (dice < 5) {
            StringBuilder row = new StringBuilder(Integer.toString(id));
            for (String type : types) {
                row.append(", ").append(value(type));
            }
            statements.add("INSERT INTO everything VALUES (%s) ON CONFLICT DO NOTHING".formatted(row));
        } else if (dice < 8) {
            int column = random.nextInt(types.size());
            statements.add(
                    "UPDATE everything SET c%d = %s WHERE id = %d".formatted(column, value(types.get(column)), id));
        } else {
            leave(statements, EVERYTHING, "id", id);
        }
    }

    private void notes(List<String> statements) {
        int id = key();
        int dice = random.nextInt(10);
        if (dice < 4) {
            statements.add("INSERT INTO notes VALUES (%d, %s, %d) ON CONFLICT DO NOTHING"
                    .formatted(id, text(), random.nextInt(9)));
        } else if (dice < 7) {
            statements.add("UPDATE notes SET n = %d WHERE id = %d".formatted(random.nextInt(), id));
        } else if (dice < 8) {
            statements.add("UPDATE notes SET note = %s WHERE id = %d".formatted(text(), id));
        } else {
            leave(statements, NOTES, "id", id);
        }
    }

    private void parts(List<String> statements) {
        int id = key();
        int dice = random.nextInt(10);
        int part = random.nextInt(partitions);
        if (dice < 5) {
            statements.add("INSERT INTO parts VALUES (%d, %d, %s) ON CONFLICT DO NOTHING".formatted(id, part, text()));
        } else if (dice < 7) {
            // To another partition, where there is room.
            statements.add(
                    "UPDATE parts p SET part = %1$d WHERE id = %2$d AND NOT EXISTS (SELECT FROM parts WHERE id = %2$d AND part = %1$d) AND part = (SELECT min(part) FROM parts WHERE id = %2$d)"
                            .formatted(part, id));
        } else if (dice < 8) {
            statements.add("UPDATE parts SET note = %s WHERE id = %d".formatted(text(), id));
        } else {
            statements.add("DELETE FROM parts WHERE id = %d AND part = %d".formatted(id, part));
        }
    }

    private void pairs(List<String> statements) {
        int id = key();
        int dice = random.nextInt(10);
        if (dice < 4) {
            statements.add(
                    "INSERT INTO pairs (a, b, note) VALUES ('ä', %d, %s) ON CONFLICT DO NOTHING".formatted(id, text()));
        } else if (dice < 6 && !pairsColumns.isEmpty()) {
            String column = some(pairsColumns);
            String type = COLUMNS.get(column).split(" ", 2)[0];
            String literal = type.equals("text") ? "'changed'" : type.equals("int") ? "9" : value(type);
            statements.add("UPDATE pairs SET %s = %s WHERE b = %d".formatted(column, literal, id));
        } else {
            leave(statements, PAIRS, "b", id);
        }
    }

    /** A row goes, gets another key, or swaps it with another. */
    private void leave(List<String> statements, String table, String key, int id) {
        int other = key();
        switch (random.nextInt(3)) {
            case 0 -> statements.add("DELETE FROM %s WHERE %s = %d".formatted(table, key, id));
            case 1 ->
                statements.add(
                        "UPDATE %1$s SET %2$s = %4$d WHERE %2$s = %3$d AND NOT EXISTS (SELECT FROM %1$s WHERE %2$s = %4$d)"
                                .formatted(table, key, id, other));
            default -> {
                String move = "UPDATE %s SET %s = %d WHERE %s = %d";
                statements.add(move.formatted(table, key, -1, key, id));
                statements.add(move.formatted(table, key, id, key, other));
                statements.add(move.formatted(table, key, other, key, -1));
            }
        }
    }

    private void addColumn(List<String> statements) {
        TreeSet<String> free = new TreeSet<>(COLUMNS.keySet());
        free.removeAll(added);
        if (!free.isEmpty()) {
            String name = some(free);
            added.add(name);
            notes(statements);
            statements.add("ALTER TABLE notes ADD COLUMN %s %s".formatted(name, COLUMNS.get(name)));
            notes(statements);
        }
    }

    /** Drops a column, adds one that is gone, or both at once. */
    private void replaceColumn(List<String> statements) {
        String name = some(new TreeSet<>(COLUMNS.keySet()));
        boolean isThere = pairsColumns.contains(name);
        if (isThere) {
            statements.add("ALTER TABLE pairs DROP COLUMN " + name);
            pairsColumns.remove(name);
        }
        if (!isThere || random.nextBoolean()) {
            statements.add("ALTER TABLE pairs ADD COLUMN %s %s".formatted(name, COLUMNS.get(name)));
            pairsColumns.add(name);
        }
        statements.add("INSERT INTO pairs (a, b) VALUES ('ö', %d) ON CONFLICT DO NOTHING".formatted(key()));
    }

    private void addPartition(List<String> statements) {
        int part = partitions++;
        if (random.nextBoolean()) {
            statements.add("CREATE TABLE parts_%1$d PARTITION OF parts FOR VALUES IN (%1$d)".formatted(part));
        } else {
            statements.add("CREATE TABLE parts_%d (note text, part int NOT NULL, id int NOT NULL)".formatted(part));
            statements.add("ALTER TABLE parts ATTACH PARTITION parts_%1$d FOR VALUES IN (%1$d)".formatted(part));
        }
    }

    private String text() {
        return switch (random.nextInt(4)) {
            case 0 -> "NULL";
            case 1 -> "'short %d'".formatted(random.nextInt(100));
            default -> large();
        };
    }

    /** Too large for its row, and not compressed. */
    private String large() {
        return "(SELECT string_agg(md5(i::text || '%d'), '') FROM generate_series(1, 100) i)"
                .formatted(random.nextInt(100));
    }

    private String value(String type) {
        List<String> all = values.get(type.startsWith("numeric(12") ? "numeric(12,2)" : type);
        if (random.nextInt(4) == 0) {
            return "NULL";
        }
        String literal = all.get(random.nextInt(all.size()));
        return "E'%s'::%s".formatted(literal.replace("\\", "\\\\").replace("'", "''"), type);
    }

    private int key() {
        return random.nextInt(KEYS);
    }

    private String some(Set<String> names) {
        return new ArrayList<>(names).get(random.nextInt(names.size()));
    }
}
