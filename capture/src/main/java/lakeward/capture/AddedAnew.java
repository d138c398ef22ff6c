package lakeward.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a column that the log describes is the one that was known under its name, or another one, dropped and added anew.
 * The log does not number columns, and the catalog may be later than the place in the log. But the log has columns in the
 * order of their numbers, and new ones come last: a column that is known for sure tells on which side of it the other is.
 */
final class AddedAnew {
    /** The answer for one column. */
    enum Answer {
        NO,
        YES,
        UNTOLD
    }

    private final ColumnNumbers before;
    private final List<String> described;
    private final Map<String, Integer> now = new TreeMap<>();
    private final Set<Integer> live;

    /**
     * @param before the numbers before this place in the log
     * @param description the columns at this place
     * @param catalog the table now
     */
    AddedAnew(ColumnNumbers before, Relation description, Optional<PostgresTable> catalog) {
        this.before = before;
        this.described =
                description.columns().stream().map(Relation.Attribute::name).toList();
        for (Relation.Attribute attribute : description.columns()) {
            Drift.known(attribute, catalog).ifPresent(column -> now.put(column.name(), column.number()));
        }
        this.live = catalog.map(PostgresTable::columns).orElse(List.of()).stream()
                .map(PostgresTable.Attribute::number)
                .collect(Collectors.toSet());
    }

    Answer of(String name) {
        if (!isOther(name)) {
            return Answer.NO;
        }
        int place = described.indexOf(name);
        int number = before.byName().get(name);
        for (int i = 0; i < described.size(); i++) {
            String other = described.get(i);
            if (!isSame(other)) {
                continue;
            }
            if (i > place) {
                return Answer.NO;
            }
            if (before.byName().get(other) > number) {
                return whyUntold(name).isEmpty() ? Answer.YES : Answer.UNTOLD;
            }
        }
        return Answer.UNTOLD;
    }

    /** Returns why a new column can't be told from an earlier one of its name that is gone again, or empty if it can. */
    Optional<String> whyUntold(String name) {
        Integer number = now.get(name);
        boolean anyGone = number != null
                && before.last() > 0
                && IntStream.range(before.last() + 1, number).anyMatch(between -> !live.contains(between));
        return anyGone
                ? Optional.of(
                        "column '%s' was added, and another one was added and dropped, which may have had its name"
                                .formatted(name))
                : Optional.empty();
    }

    /** Returns the numbers from this place on. */
    ColumnNumbers numbersAfter() {
        Map<String, Integer> after = new TreeMap<>(now);
        after.keySet().removeIf(name -> isOther(name) && of(name) == Answer.NO);
        return before.with(after);
    }

    private boolean isSame(String name) {
        return now.containsKey(name) && now.get(name).equals(before.byName().get(name));
    }

    private boolean isOther(String name) {
        return now.containsKey(name) && before.isOther(name, now.get(name));
    }
}
