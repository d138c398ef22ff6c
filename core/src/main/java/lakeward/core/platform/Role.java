package lakeward.core.platform;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What those who have it may read.
 *
 * @param reads tables, in order
 * @param masks columns of them whose values are hidden
 * @param rows of a table, those for which the filter is true; of others, all
 */
public record Role(String name, List<TableId> reads, List<ColumnId> masks, SortedMap<TableId, RowFilter> rows) {
    /**
     * Which rows of a table a person may read.
     *
     * @param condition SQL over the table's columns and {@code user}, the person
     * @param attributes what of the person it asks for
     */
    public record RowFilter(String condition, List<String> attributes) {
        public RowFilter {
            attributes = List.copyOf(attributes);
        }
    }

    public Role(String name, List<TableId> reads, List<ColumnId> masks, Map<TableId, RowFilter> rows) {
        this(name, reads, masks, new TreeMap<>(rows));
    }

    public Role {
        reads = reads.stream().sorted().distinct().toList();
        masks = masks.stream().sorted().distinct().toList();
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
        Set<TableId> bounded = bounded(rows, masks);
        bounded.removeAll(new HashSet<>(reads));
        if (!bounded.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot bound what role '%s' sees of %s: it does not read that. Add it to read."
                            .formatted(name, bounded));
        }
    }

    /** Whether it may read a table, or part of it. */
    public boolean mayRead(TableId table) {
        return Collections.binarySearch(reads, table) >= 0;
    }

    /** Whether a column's values are hidden from it. */
    public boolean isMasked(ColumnId column) {
        return Collections.binarySearch(masks, column) >= 0;
    }

    /** Returns the tables of which it sees less than all. */
    public Set<TableId> partlySeen() {
        return bounded(rows, masks);
    }

    private static Set<TableId> bounded(Map<TableId, RowFilter> rows, List<ColumnId> masks) {
        Set<TableId> bounded = new HashSet<>(rows.keySet());
        masks.forEach(column -> bounded.add(column.table()));
        return bounded;
    }
}
