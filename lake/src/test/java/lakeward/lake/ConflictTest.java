package lakeward.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.contract.RandomHistory;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.Commit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConflictTest {
    private static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("name", Type.STRING, true)), List.of("id")));

    @TempDir
    Path directory;

    /** Makes a lake to test. */
    LakeFixture fixture() {
        return new LakeFixture(directory);
    }

    private static ChangeWriter items() {
        return new ChangeWriter(ITEMS);
    }

    private static void loadHundred(LakeFixture fixture) {
        ChangeWriter writer = items().at(100);
        LongStream.range(0, 100).forEach(id -> writer.snapshot(id, "name " + id));
        fixture.load(ITEMS, 100, writer.changes());
    }

    private static void commitTwentyFive(LakeFixture fixture) {
        for (long i = 0; i < 25; i++) {
            fixture.commit(
                    200 + i,
                    List.of(items().at(200 + i)
                            .insert(1000 + i, "more")
                            .insert(2000 + i, "more")
                            .changes()));
        }
    }

    @Test
    void upsertThatLosesAgainstAnotherWriterIsDoneAgain() {
        try (LakeFixture fixture = fixture()) {
            loadHundred(fixture);
            // The other one rewrites all files after the upsert has looked at them.
            fixture.reopen(
                    new LakeFixture.At("after-raw-commit", () -> fixture.other().rebuild(ITEMS, LakeFixture.SOURCE)));

            fixture.commit(
                    200, List.of(items().at(200).update(7L, "new").delete(8L).changes()));

            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(99)
                    .filteredOn(row -> row.get("id").equals("7"))
                    .extracting(row -> row.get("name"))
                    .containsExactly("new");
        }
    }

    @Test
    void compactionKeepsWhatWentWhileItWrote() {
        try (LakeFixture fixture = fixture()) {
            loadHundred(fixture);
            commitTwentyFive(fixture);
            fixture.reopen(new LakeFixture.At(
                    "mid-compaction",
                    () -> fixture.commit(
                            300,
                            List.of(items().at(300)
                                    .delete(1003L)
                                    .update(1004L, "late")
                                    .delete(5L)
                                    .changes()))));

            int compacted = fixture.lake().maintain(ITEMS.processed()).filesCompacted();

            assertThat(compacted).isEqualTo(26);
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(148)
                    .noneMatch(row -> List.of("5", "1003").contains(row.get("id")))
                    .filteredOn(row -> row.get("id").equals("1004"))
                    .extracting(row -> row.get("name"))
                    .containsExactly("late");
            Commit newest = fixture.lake().history(ITEMS.processed(), 1).get(0);
            assertThat(newest.operation()).isEqualTo("OPTIMIZE");
            assertThat(newest.metrics()).isEqualTo(Map.of("numRemovedFiles", "26", "numAddedFiles", "1"));
        }
    }

    @Test
    void compactionKeepsWhatWentFromFilesThatHadDeletions() {
        try (LakeFixture fixture = fixture()) {
            loadHundred(fixture);
            commitTwentyFive(fixture);
            // Of the large file and of three small ones rows are gone before.
            fixture.commit(
                    250,
                    List.of(items().at(250)
                            .delete(7L)
                            .delete(8L)
                            .delete(1001L)
                            .update(1002L, "early")
                            .delete(2003L)
                            .changes()));
            fixture.reopen(new LakeFixture.At("mid-compaction", () -> {
                fixture.commit(
                        300,
                        List.of(items().at(300)
                                .delete(9L)
                                .update(1002L, "late")
                                .delete(1003L)
                                .update(2004L, "late")
                                .changes()));
                fixture.commit(310, List.of(items().at(310).delete(2004L).changes()));
            }));

            int compacted = fixture.lake().maintain(ITEMS.processed()).filesCompacted();

            assertThat(compacted).isEqualTo(27);
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(100 + 50 - 4 - 3)
                    .noneMatch(row -> List.of("7", "8", "9", "1001", "1003", "2003", "2004")
                            .contains(row.get("id")))
                    .filteredOn(row -> row.get("id").equals("1002"))
                    .extracting(row -> row.get("name"))
                    .containsExactly("late");
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void compactionsRacingWithCommitsLoseNoRow(long seed) {
        RandomHistory history = new RandomHistory(seed, 120);
        Random random = new Random(seed);
        try (LakeFixture fixture = fixture()) {
            fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
            int done = 0;
            while (done < history.length() - 4) {
                int next = done + 1;
                fixture.commit(RandomHistory.position(next), history.changes(next, next + 1));
                int racing = next + 1 + random.nextInt(3);
                fixture.reopen(new LakeFixture.At(
                        "mid-compaction",
                        () -> fixture.commit(RandomHistory.position(racing - 1), history.changes(next + 1, racing))));
                fixture.lake().maintain(history.table(next).processed());
                fixture.commit(RandomHistory.position(racing - 1), history.changes(next + 1, racing));
                done = racing - 1;

                assertThat(fixture.rows(history.table(done).processed()))
                        .as("seed %d after transaction %d", seed, done)
                        .containsExactlyInAnyOrderElementsOf(history.rows(done));
            }
        }
    }

    @Test
    void compactionThatLosesItsRaceLeavesNothing() {
        try (LakeFixture fixture = fixture()) {
            loadHundred(fixture);
            commitTwentyFive(fixture);
            long[] files = new long[1];
            fixture.reopen(new LakeFixture.At("mid-compaction", () -> {
                fixture.other().rebuild(ITEMS, LakeFixture.SOURCE);
                files[0] = fixture.files(ITEMS.processed());
            }));

            int compacted = fixture.lake().maintain(ITEMS.processed()).filesCompacted();

            assertThat(compacted).isZero();
            assertThat(fixture.files(ITEMS.processed())).isEqualTo(files[0] - 1);
            assertThat(fixture.rows(ITEMS.processed())).hasSize(150);
        }
    }
}
