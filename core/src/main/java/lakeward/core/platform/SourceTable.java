package lakeward.core.platform;

import java.util.Comparator;

/**
 * A table of a captured database.
 *
 * @param schema its schema there, {@code public} unless the author names another
 * @param name its name there, in the database's own spelling
 */
public record SourceTable(String schema, String name) implements Comparable<SourceTable> {
    /** The schema that goes without saying. */
    public static final String DEFAULT_SCHEMA = "public";

    private static final Comparator<SourceTable> ORDER =
            Comparator.comparing(SourceTable::schema).thenComparing(SourceTable::name);

    /** Reads {@code orders} or {@code sales.orders}. */
    public static SourceTable parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new SourceTable(DEFAULT_SCHEMA, text)
                : new SourceTable(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public int compareTo(SourceTable other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema.equals(DEFAULT_SCHEMA) ? name : schema + "." + name;
    }
}
