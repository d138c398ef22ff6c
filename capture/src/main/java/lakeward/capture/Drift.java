package lakeward.capture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableSchema;

/**
 * What becomes of a captured table whose columns the log describes otherwise than before.
 *
 * @param schema the columns from now on
 * @param fill what rows have in columns that are younger than they, by column
 * @param stop why the table cannot go on; empty if it can
 */
record Drift(TableSchema schema, Map<String, String> fill, Optional<String> stop) {
    Drift {
        fill = Map.copyOf(fill);
    }

    /**
     * Compares a table with what the log says of it.
     *
     * @param numbers the columns' numbers when they were captured, as far as that is known
     * @param catalog the table as it is now, which may be later than the place in the log; empty if it is gone
     * @param rewritten whether its rows were written anew since they were captured, as far as that is known
     */
    static Drift of(
            CapturedTable table,
            Map<String, Integer> numbers,
            Relation now,
            Optional<PostgresTable> catalog,
            Optional<Boolean> rewritten) {
        TableSchema before = table.schema();
        Optional<String> otherKey = otherKey(before, now);
        if (otherKey.isPresent()) {
            return stopped(table, otherKey.get());
        }
        List<Column> columns = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (Column column : before.columns()) {
            Optional<Relation.Attribute> attribute = now.column(column.name());
            if (attribute.isEmpty()) {
                gone.add(column.name());
                continue;
            }
            Optional<PostgresTable.Attribute> known = known(attribute.get(), catalog);
            Optional<String> otherType = otherType(column, attribute.get(), known);
            if (otherType.isPresent()) {
                return stopped(table, otherType.get());
            }
            boolean nullable =
                    column.nullable() || (known.isPresent() && !known.get().notNull());
            String declared = known.map(PostgresTable.Attribute::declared).orElse(column.declared());
            columns.add(new Column(column.name(), column.type(), nullable, declared));
        }
        Map<String, String> fill = new LinkedHashMap<>();
        for (Relation.Attribute attribute : now.columns()) {
            if (before.column(attribute.name()).isPresent()) {
                continue;
            }
            Optional<PostgresTable.Attribute> known = known(attribute, catalog);
            Optional<String> untold = untold(attribute, known, gone, numbers, rewritten);
            if (untold.isPresent()) {
                return stopped(table, untold.get());
            }
            columns.add(new Column(
                    attribute.name(),
                    attribute.type(),
                    known.isEmpty() || !known.get().notNull(),
                    known.map(PostgresTable.Attribute::declared)
                            .orElse(attribute.type().toString())));
            known.flatMap(PostgresTable.Attribute::missing).ifPresent(text -> fill.put(attribute.name(), text));
        }
        return new Drift(new TableSchema(columns, before.key()), fill, Optional.empty());
    }

    /** Returns the error that a table stops with. */
    static String message(CapturedTable table, String why) {
        return ("Cannot go on capturing '%s': %s. Run `lakeward resnapshot %s` to read the table anew, "
                        + "or take it out of the definition.")
                .formatted(table, why, table);
    }

    private static Drift stopped(CapturedTable table, String why) {
        return new Drift(table.schema(), Map.of(), Optional.of(message(table, why)));
    }

    private static Optional<String> otherKey(TableSchema before, Relation now) {
        Set<String> key = now.columns().stream()
                .filter(Relation.Attribute::key)
                .map(Relation.Attribute::name)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        boolean same = now.identity() == 'f' ? key.containsAll(before.key()) : key.equals(new HashSet<>(before.key()));
        if (same) {
            return Optional.empty();
        }
        return Optional.of(
                now.identity() == 'n'
                        ? "it has REPLICA IDENTITY NOTHING, so the log does not tell which rows change"
                        : "the log tells its rows apart by %s, no longer by %s".formatted(key, before.key()));
    }

    private static Optional<String> otherType(
            Column before, Relation.Attribute now, Optional<PostgresTable.Attribute> known) {
        String declared = known.map(PostgresTable.Attribute::declared).orElse(before.declared());
        boolean sameText = !now.type().isVariableLength()
                || declared.equals(before.declared())
                || (isPlainText(declared) && isPlainText(before.declared()));
        if (now.type().equals(before.type()) && sameText) {
            return Optional.empty();
        }
        return Optional.of("the type of column '%s' changed from %s to %s"
                .formatted(
                        before.name(),
                        before.declared(),
                        known.isPresent() ? declared : now.type().toString()));
    }

    private static boolean isPlainText(String declared) {
        return declared.equals("text") || declared.startsWith("character varying");
    }

    /** Returns why a new column's values in old rows can't be told, or empty if they can. */
    private static Optional<String> untold(
            Relation.Attribute added,
            Optional<PostgresTable.Attribute> known,
            List<String> gone,
            Map<String, Integer> numbers,
            Optional<Boolean> rewritten) {
        for (String name : gone) {
            Integer number = numbers.get(name);
            if (number == null || known.isEmpty() || known.get().number() == number) {
                return Optional.of("column '%s' was renamed to '%s'%s"
                        .formatted(
                                name,
                                added.name(),
                                number == null || known.isEmpty() ? ", or dropped and that one added" : ""));
            }
        }
        if (known.isEmpty()) {
            return Optional.of("column '%s' was added and is gone again".formatted(added.name()));
        }
        boolean mayHaveValues = known.get().missing().isEmpty()
                && (known.get().hasDefault() || !known.get().generated().isEmpty());
        if (mayHaveValues && rewritten.orElse(true)) {
            return Optional.of(
                    "column '%s' was added with a default that may differ from row to row, and the log does not tell which rows have what"
                            .formatted(added.name()));
        }
        return Optional.empty();
    }

    /** Returns what the catalog says of the column, if that is still the one the log speaks of. */
    private static Optional<PostgresTable.Attribute> known(
            Relation.Attribute attribute, Optional<PostgresTable> catalog) {
        return catalog.flatMap(table -> table.column(attribute.name()))
                .filter(column -> column.typeOid() == attribute.typeOid() && column.typmod() == attribute.typmod());
    }
}
