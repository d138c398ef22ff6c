package lakeward.core.platform;

/**
 * A table of a database and where it goes in the lake.
 *
 * @param database the database's name in the definition
 * @param source the table there
 * @param name its name in the lake, in zone raw and in zone processed
 * @param schema its columns and key as captured
 */
public record CapturedTable(String database, SourceTable source, String name, TableSchema schema) {
    public CapturedTable {
        if (schema.key().isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot capture '%s.%s': it has no key. Give it a primary key.".formatted(database, source));
        }
    }

    /** Returns the table of every change. */
    public TableId raw() {
        return new TableId(Zone.RAW, name);
    }

    /** Returns the table of the current state. */
    public TableId processed() {
        return new TableId(Zone.PROCESSED, name);
    }

    /** Returns the same table with other columns. */
    public CapturedTable with(TableSchema evolved) {
        return new CapturedTable(database, source, name, evolved);
    }

    /** Returns the name people know it by: {@code app.orders}. */
    @Override
    public String toString() {
        return database + "." + source;
    }
}
