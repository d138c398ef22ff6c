package lakeward.contract;

import static lakeward.contract.Values.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.UnfitChangesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link CaptureStore} does. */
public abstract class CaptureStoreContract {
    protected static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "lakeward");
    protected static final CapturedTable ITEMS = table(
            "items",
            new Column("id", Type.LONG, false),
            new Column("name", Type.STRING, true),
            new Column("price", Type.decimal(12, 2), true));

    /** Returns a store; all stores of one test show the same tables. */
    protected abstract CaptureStore store();

    /** Returns a table's rows in its newest version, each from column to value as {@link Values#text} writes it. */
    protected abstract List<Map<String, String>> rows(TableId table);

    protected static CapturedTable table(String name, Column... columns) {
        return new CapturedTable(
                "app", new SourceTable("public", name), name, new TableSchema(List.of(columns), List.of("id")));
    }

    protected static BigDecimal price(String price) {
        return new BigDecimal(price);
    }

    protected static Map<String, String> item(String id, String name, String price) {
        Map<String, String> row = new TreeMap<>();
        row.put("id", id);
        row.put("name", name);
        row.put("price", price);
        row.put("_exact", null);
        return row;
    }

    protected List<TableVersion> load(CapturedTable table, long position, Changes rows) {
        try (SnapshotLoad load = store().beginSnapshot(table, SOURCE, new Position(position))) {
            load.append(rows);
            return load.commit();
        }
    }

    protected List<TableVersion> commit(long end, Changes... changes) {
        try (BatchLoad load = store().begin(SOURCE)) {
            for (Changes each : changes) {
                load.append(each);
            }
            return load.commit(new Position(end));
        }
    }

    private ChangeWriter items() {
        return new ChangeWriter(ITEMS);
    }

    private void loadTwoItems() {
        load(
                ITEMS,
                100,
                items().at(100)
                        .snapshot(1L, "one", price("1.00"))
                        .snapshot(2L, "two", price("2.00"))
                        .changes());
    }

    @Test
    void unknownTableHasNoPosition() {
        assertThat(store().rawPosition(ITEMS, SOURCE)).isEmpty();
        assertThat(store().processedPosition(ITEMS, SOURCE)).isEmpty();
        assertThat(store().catchUp(ITEMS, SOURCE)).isEmpty();
    }

    @Test
    void snapshotIsProcessedsContentAndStandsInRawAfterARestart() {
        loadTwoItems();

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("1", "one", "1.00"), item("2", "two", "2.00"));
        assertThat(rows(ITEMS.raw()))
                .extracting(row -> row.get("_operation"))
                .containsExactlyInAnyOrder("restart", "snapshot", "snapshot");
        assertThat(store().rawPosition(ITEMS, SOURCE)).contains(new Position(100));
        assertThat(store().processedPosition(ITEMS, SOURCE)).contains(new Position(100));
    }

    @Test
    void snapshotOfNothingMakesEmptyTables() {
        load(ITEMS, 100, items().changes());

        assertThat(rows(ITEMS.processed())).isEmpty();
        assertThat(store().processedPosition(ITEMS, SOURCE)).contains(new Position(100));
    }

    @Test
    void uncommittedSnapshotLeavesNoTrace() {
        try (SnapshotLoad load = store().beginSnapshot(ITEMS, SOURCE, new Position(100))) {
            load.append(items().at(100).snapshot(1L, "one", null).changes());
        }

        assertThat(store().rawPosition(ITEMS, SOURCE)).isEmpty();
    }

    @Test
    void changesGoToRawAndProcessed() {
        loadTwoItems();

        List<TableVersion> versions = commit(
                300,
                items().at(200)
                        .insert(3L, "three", price("3.00"))
                        .update(1L, "uno", price("1.10"))
                        .delete(2L)
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("1", "uno", "1.10"), item("3", "three", "3.00"));
        assertThat(versions).extracting(TableVersion::table).containsExactly(ITEMS.raw(), ITEMS.processed());
        assertThat(versions)
                .allSatisfy(
                        version -> assertThat(version.positions()).containsEntry(SOURCE.toString(), new Position(300)));
        Map<String, String> deleted = rows(ITEMS.raw()).stream()
                .filter(row -> "delete".equals(row.get("_operation")))
                .findFirst()
                .orElseThrow();
        assertThat(deleted)
                .containsEntry("id", "2")
                .containsEntry("name", null)
                .containsEntry("_transaction", "200")
                .containsEntry("_position", "200")
                .containsEntry("_sequence", "2")
                .containsEntry("_committed_at", Long.toString(ChangeWriter.COMMITTED_AT))
                .containsEntry("_captured_at", Long.toString(ChangeWriter.COMMITTED_AT + 5));
    }

    @Test
    void repeatedBatchChangesNothing() {
        loadTwoItems();
        Changes batch = items().at(200).insert(3L, "three", null).delete(1L).changes();
        commit(200, batch);

        List<TableVersion> again = commit(200, batch);

        assertThat(again).isEmpty();
        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("2", "two", "2.00"), item("3", "three", null));
        assertThat(rows(ITEMS.raw())).hasSize(5);
    }

    @Test
    void replayMayCutBatchesElsewhere() {
        loadTwoItems();
        commit(200, items().at(200).insert(3L, "three", null).changes());

        commit(
                400,
                items().at(200)
                        .insert(3L, "three", null)
                        .at(300)
                        .delete(3L)
                        .at(400)
                        .insert(3L, "drei", null)
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("1", "one", "1.00"), item("2", "two", "2.00"), item("3", "drei", null));
        assertThat(rows(ITEMS.raw())).hasSize(6);
    }

    @Test
    void rowThatComesAndGoesInOneBatchIsNotThere() {
        loadTwoItems();

        commit(200, items().at(200).insert(9L, "nine", null).delete(9L).changes());

        assertThat(rows(ITEMS.processed())).hasSize(2);
    }

    @Test
    void rowThatGoesAndComesInOneBatchIsThereOnce() {
        loadTwoItems();

        commit(200, items().at(200).delete(1L).insert(1L, "again", null).changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("1", "again", null), item("2", "two", "2.00"));
    }

    @Test
    void keysAreSwappedInOneTransaction() {
        loadTwoItems();

        commit(
                200,
                items().at(200)
                        .move(1L)
                        .update(2L, "one", price("1.00"))
                        .move(2L)
                        .update(1L, "two", price("2.00"))
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("2", "one", "1.00"), item("1", "two", "2.00"));
    }

    @Test
    void truncateForgetsWhatWasBefore() {
        loadTwoItems();

        commit(
                200,
                items().at(200)
                        .insert(3L, "three", null)
                        .truncate()
                        .insert(1L, "new", null)
                        .changes());

        assertThat(rows(ITEMS.processed())).containsExactly(item("1", "new", null));
    }

    @Test
    void addedColumnIsNullBeforeAndFilledByItsDefault() {
        loadTwoItems();
        CapturedTable wider = table(
                "items",
                new Column("id", Type.LONG, false),
                new Column("name", Type.STRING, true),
                new Column("price", Type.decimal(12, 2), true),
                new Column("stock", Type.INTEGER, true));

        commit(
                200,
                items().at(200).insert(3L, "three", null).changes(),
                new ChangeWriter(wider)
                        .at(210)
                        .fill(null, null, null, 7)
                        .insert(4L, "four", null, 8)
                        .update(1L, "one", null, null)
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .extracting(row -> row.get("id") + "=" + row.get("stock"))
                .containsExactlyInAnyOrder("1=null", "2=7", "3=7", "4=8");
    }

    @Test
    void fillTakesThePlaceOfWhatItNames() {
        loadTwoItems();
        commit(
                200,
                items().at(200)
                        .add(Operation.UPDATE, "{\"price\":\"NaN\",\"name\":\"odd\"}", 2L, null, null)
                        .changes());

        commit(
                210,
                items().at(210)
                        .add(Operation.FILL, "{\"price\":null}", null, null, null)
                        .insert(3L, "three", price("3.00"))
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .extracting(row -> row.get("id") + "=" + row.get("price") + row.get("_exact"))
                .containsExactlyInAnyOrder("1=nullnull", "2=null{\"name\":\"odd\"}", "3=3.00null");
        store().rebuild(ITEMS, SOURCE);
        assertThat(rows(ITEMS.processed()))
                .extracting(row -> row.get("id") + "=" + row.get("price") + row.get("_exact"))
                .containsExactlyInAnyOrder("1=nullnull", "2=null{\"name\":\"odd\"}", "3=3.00null");
    }

    @Test
    void defaultThatNoTypeHoldsFillsTheExactValuesOfOldRows() {
        load(
                ITEMS,
                100,
                items().at(100)
                        .add(Operation.SNAPSHOT, "{\"price\":\"NaN\"}", 1L, "one", null)
                        .snapshot(2L, "two", price("2.00"))
                        .changes());
        CapturedTable wider = table(
                "items",
                new Column("id", Type.LONG, false),
                new Column("name", Type.STRING, true),
                new Column("price", Type.decimal(12, 2), true),
                new Column("until", Type.DATE, true),
                new Column("since", Type.DATE, true));

        commit(
                200,
                new ChangeWriter(wider)
                        .at(200)
                        .insert(3L, "three", null, null, null)
                        .add(Operation.FILL, "{\"until\":\"infinity\"}", null, null, null, null, null)
                        .add(Operation.FILL, "{\"since\":\"-infinity\"}", null, null, null, null, null)
                        .insert(4L, "four", null, LocalDate.of(2026, 1, 1), null)
                        .changes());

        List<String> expected = List.of(
                "1: null, {\"price\":\"NaN\",\"until\":\"infinity\",\"since\":\"-infinity\"}",
                "2: null, {\"until\":\"infinity\",\"since\":\"-infinity\"}",
                "3: null, {\"until\":\"infinity\",\"since\":\"-infinity\"}",
                "4: 2026-01-01, null");
        assertThat(exactValues()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows(ITEMS.raw()))
                .filteredOn(row -> "fill".equals(row.get("_operation")))
                .extracting(row -> row.get("_exact"))
                .containsExactlyInAnyOrder("{\"until\":\"infinity\"}", "{\"since\":\"-infinity\"}");
        store().rebuild(ITEMS, SOURCE);
        assertThat(exactValues()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<String> exactValues() {
        return rows(ITEMS.processed()).stream()
                .map(row -> "%s: %s, %s".formatted(row.get("id"), row.get("until"), row.get("_exact")))
                .toList();
    }

    @Test
    void droppedColumnStaysWithNulls() {
        loadTwoItems();
        CapturedTable narrower =
                table("items", new Column("id", Type.LONG, false), new Column("name", Type.STRING, true));

        commit(
                200,
                new ChangeWriter(narrower)
                        .at(200)
                        .update(1L, "uno")
                        .insert(3L, "tres")
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(item("1", "uno", null), item("2", "two", "2.00"), item("3", "tres", null));
    }

    @Test
    void unchangedValueIsThatOfTheRowBefore() {
        loadTwoItems();

        commit(200, items().at(200).update(1L, UNCHANGED, price("1.50")).changes());

        assertThat(rows(ITEMS.processed())).contains(item("1", "one", "1.50"));
        assertThat(rows(ITEMS.raw()))
                .filteredOn(row -> "update".equals(row.get("_operation")))
                .extracting(row -> row.get("name"))
                .containsExactly("one");
    }

    @Test
    void unchangedValueIsFoundThroughKeyChangesOfTheSameBatch() {
        loadTwoItems();

        commit(
                300,
                items().at(200)
                        .update(2L, "zwei", price("2.00"))
                        .update(2L, UNCHANGED, price("2.10"))
                        .move(2L)
                        .update(5L, UNCHANGED, price("2.20"))
                        .at(300)
                        .move(5L)
                        .update(6L, UNCHANGED, price("2.30"))
                        .update(6L, UNCHANGED, price("2.40"))
                        .move(1L)
                        .update(2L, UNCHANGED, price("9.00"))
                        .insert(7L, null, null)
                        .update(7L, UNCHANGED, price("7.00"))
                        .changes());

        assertThat(rows(ITEMS.processed()))
                .containsExactlyInAnyOrder(
                        item("6", "zwei", "2.40"), item("2", "one", "9.00"), item("7", null, "7.00"));
    }

    @Test
    void unchangedValueWithoutARowBeforeIsAnErrorAndNothingIsWritten() {
        loadTwoItems();

        assertThatThrownBy(() ->
                        commit(200, items().at(200).update(8L, UNCHANGED, null).changes()))
                .isInstanceOf(UnfitChangesException.class)
                .hasMessageContaining("processed.items")
                .hasMessageContaining("lakeward resnapshot items");

        assertThat(store().rawPosition(ITEMS, SOURCE)).contains(new Position(100));
    }

    @Test
    void updateOfAMissingRowIsAnErrorAndNothingIsWritten() {
        loadTwoItems();

        assertThatThrownBy(() ->
                        commit(200, items().at(200).update(8L, "eight", null).changes()))
                .isInstanceOf(UnfitChangesException.class)
                .hasMessageContaining("processed.items")
                .hasMessageContaining("lakeward resnapshot items");

        assertThat(store().rawPosition(ITEMS, SOURCE)).contains(new Position(100));
        assertThat(rows(ITEMS.raw())).hasSize(3);
    }

    @Test
    void tableWithoutSnapshotGoesToRawAlone() {
        commit(200, items().at(200).insert(1L, "one", null).changes());

        assertThat(store().rawPosition(ITEMS, SOURCE)).contains(new Position(200));
        assertThat(store().processedPosition(ITEMS, SOURCE)).isEmpty();
    }

    @Test
    void markMovesRawsPositionAndNothingElse() {
        loadTwoItems();
        List<Map<String, String>> before = rows(ITEMS.processed());

        store().mark(ITEMS, SOURCE, new Position(900));
        store().mark(ITEMS, SOURCE, new Position(800));

        assertThat(store().rawPosition(ITEMS, SOURCE)).contains(new Position(900));
        assertThat(rows(ITEMS.processed())).isEqualTo(before);
        commit(1000, items().at(950).insert(9L, "nine", null).changes());
        assertThat(rows(ITEMS.processed())).contains(item("9", "nine", null));
    }

    @Test
    void snapshotOlderThanRawIsCaughtUp() {
        commit(300, items().at(200).insert(3L, "three", null).at(300).delete(2L).changes());

        load(
                ITEMS,
                250,
                items().at(250)
                        .snapshot(2L, "two", null)
                        .snapshot(3L, "three", null)
                        .changes());

        assertThat(rows(ITEMS.processed())).containsExactly(item("3", "three", null));
        assertThat(store().processedPosition(ITEMS, SOURCE)).contains(new Position(300));
    }

    @Test
    void snapshotNewerThanRawVoidsTheChangesUpToIt() {
        loadTwoItems();
        load(ITEMS, 250, items().at(250).snapshot(5L, "five", null).changes());
        assertThat(store().processedPosition(ITEMS, SOURCE)).contains(new Position(250));

        commit(
                300,
                items().at(200)
                        .insert(5L, "five", null)
                        .delete(1L)
                        .delete(2L)
                        .at(300)
                        .insert(6L, "six", null)
                        .changes());

        assertThat(rows(ITEMS.processed())).containsExactlyInAnyOrder(item("5", "five", null), item("6", "six", null));
        store().rebuild(ITEMS, SOURCE);
        assertThat(rows(ITEMS.processed())).containsExactlyInAnyOrder(item("5", "five", null), item("6", "six", null));
    }

    @Test
    void snapshotOlderThanTheLastOneIsRefused() {
        loadTwoItems();

        assertThatThrownBy(() -> load(
                        ITEMS, 90, items().at(90).snapshot(5L, "five", null).changes()))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot load a snapshot of processed.items at 0/5A: raw.items holds one of a later moment. "
                        + "Take a new snapshot.");
        assertThat(rows(ITEMS.processed())).hasSize(2);
    }

    @Test
    void twoSnapshotsOfOneMomentAreOne() {
        loadTwoItems();
        loadTwoItems();

        commit(200, items().at(200).delete(1L).changes());
        store().rebuild(ITEMS, SOURCE);

        assertThat(rows(ITEMS.processed())).containsExactly(item("2", "two", "2.00"));
    }

    @Test
    void rebuildGivesTheSameRows() {
        loadTwoItems();
        commit(200, items().at(200).insert(3L, "three", null).delete(1L).changes());
        List<Map<String, String>> before = rows(ITEMS.processed());

        TableVersion rebuilt = store().rebuild(ITEMS, SOURCE);

        assertThat(rows(ITEMS.processed())).containsExactlyInAnyOrderElementsOf(before);
        assertThat(rebuilt.positions()).containsEntry(SOURCE.toString(), new Position(200));
    }

    @Test
    void sourceColumnWithANameOfOursIsRefused() {
        CapturedTable clashing =
                table("items", new Column("id", Type.LONG, false), new Column("_position", Type.LONG, true));

        assertThatThrownBy(() -> load(
                        clashing,
                        1,
                        new ChangeWriter(clashing).at(1).snapshot(1L, 1L).changes()))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot capture 'app.items': its column '_position' has a name that raw tables use. "
                        + "Rename it at the source, or leave the table out.");
    }

    @Test
    void exactValuesAreKept() {
        load(
                ITEMS,
                100,
                items().at(100)
                        .add(Operation.SNAPSHOT, "{\"price\":\"NaN\"}", 1L, "one", null)
                        .changes());

        assertThat(rows(ITEMS.processed()).get(0)).containsEntry("_exact", "{\"price\":\"NaN\"}");
        assertThat(Optional.of(rows(ITEMS.raw()).stream()
                        .filter(row -> row.get("_exact") != null)
                        .count()))
                .contains(1L);
    }

    @Test
    void everyTypeIsKeptExactly() {
        CapturedTable all = table(
                "all",
                new Column("id", Type.LONG, false),
                new Column("boolean", Type.BOOLEAN, true),
                new Column("short", Type.SHORT, true),
                new Column("int", Type.INTEGER, true),
                new Column("float", Type.FLOAT, true),
                new Column("double", Type.DOUBLE, true),
                new Column("tiny decimal", Type.decimal(4, 2), true),
                new Column("small decimal", Type.decimal(9, 0), true),
                new Column("decimal", Type.decimal(18, 18), true),
                new Column("wide decimal", Type.decimal(38, 10), true),
                new Column("téxt \"quoted\"", Type.STRING, true),
                new Column("bytes", Type.BINARY, true),
                new Column("date", Type.DATE, true),
                new Column("moment", Type.TIMESTAMP, true),
                new Column("clock", Type.TIMESTAMP_NTZ, true));
        Changes rows = new ChangeWriter(all)
                .at(100)
                .snapshot(
                        1L,
                        true,
                        Short.MIN_VALUE,
                        Integer.MAX_VALUE,
                        Float.NaN,
                        Double.NEGATIVE_INFINITY,
                        new BigDecimal("-99.99"),
                        new BigDecimal("999999999"),
                        new BigDecimal("0.999999999999999999"),
                        new BigDecimal("-9999999999999999999999999999.9999999999"),
                        "naïve 🦆 \u0001 '\"\\\n",
                        new byte[] {0, 1, -1},
                        LocalDate.of(1, 1, 1),
                        Instant.parse("9999-12-31T23:59:59.999999Z"),
                        LocalDateTime.parse("0001-01-01T00:00:00"))
                .snapshot(2L, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
                .snapshot(
                        3L,
                        false,
                        (short) 0,
                        0,
                        -0.0f,
                        Double.MIN_VALUE,
                        new BigDecimal("0.00"),
                        new BigDecimal("0"),
                        new BigDecimal("0.000000000000000000"),
                        new BigDecimal("0.0000000001"),
                        "",
                        new byte[0],
                        LocalDate.of(9999, 12, 31),
                        Instant.parse("0001-01-01T00:00:00Z"),
                        LocalDateTime.parse("9999-12-31T23:59:59.999999"))
                .changes();

        load(all, 100, rows);

        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> expected = new TreeMap<>();
            for (int j = 0; j < all.schema().columns().size(); j++) {
                expected.put(all.schema().names().get(j), Values.text(rows.column(j), i));
            }
            expected.put("_exact", null);
            assertThat(rows(all.processed())).contains(expected);
        }
        assertThat(rows(all.raw())).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomHistoryGivesTheSourcesRowsHoweverItIsCut(long seed) {
        RandomHistory history = new RandomHistory(seed, 40);
        Random random = new Random(seed);
        int done = random.nextInt(10);
        load(history.table(done), RandomHistory.position(done), history.snapshot(done));
        while (done < history.length() - 1) {
            int from = Math.max(0, done + 1 - random.nextInt(4));
            int to = Math.min(history.length(), Math.max(from, done) + 1 + random.nextInt(8));

            commit(RandomHistory.position(to - 1), history.changes(from, to).toArray(Changes[]::new));

            done = Math.max(done, to - 1);
            assertThat(rows(history.table(done).processed()))
                    .as("seed %d after transaction %d", seed, done)
                    .containsExactlyInAnyOrderElementsOf(history.rows(done));
        }

        store().rebuild(history.table(done), SOURCE);

        assertThat(rows(history.table(done).processed()))
                .as("seed %d rebuilt", seed)
                .containsExactlyInAnyOrderElementsOf(history.rows(done));
    }
}
