package lakeward.core.platform;

import java.util.Comparator;

/** A column of a table of the lake, written {@code processed.customers.email}. */
public record ColumnId(TableId table, String column) implements Comparable<ColumnId> {
    private static final Comparator<ColumnId> ORDER =
            Comparator.comparing(ColumnId::table).thenComparing(ColumnId::column);

    @Override
    public int compareTo(ColumnId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return table + "." + column;
    }
}
