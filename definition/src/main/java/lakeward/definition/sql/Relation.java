package lakeward.definition.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What stands in a FROM clause: its name there, and its columns.
 *
 * @param called as people know it, for example {@code processed.orders}
 * @param known whether its columns are; if not, that is reported, and it has any column
 */
record Relation(String name, String called, List<Output> columns, boolean known) {
    /** A column of a relation or of a query's result. */
    record Output(String name, SqlType type, boolean nullable) {
        boolean isCalled(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    Relation {
        columns = List.copyOf(columns);
    }

    Optional<Output> column(String wanted) {
        return columns.stream().filter(column -> column.isCalled(wanted)).findFirst();
    }

    List<String> names() {
        return columns.stream().map(Output::name).toList();
    }

    Relation named(String other) {
        return new Relation(other, called, columns, known);
    }

    /** Returns the same with every column nullable: an outer join may leave it out. */
    Relation optional() {
        return new Relation(
                name,
                called,
                columns.stream()
                        .map(column -> new Output(column.name(), column.type(), true))
                        .toList(),
                known);
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
