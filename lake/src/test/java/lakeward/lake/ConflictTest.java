package lakeward.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.Commit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictTest {
    private static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("name", Type.STRING, true)), List.of("id")));

    @TempDir
    Path directory;

    private static ChangeWriter items() {
        return new ChangeWriter(ITEMS);
    }

    private static void loadHundred(LakeFixture fixture) {
        ChangeWriter writer = items().at(100);
        LongStream.range(0, 100).forEach(id -> writer.snapshot(id, "name " + id));
        fixture.load(ITEMS, 100, writer.changes());
    }

    @Test
    void upsertThatLosesAgainstAnotherWriterIsDoneAgain() {
        try (LakeFixture fixture = new LakeFixture(directory)) {
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
        try (LakeFixture fixture = new LakeFixture(directory)) {
            loadHundred(fixture);
            for (long i = 0; i < 25; i++) {
                fixture.commit(
                        200 + i,
                        List.of(items().at(200 + i)
                                .insert(1000 + i, "more")
                                .insert(2000 + i, "more")
                                .changes()));
            }
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
}
