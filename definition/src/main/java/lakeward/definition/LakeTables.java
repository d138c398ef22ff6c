package lakeward.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Zone;
import lakeward.definition.sql.Tables.Found;

/** Captured tables as models see them. Names are the same whatever their case. */
final class LakeTables {
    private final Map<String, Found> found = new LinkedHashMap<>();
    private boolean open;

    void add(CapturedTable table) {
        put(table.processed(), Optional.of(table.processedSchema()));
        put(table.raw(), Optional.of(table.rawSchema()));
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
