package lakeward.capture.dms;

import static lakeward.capture.dms.DmsFixture.ORDERS;
import static lakeward.capture.dms.DmsFixture.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever DMS does to its files, each change is read once: it cuts transactions where it likes, dies amid one, and begins again
 * some transactions earlier. So do we: reading ends at any batch, and goes on from there.
 */
class DmsHistoryTest {
    private static final List<SourceTable> TABLES = List.of(ORDERS, PAYMENTS);

    @TempDir
    private Path directory;

    private final Map<SourceTable, Map<Integer, Map<String, Object>>> rows = new LinkedHashMap<>();
    private final List<DmsFiles.Transaction> history = new ArrayList<>();
    private DmsFixture dms;

    static Stream<Long> seeds() {
        return LongStream.range(0, 60).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachChangeIsReadOnceInOrder(long seed) {
        Random random = new Random(seed);
        dms = new DmsFixture(directory);
        TABLES.forEach(table -> rows.put(table, new TreeMap<>()));
        SeenChanges seen = new SeenChanges();
        Position stored = Position.START;
        int written = 0;
        while (written < 120) {
            written = write(random, written);
            dms.settle();
            if (random.nextInt(3) == 0) {
                stored = readFrom(stored, seen, random.nextInt(4));
            }
            if (random.nextInt(5) == 0) {
                assertSnapshotIsTheTable(seed);
            }
        }
        readFrom(stored, seen, Integer.MAX_VALUE);

        List<DmsFiles.Change> changes =
                history.stream().flatMap(each -> each.changes().stream()).toList();
        for (SourceTable table : TABLES) {
            assertThat(seen.of(table).stream()
                            .map(change -> change.operation().name().charAt(0) + " "
                                    + change.key().get(0)))
                    .as("seed %d, %s", seed, table)
                    .isEqualTo(changes.stream()
                            .filter(change -> change.table().equals(table))
                            .map(change ->
                                    change.operation() + " " + change.values().get(0))
                            .toList());
            assertThat(seen.replayed(table)).hasSameElementsAs(rows.get(table).values());
            assertThat(seen.of(table)).isSortedAccordingTo(Comparator.comparing(SeenChange::position));
        }
    }

    private void assertSnapshotIsTheTable(long seed) {
        for (SourceTable table : TABLES) {
            assertThat(dms.snapshot(table).replayed(table))
                    .as("seed %d, snapshot of %s", seed, table)
                    .hasSameElementsAs(rows.get(table).values());
        }
    }

    /** Reads some batches, as a process does that dies then; returns what the last one stored. */
    private Position readFrom(Position from, SeenChanges seen, int batches) {
        Position stored = from;
        try (ChangeFeed feed = dms.follow(from)) {
            for (int i = 0; i < batches; i++) {
                Position end = seen.read(feed).position();
                if (end.equals(stored) && i > 0) {
                    break;
                }
                stored = end;
            }
        }
        return stored;
    }

    /** Writes some files that follow on each other; returns how many transactions are written. */
    private int write(Random random, int written) {
        int to = written + 1 + random.nextInt(6);
        while (history.size() < to) {
            history.add(transaction(random));
        }
        int from = random.nextInt(4) == 0 ? Math.max(0, written - random.nextInt(6)) : written;
        List<DmsFiles.Transaction> file = new ArrayList<>();
        for (DmsFiles.Transaction transaction : history.subList(from, to)) {
            List<DmsFiles.Change> changes = transaction.changes();
            int cut = random.nextInt(3) == 0 ? random.nextInt(changes.size()) : 0;
            if (cut > 0) {
                file.add(new DmsFiles.Transaction(transaction.committedAt(), changes.subList(0, cut)));
                dms.files.write(file.toArray(DmsFiles.Transaction[]::new));
                file.clear();
                if (random.nextInt(3) == 0) {
                    // It died there, and begins again with this transaction or an earlier one.
                    return dieAndGoOn(random, from, to, history.indexOf(transaction));
                }
            }
            file.add(new DmsFiles.Transaction(transaction.committedAt(), changes.subList(cut, changes.size())));
        }
        dms.files.write(file.toArray(DmsFiles.Transaction[]::new));
        return to;
    }

    private int dieAndGoOn(Random random, int from, int to, int reached) {
        int again = from + random.nextInt(reached - from + 1);
        dms.files.write(history.subList(again, to).toArray(DmsFiles.Transaction[]::new));
        return to;
    }

    private DmsFiles.Transaction transaction(Random random) {
        List<DmsFiles.Change> changes = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            SourceTable table = TABLES.get(random.nextInt(2));
            int id = random.nextInt(12);
            Map<Integer, Map<String, Object>> present = rows.get(table);
            if (!present.containsKey(id)) {
                changes.add(change("I", table, id, random));
            } else if (random.nextInt(3) == 0) {
                present.remove(id);
                changes.add(dms.delete(table, id));
            } else {
                changes.add(change("U", table, id, random));
            }
        }
        return dms.files.transaction(changes.toArray(DmsFiles.Change[]::new));
    }

    private DmsFiles.Change change(String operation, SourceTable table, int id, Random random) {
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(), 2);
        String note = random.nextInt(4) == 0 ? null : "note, \"" + random.nextInt(9);
        boolean leavesOut = operation.equals("U") && random.nextBoolean();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", (long) id);
        row.put("amount", amount);
        row.put("note", leavesOut ? rows.get(table).get(id).get("note") : note);
        rows.get(table).put(id, row);
        return dms.files.change(
                operation, table, Integer.toString(id), amount.toString(), leavesOut ? DmsFiles.UNCHANGED : note);
    }
}
