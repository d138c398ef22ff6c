package lakeward.contract;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Operation;
import lakeward.core.port.UnfitChangesException;

/** A table made of its raw rows, one change after another. */
final class Replay {
    /** Stands for a value that the source left out. */
    static final String UNCHANGED = new String("unchanged");

    private static final String EXACT = "_exact";

    private static final Comparator<Map<String, String>> ORDER = Comparator.<Map<String, String>>comparingLong(
                    row -> Long.parseLong(row.get("_position")))
            .thenComparing(row -> operation(row) == Operation.RESTART || operation(row) == Operation.SNAPSHOT)
            .thenComparingLong(row -> Long.parseLong(row.get("_sequence")))
            .thenComparing(row -> operation(row) == Operation.SNAPSHOT);

    private final CapturedTable table;
    // While keys are swapped, two rows have one key. The one that had it first leaves it first.
    private final Map<List<String>, Deque<Map<String, String>>> rows = new LinkedHashMap<>();
    private Map<String, String> moved;

    Replay(CapturedTable table, Collection<Map<String, String>> raw) {
        this.table = table;
        raw.stream().sorted(ORDER).forEach(this::apply);
    }

    /** Applies a raw row, after putting in the values that it leaves out. */
    void apply(Map<String, String> change) {
        Operation operation = operation(change);
        Deque<Map<String, String>> same = rows.computeIfAbsent(key(change), any -> new ArrayDeque<>());
        Map<String, String> leaving = moved;
        moved = null;
        switch (operation) {
            case INSERT -> same.addLast(row(change));
            case SNAPSHOT -> {
                // Of two snapshots of one moment, each has the row.
                same.clear();
                same.addLast(row(change));
            }
            case UPDATE -> {
                if (leaving == null) {
                    leaving = present(same.pollLast());
                }
                complete(change, leaving);
                same.addLast(row(change));
            }
            case DELETE -> present(same.pollFirst());
            case MOVE -> moved = present(same.pollFirst());
            case TRUNCATE, RESTART -> rows.clear();
            case FILL -> rows.values().forEach(all -> all.forEach(row -> fill(row, row(change))));
        }
    }

    private static void fill(Map<String, String> row, Map<String, String> fill) {
        String exact = Objects.requireNonNullElse(fill.get(EXACT), "");
        Map<String, String> named = ExactText.parse(exact);
        fill.forEach((name, value) -> {
            if (!name.equals(EXACT) && (value != null || named.containsKey(name))) {
                row.put(name, value);
            }
        });
        String merged = ExactText.merged(Objects.requireNonNullElse(row.get(EXACT), ""), exact);
        row.put(EXACT, merged.isEmpty() ? null : merged);
    }

    /** Returns the rows that are there. */
    List<Map<String, String>> rows() {
        return rows.values().stream()
                .filter(same -> !same.isEmpty())
                .map(same -> (Map<String, String>) new TreeMap<>(same.getLast()))
                .toList();
    }

    private List<String> key(Map<String, String> change) {
        return table.schema().key().stream()
                .map(name -> String.valueOf(change.get(name)))
                .toList();
    }

    private Map<String, String> present(Map<String, String> row) {
        if (row == null) {
            throw new UnfitChangesException(
                    "Cannot apply changes to %s: a row is not there. Read the table anew with 'lakeward resnapshot %s'."
                            .formatted(table.processed(), table.name()));
        }
        return row;
    }

    // By identity: the text may be a value.
    @SuppressWarnings("ReferenceEquality")
    private static void complete(Map<String, String> change, Map<String, String> before) {
        change.replaceAll((name, value) -> value == UNCHANGED ? before.get(name) : value);
    }

    private static Map<String, String> row(Map<String, String> change) {
        Map<String, String> row = new TreeMap<>(change);
        row.keySet().removeIf(MemoryLake::isMetadata);
        return row;
    }

    private static Operation operation(Map<String, String> change) {
        return Operation.valueOf(change.get("_operation").toUpperCase(Locale.ROOT));
    }
}
