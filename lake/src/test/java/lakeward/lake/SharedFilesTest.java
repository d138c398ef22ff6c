package lakeward.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw and processed share a snapshot's files as long as both call its columns the same. */
class SharedFilesTest {
    private static final Column ID = new Column("id", Type.LONG, false);
    private static final Column NAME = new Column("name", Type.STRING, true);
    private static final Column ADDED = new Column("added", Type.INTEGER, true);
    private static final CapturedTable ITEMS = table(ID, NAME);

    @TempDir
    Path directory;

    private static CapturedTable table(Column... columns) {
        return new CapturedTable(
                "app", new SourceTable("public", "items"), "items", new TableSchema(List.of(columns), List.of("id")));
    }

    private static void load(LakeFixture fixture, long position) {
        fixture.load(
                ITEMS,
                position,
                new ChangeWriter(ITEMS)
                        .at(position)
                        .snapshot(1L, "one")
                        .snapshot(2L, null)
                        .changes());
    }

    /** Returns how many data files of processed are also raw's. */
    private static long shared(LakeFixture fixture) throws IOException {
        try (Stream<Path> files = Files.list(fixture.folder(ITEMS.processed()))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Files.exists(fixture.folder(ITEMS.raw()).resolve(file.getFileName())))
                    .count();
        }
    }

    @Test
    void snapshotIsOnDiskOnce() throws IOException {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture, 100);

            assertThat(shared(fixture)).isEqualTo(1);
            assertThat(fixture.rows(ITEMS.processed()))
                    .extracting(row -> row.get("id") + "=" + row.get("name"))
                    .containsExactlyInAnyOrder("1=one", "2=null");
        }
    }

    @Test
    void snapshotIsSharedAlsoAfterAColumnCame() throws IOException {
        CapturedTable wider = table(ID, NAME, ADDED);
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture, 100);
            fixture.commit(
                    200,
                    List.of(new ChangeWriter(wider)
                            .at(200)
                            .insert(3L, "three", 3)
                            .changes()));

            fixture.load(
                    wider,
                    300,
                    new ChangeWriter(wider).at(300).snapshot(4L, "four", 4).changes());

            assertThat(shared(fixture)).isEqualTo(2);
            assertThat(fixture.rows(ITEMS.processed()))
                    .extracting(row -> row.get("id") + "=" + row.get("added"))
                    .containsExactly("4=4");
        }
    }

    @Test
    void snapshotIsWrittenTwiceWhereAnotherWriterGaveProcessedAColumn() throws IOException {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture, 100);
            fixture.lake()
                    .replace(
                            ITEMS.processed(),
                            new TableSchema(List.of(ID, new Column("theirs", Type.LONG, true)), List.of("id")),
                            new Replacement("select 7, 8", Map.of(), Map.of()));

            load(fixture, 300);

            assertThat(shared(fixture)).isEqualTo(1);
            assertThat(fixture.rows(ITEMS.processed()))
                    .extracting(row -> row.get("id") + "=" + row.get("name") + "," + row.get("theirs"))
                    .containsExactlyInAnyOrder("1=one,null", "2=null,null");
        }
    }
}
