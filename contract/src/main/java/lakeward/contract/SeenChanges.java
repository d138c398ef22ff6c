package lakeward.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.SourceSnapshot;

/** Keeps all it is given, and can say what the tables look like after it. Safe for use by many threads. */
public final class SeenChanges implements ChangeReceiver {
    /** A table that can't go on. */
    public record Stop(SourceTable table, Position at, String why) {}

    private final List<SeenChange> all = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private int pieces;

    @Override
    public synchronized void changes(Changes changes) {
        all.addAll(SeenChange.of(changes));
        pieces++;
    }

    @Override
    public synchronized void stopped(CapturedTable table, Position at, String why) {
        stops.add(new Stop(table.source(), at, why));
    }

    /** Reads batches until one ends at or after the position, gives the changes back, and returns the last batch's end. */
    public BatchEnd readTo(ChangeFeed feed, Position position) {
        while (true) {
            BatchEnd end = read(feed);
            if (!position.isAfter(end.position())) {
                return end;
            }
        }
    }

    /** Reads one batch and gives the changes back. */
    public BatchEnd read(ChangeFeed feed) {
        List<Changes> used = new ArrayList<>();
        BatchEnd end = feed.next(new ChangeReceiver() {
            @Override
            public void changes(Changes changes) {
                SeenChanges.this.changes(changes);
                used.add(changes);
            }

            @Override
            public void stopped(CapturedTable table, Position at, String why) {
                SeenChanges.this.stopped(table, at, why);
            }
        });
        used.forEach(feed::recycle);
        return end;
    }

    /** Reads the whole table. */
    public long readAll(SourceSnapshot snapshot, CapturedTable table, int parallelism) {
        return snapshot.read(table, parallelism, this::changes);
    }

    /** Returns these changes and then the others. */
    public SeenChanges and(SeenChanges later) {
        SeenChanges both = new SeenChanges();
        both.all.addAll(all());
        both.all.addAll(later.all());
        return both;
    }

    public synchronized List<SeenChange> all() {
        return List.copyOf(all);
    }

    public synchronized List<SeenChange> of(SourceTable table) {
        return all.stream()
                .filter(change -> change.table().source().equals(table))
                .toList();
    }

    public synchronized List<Stop> stops() {
        return List.copyOf(stops);
    }

    /** Returns in how many pieces the changes came. */
    public synchronized int pieces() {
        return pieces;
    }

    /** Returns the operations of a table's changes, in order. */
    public List<Operation> operations(SourceTable table) {
        return of(table).stream().map(SeenChange::operation).toList();
    }

    /**
     * Returns the table after all its changes: its rows, in the order of their keys' texts. Values that cannot be held
     * stand in {@code exact}.
     */
    public List<Map<String, Object>> replayed(SourceTable table) {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        Map<String, Object> moved = Map.of();
        for (SeenChange change : of(table)) {
            String key = change.key().toString();
            switch (change.operation()) {
                case INSERT, SNAPSHOT -> rows.put(key, row(change, Map.of()));
                case UPDATE -> {
                    Map<String, Object> before = moved.isEmpty() ? rows.getOrDefault(key, Map.of()) : moved;
                    rows.put(key, row(change, before));
                    moved = Map.of();
                }
                case DELETE -> rows.remove(key);
                case MOVE -> moved = rows.containsKey(key) ? rows.remove(key) : Map.of();
                case TRUNCATE, RESTART -> rows.clear();
                case FILL -> rows.values().forEach(row -> fill(row, change));
            }
        }
        return List.copyOf(rows.values());
    }

    private static void fill(Map<String, Object> row, SeenChange fill) {
        Map<String, String> named = ExactText.parse(fill.exact());
        fill.values().forEach((column, value) -> {
            if (value != null || named.containsKey(column)) {
                row.put(column, value);
            }
        });
        String exact = ExactText.merged((String) row.getOrDefault("exact", ""), fill.exact());
        if (exact.isEmpty()) {
            row.remove("exact");
        } else {
            row.put("exact", exact);
        }
    }

    private static Map<String, Object> row(SeenChange change, Map<String, Object> before) {
        Map<String, Object> row = new LinkedHashMap<>();
        change.values().forEach((column, value) -> {
            if (value == SeenChange.UNCHANGED && !before.containsKey(column)) {
                throw new AssertionError(
                        "No row before has the unchanged value of '%s' in %s".formatted(column, change));
            }
            row.put(column, value == SeenChange.UNCHANGED ? before.get(column) : value);
        });
        if (!change.exact().isEmpty()) {
            row.put("exact", change.exact());
        }
        return row;
    }
}
