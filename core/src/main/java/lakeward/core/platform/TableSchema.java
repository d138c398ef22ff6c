package lakeward.core.platform;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a table in their order, and which of them tell its rows apart.
 *
 * @param key names of columns, in the key's order; empty for a table without one
 */
public record TableSchema(List<Column> columns, List<String> key) {
    public TableSchema {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException(
                        "Cannot make a table with two columns '%s': rename one.".formatted(column.name()));
            }
        }
        if (!names.containsAll(key)) {
            throw new IllegalArgumentException(
                    "Cannot make a table with key %s: its columns are %s.".formatted(key, List.copyOf(names)));
        }
    }

    /** Returns the column of exactly this name. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Returns where the column stands, from 0, or -1 if there is none of exactly this name. */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
