package lakeward.core.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of a database and where it goes in the lake.
 *
 * @param database the database's name in the definition
 * @param source the table there
 * @param name its name in the lake, in zone raw and in zone processed
 * @param schema its columns and key as captured
 */
public record CapturedTable(String database, SourceTable source, String name, TableSchema schema) {
    private static final List<Column> OF_A_CHANGE = List.of(
            new Column("_operation", Type.STRING, false),
            new Column("_transaction", Type.LONG, false),
            new Column("_position", Type.LONG, false),
            new Column("_sequence", Type.LONG, false),
            new Column("_committed_at", Type.TIMESTAMP, false),
            new Column("_captured_at", Type.TIMESTAMP, false));
    private static final Column EXACT = new Column("_exact", Type.STRING, true);

    /** Columns that raw and processed tables have beside the source's. */
    public static final Set<String> OWN_COLUMNS = Stream.concat(OF_A_CHANGE.stream(), Stream.of(EXACT))
            .map(Column::name)
            .collect(Collectors.toUnmodifiableSet());

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

    /** Returns the columns of the table of every change. */
    public TableSchema rawSchema() {
        List<Column> columns = new ArrayList<>(OF_A_CHANGE);
        schema.columns().forEach(column -> columns.add(nullable(column)));
        columns.add(EXACT);
        return new TableSchema(columns, List.of());
    }

    /**
     * Returns the columns of the table of the current state. Infinities and NaN are null in their column and stand in
     * {@code _exact}, also where the source allows no null.
     */
    public TableSchema processedSchema() {
        List<Column> columns = new ArrayList<>();
        for (Column column : schema.columns()) {
            boolean isKey = schema.key().contains(column.name());
            columns.add(!isKey && mayNotHold(column.type()) ? nullable(column) : column);
        }
        columns.add(EXACT);
        return new TableSchema(columns, schema.key());
    }

    private static boolean mayNotHold(Type type) {
        return switch (type.kind()) {
            case DECIMAL, DATE, TIMESTAMP, TIMESTAMP_NTZ -> true;
            case BOOLEAN, SHORT, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY -> false;
        };
    }

    private static Column nullable(Column column) {
        return new Column(column.name(), column.type(), true, column.declared());
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
