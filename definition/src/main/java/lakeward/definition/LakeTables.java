package lakeward.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.definition.sql.Tables.Found;

/** Captured tables as models see them. Names are the same whatever their case. */
final class LakeTables {
    private static final List<Column> BEFORE = List.of(
            new Column("_operation", Type.STRING, false),
            new Column("_transaction", Type.LONG, false),
            new Column("_position", Type.LONG, false),
            new Column("_sequence", Type.LONG, false),
            new Column("_committed_at", Type.TIMESTAMP, false),
            new Column("_captured_at", Type.TIMESTAMP, false));
    private static final Column EXACT = new Column("_exact", Type.STRING, true);

    /** Columns that raw and processed tables have beside the source's. */
    static final Set<String> OWN_COLUMNS =
            Set.of("_operation", "_transaction", "_position", "_sequence", "_committed_at", "_captured_at", "_exact");

    private final Map<String, Found> found = new LinkedHashMap<>();
    private boolean open;

    void add(CapturedTable table) {
        List<Column> processed = new ArrayList<>();
        table.schema().columns().forEach(column -> processed.add(asInLake(column)));
        processed.add(EXACT);
        put(
                table.processed(),
                Optional.of(new TableSchema(processed, table.schema().key())));
        List<Column> raw = new ArrayList<>(BEFORE);
        table.schema()
                .columns()
                .forEach(column -> raw.add(new Column(column.name(), column.type(), true, column.declared())));
        raw.add(EXACT);
        put(table.raw(), Optional.of(new TableSchema(raw, List.of())));
    }

    /** Infinities and NaN are null in their column and stand in {@code _exact}, also where the source allows no null. */
    private static Column asInLake(Column column) {
        boolean mayBeNull = switch (column.type().kind()) {
            case DECIMAL, DATE, TIMESTAMP, TIMESTAMP_NTZ -> true;
            case BOOLEAN, SHORT, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY -> column.nullable();
        };
        return new Column(column.name(), column.type(), mayBeNull, column.declared());
    }

    /** Adds a table of which something is wrong that is reported: it has any column. */
    void addUnknown(String name) {
        put(new TableId(Zone.PROCESSED, name), Optional.empty());
        put(new TableId(Zone.RAW, name), Optional.empty());
    }

    /** Adds a table that the author names and of which nothing else is known, for example because of a misspelling. */
    void addUnknownIfAbsent(String name) {
        if (find(Zone.PROCESSED, name).isEmpty()) {
            addUnknown(name);
        }
    }

    /** Takes any name for a table from now on, because what tables there are could not be read. */
    void leaveOpen() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    Optional<Found> find(Zone zone, String name) {
        Found table = found.get(key(zone, name));
        if (table == null && open) {
            return Optional.of(new Found(new TableId(zone, name), Optional.empty()));
        }
        return Optional.ofNullable(table);
    }

    /** Returns the names of all, those of processed first. */
    List<String> names() {
        return found.values().stream()
                .map(Found::id)
                .sorted((one, other) -> one.zone() == other.zone()
                        ? one.name().compareTo(other.name())
                        : other.zone().compareTo(one.zone()))
                .map(TableId::toString)
                .toList();
    }

    private void put(TableId id, Optional<TableSchema> schema) {
        found.put(key(id.zone(), id.name()), new Found(id, schema));
    }

    private static String key(Zone zone, String name) {
        return zone.label() + "." + name.toLowerCase(Locale.ROOT);
    }
}
