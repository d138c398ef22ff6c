package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {
    private static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("name", Type.STRING, true)), List.of("id")));

    @TempDir
    Path directory;

    private static void load(LakeFixture fixture) {
        ChangeWriter writer = new ChangeWriter(ITEMS).at(100);
        LongStream.range(0, 1000).forEach(id -> writer.snapshot(id, "name"));
        fixture.load(ITEMS, 100, writer.changes());
    }

    /** Commits once a second and looks after the tables each time. */
    private static void commit(LakeFixture fixture, int from, int to) {
        for (int i = from; i < to; i++) {
            fixture.clock.move(Duration.ofSeconds(1));
            fixture.commit(
                    1000 + i,
                    List.of(new ChangeWriter(ITEMS)
                            .at(1000 + i)
                            .update((long) i % 1000, "name " + i)
                            .changes()));
            fixture.lake().maintain(ITEMS.raw());
            fixture.lake().maintain(ITEMS.processed());
        }
    }

    @Test
    void aCommitASecondKeepsFilesFew() throws IOException {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);

            commit(fixture, 0, 250);

            long version =
                    fixture.lake().latest(ITEMS.processed()).orElseThrow().version();
            try (Reading reading = fixture.lake().read(ITEMS.processed(), version)) {
                assertThat(reading.relation().split("read_parquet").length).isLessThan(25);
                assertThat(reading.rows()).isEqualTo(1000);
            }
            try (Stream<Path> log = Files.list(fixture.folder(ITEMS.processed()).resolve("_delta_log"))) {
                assertThat(log.filter(file -> file.toString().endsWith(".checkpoint.parquet")))
                        .hasSize(2);
            }
            fixture.reopen(new CrashPoints());
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(1000)
                    .anyMatch(row -> row.get("name").equals("name 249"));
            assertThat(fixture.lake()
                            .processedPosition(ITEMS, SOURCE)
                            .orElseThrow()
                            .value())
                    .isEqualTo(1249);
        }
    }

    @Test
    void whatNoKeptVersionNeedsGoes() {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);
            commit(fixture, 0, 110);
            long after110 = fixture.files(ITEMS.processed());
            Instant then = fixture.clock.instant();
            TableVersion old = fixture.lake().versionAt(ITEMS.processed(), then).orElseThrow();

            fixture.clock.move(Duration.ofMinutes(7));
            commit(fixture, 110, 111);
            assertThat(fixture.files(ITEMS.processed())).isGreaterThan(after110);
            assertThat(LakeRows.of(fixture.duckdb, fixture.lake(), ITEMS.processed(), old.version()))
                    .hasSize(1000);

            fixture.clock.move(Duration.ofMinutes(5));
            commit(fixture, 111, 112);

            assertThat(fixture.files(ITEMS.processed())).isLessThan(after110 / 2);
            assertThat(fixture.rows(ITEMS.processed())).hasSize(1000);
            assertThat(fixture.rows(ITEMS.raw())).hasSize(1001 + 112);
        }
    }

    @Test
    void deathAmidCleaningUpHarmsNothing() {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);
            commit(fixture, 0, 60);
            fixture.clock.move(Duration.ofMinutes(20));
            fixture.reopen(new LakeFixture.At("mid-vacuum", () -> {
                throw new LakeFixture.Died();
            }));
            assertThatThrownBy(() -> commit(fixture, 60, 61)).isInstanceOf(LakeFixture.Died.class);
            long before = fixture.files(ITEMS.processed());

            fixture.reopen(new CrashPoints());
            commit(fixture, 61, 62);

            assertThat(fixture.files(ITEMS.processed())).isLessThan(before);
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(1000)
                    .anyMatch(row -> row.get("name").equals("name 61"));
            assertThat(fixture.rows(ITEMS.raw())).hasSize(1001 + 62);
        }
    }

    @Test
    void openReadingKeepsItsFiles() {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);
            commit(fixture, 0, 5);
            long version =
                    fixture.lake().latest(ITEMS.processed()).orElseThrow().version();
            try (Reading reading = fixture.lake().read(ITEMS.processed(), version)) {
                commit(fixture, 5, 60);
                fixture.clock.move(Duration.ofHours(1));
                commit(fixture, 60, 61);

                assertThat(LakeRows.of(fixture.duckdb, fixture.lake(), ITEMS.processed(), version))
                        .hasSize(1000)
                        .noneMatch(row -> row.get("name").equals("name 5"));
                assertThat(reading.rows()).isEqualTo(1000);
            }
        }
    }

    @Test
    void whatADeadProcessLeftGoesAndNothingElse() throws IOException {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);
            commit(fixture, 0, 30);
            Path folder = fixture.folder(ITEMS.processed());
            List<Path> left = new ArrayList<>();
            left.add(Files.writeString(folder.resolve("lakeward-orphan.parquet"), "x"));
            left.add(Files.writeString(folder.resolve("deletion_vector_orphan.bin"), "x"));
            left.add(Files.writeString(folder.resolve("_delta_log/.half.tmp"), "x"));
            Path foreign = Files.writeString(folder.resolve("part-0001.parquet"), "x");
            long before = fixture.files(ITEMS.processed());
            FileTime yesterday = FileTime.from(fixture.clock.instant().minus(Duration.ofDays(1)));
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.setLastModifiedTime(file, yesterday);
                }
            }
            fixture.reopen(new CrashPoints());
            long version =
                    fixture.lake().latest(ITEMS.processed()).orElseThrow().version();

            fixture.lake().maintain(ITEMS.processed());

            assertThat(left.subList(0, 2)).noneMatch(Files::exists);
            assertThat(foreign).exists();
            assertThat(fixture.files(ITEMS.processed())).isEqualTo(before - 2);
            assertThat(LakeRows.of(fixture.duckdb, fixture.lake(), ITEMS.processed(), version - 20))
                    .hasSize(1000);
        }
    }

    @Test
    void firstLookSparesWhatABatchIsAboutToCommit() {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            load(fixture);
            // Both files are written, neither commit is made, and it was a while ago that the lake was opened.
            fixture.reopen(new LakeFixture.At("after-parquet", () -> {
                fixture.clock.move(Duration.ofMinutes(1));
                fixture.lake().maintain(ITEMS.raw());
                fixture.lake().maintain(ITEMS.processed());
            }));

            fixture.commit(
                    1000,
                    List.of(new ChangeWriter(ITEMS).at(1000).update(7L, "new").changes()));

            assertThat(fixture.rows(ITEMS.raw())).hasSize(1001 + 1);
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(1000)
                    .anyMatch(row -> row.get("name").equals("new"));
        }
    }
}
