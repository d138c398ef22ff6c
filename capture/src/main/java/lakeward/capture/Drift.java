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
 * @param numbers the columns' numbers from now on
 * @param fill what rows have in columns that are younger than they, by column
 * @param stop why the table cannot go on; empty if it can
 */
record Drift(TableSchema schema, ColumnNumbers numbers, Map<String, Fill> fill, Optional<String> stop) {
    Drift {
        fill = Map.copyOf(fill);
    }

    /**
     * What rows have in a column that is younger than they.
     *
     * @param text empty for null
     * @param replaces whether a column of that name was there before, whose values are gone
     */
    record Fill(Optional<String> text, boolean replaces) {}

    /**
     * Compares a table with what the log says of it.
     *
     * @param numbers the columns' numbers up to there, as far as they are known
     * @param catalog the table as it is now, which may be later than the place in the log; empty if it is gone
     * @param rewritten whether its rows were written anew since they were captured, as far as that is known
     */
    static Drift of(
            CapturedTable table,
            ColumnNumbers numbers,
            Relation now,
            Optional<PostgresTable> catalog,
            Optional<Boolean> rewritten) {
        TableSchema before = table.schema();
        Optional<String> otherKey = otherKey(before, now);
        if (otherKey.isPresent()) {
            return stopped(table, otherKey.get());
        }
        AddedAnew addedAnew = new AddedAnew(numbers, now, catalog);
        Map<String, Fill> fill = new LinkedHashMap<>();
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
            switch (addedAnew.of(column.name())) {
                case NO -> {}
                case YES -> fill.put(column.name(), new Fill(known.flatMap(PostgresTable.Attribute::missing), true));
                case UNTOLD -> {
                    return stopped(
                            table,
                            "column '%s' was dropped and added anew, and the log does not tell which rows are older than that"
                                    .formatted(column.name()));
                }
            }
            boolean nullable =
                    column.nullable() || (known.isPresent() && !known.get().notNull());
            String declared = known.map(PostgresTable.Attribute::declared).orElse(column.declared());
            columns.add(new Column(column.name(), column.type(), nullable, declared));
        }
        for (Relation.Attribute attribute : now.columns()) {
            if (before.column(attribute.name()).isPresent()) {
                continue;
            }
            Optional<PostgresTable.Attribute> known = known(attribute, catalog);
            Optional<String> untold =
                    untold(attribute, known, gone, numbers, rewritten).or(() -> addedAnew.whyUntold(attribute.name()));
            if (untold.isPresent()) {
                return stopped(table, untold.get());
            }
            columns.add(new Column(
                    attribute.name(),
                    attribute.type(),
                    known.isEmpty() || !known.get().notNull(),
                    known.map(PostgresTable.Attribute::declared)
                            .orElse(attribute.type().toString())));
            boolean replaces = numbers.byName().containsKey(attribute.name());
            Optional<String> missing = known.flatMap(PostgresTable.Attribute::missing);
            if (replaces || missing.isPresent()) {
                fill.put(attribute.name(), new Fill(missing, replaces));
            }
        }
        return new Drift(new TableSchema(columns, before.key()), addedAnew.numbersAfter(), fill, Optional.empty());
    }

    /**
     * Compares a table with the catalog at a place up to which the log has nothing that is younger than the catalog.
     *
     * @param numbers the columns' numbers up to there
     */
    static Drift addedAnew(CapturedTable table, ColumnNumbers numbers, Optional<PostgresTable> catalog) {
        Map<String, Fill> fill = new LinkedHashMap<>();
        Map<String, Integer> later = new LinkedHashMap<>();
        for (Column before : table.schema().columns()) {
            Optional<PostgresTable.Attribute> now = catalog.flatMap(found -> found.column(before.name()))
                    .filter(column -> numbers.isOther(before.name(), column.number()));
            if (now.isEmpty()) {
                continue;
            }
            PostgresTable.Attribute added = now.get();
            if (!added.declared().equals(before.declared())) {
                return stopped(
                        table,
                        "the type of column '%s' changed from %s to %s"
                                .formatted(before.name(), before.declared(), added.declared()));
            }
            fill.put(before.name(), new Fill(added.missing(), true));
            later.put(before.name(), added.number());
        }
        return new Drift(table.schema(), numbers.with(later), fill, Optional.empty());
    }

    /** Returns the same for a table that is being read whole: its rows will be those of the columns that are there then. */
    Drift withoutReplacing() {
        Map<String, Fill> added = new LinkedHashMap<>(fill);
        added.values().removeIf(Fill::replaces);
        return new Drift(schema, numbers, added, stop);
    }

    /** Returns the error that a table stops with. */
    static String message(CapturedTable table, String why) {
        return ("Cannot go on capturing '%s': %s. Run `lakeward resnapshot %s` to read the table anew, "
                        + "or take it out of the definition.")
                .formatted(table, why, table);
    }

    private static Drift stopped(CapturedTable table, String why) {
        return new Drift(table.schema(), new ColumnNumbers(Map.of(), 0), Map.of(), Optional.of(message(table, why)));
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
            ColumnNumbers numbers,
            Optional<Boolean> rewritten) {
        for (String name : gone) {
            Integer number = numbers.byName().get(name);
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
    static Optional<PostgresTable.Attribute> known(Relation.Attribute attribute, Optional<PostgresTable> catalog) {
        return catalog.flatMap(table -> table.column(attribute.name()))
                .filter(column -> column.typeOid() == attribute.typeOid() && column.typmod() == attribute.typmod());
    }
}
