package lakeward.capture;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;

/**
 * Which numbers a table's columns had from which place of the log on, kept in the notes. Whoever follows the log again from
 * an earlier place compares with what was so there. Safe for use by many threads.
 */
final class ColumnHistory {
    private static final String KEY = "columns";

    private final Notes notes;

    ColumnHistory(Notes notes) {
        this.notes = notes;
    }

    /** Returns the numbers at that place, or empty if they are not known. */
    synchronized Optional<ColumnNumbers> at(SourceTable table, Position position) {
        return Optional.ofNullable(read(table).floorEntry(position)).map(Map.Entry::getValue);
    }

    /** Says that the numbers are these from that place on; what was before it does not matter any more. */
    synchronized void restart(SourceTable table, Position position, ColumnNumbers numbers) {
        write(table, new TreeMap<>(Map.of(position, numbers)));
    }

    /**
     * Says that the numbers are these from that place on.
     *
     * @param stored the log is never read again from before this place
     */
    synchronized void add(SourceTable table, Position position, ColumnNumbers numbers, Position stored) {
        NavigableMap<Position, ColumnNumbers> all = read(table);
        Position oldest = all.floorKey(stored);
        if (oldest != null) {
            all.headMap(oldest).clear();
        }
        all.put(position, numbers);
        write(table, all);
    }

    synchronized void forget(SourceTable table) {
        notes.remove(KEY, table);
    }

    private NavigableMap<Position, ColumnNumbers> read(SourceTable table) {
        TreeMap<Position, ColumnNumbers> all = new TreeMap<>();
        notes.get(KEY, table).ifPresent(text -> {
            for (String entry : text.split(";", -1)) {
                int space = entry.indexOf(' ');
                all.put(Position.parse(entry.substring(0, space)), ColumnNumbers.parse(entry.substring(space + 1)));
            }
        });
        return all;
    }

    private void write(SourceTable table, Map<Position, ColumnNumbers> all) {
        notes.put(
                KEY,
                table,
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(";")));
    }
}
