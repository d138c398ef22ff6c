package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lake on a disk of its own, which is full at one place or another. Needs the right to mount one. */
class FullDiskTest {
    private static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("name", Type.STRING, true)), List.of("id")));
    private static final int ROWS = 20_000;

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16m", "lakeward-test", disk.toString()),
                "no disk can be mounted here");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", disk.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static ChangeWriter rows(long position, long from, boolean areSnapshot) {
        ChangeWriter writer = new ChangeWriter(ITEMS).at(position);
        LongStream.range(from, from + ROWS).forEach(id -> {
            String name = new UUID(id * 0x9E3779B97F4A7C15L, Long.rotateLeft(id * 0xC2B2AE3D27D4EB4FL, 31)).toString();
            if (areSnapshot) {
                writer.snapshot(id, name);
            } else {
                writer.insert(id, name);
            }
        });
        return writer;
    }

    /** Leaves so many bytes of the disk free. */
    private Path fill(long free) throws IOException {
        Path ballast = disk.resolve("ballast");
        long size = Files.getFileStore(disk).getUsableSpace() - free;
        Files.write(ballast, new byte[(int) size]);
        return ballast;
    }

    // Nothing, a part of the first Parquet file, the first but not the second, both but not the log.
    @ParameterizedTest
    @ValueSource(longs = {0, 64 << 10, 300 << 10, 560 << 10})
    void batchIsCommittedWhenThereIsRoomAgain(long free) throws IOException {
        try (LakeFixture fixture = new LakeFixture(disk)) {
            fixture.load(ITEMS, 100, rows(100, 0, true).changes());
            List<String> before = files();
            Path ballast = fill(free);

            assertThatThrownBy(() ->
                            fixture.commit(200, List.of(rows(200, ROWS, false).changes())))
                    .isInstanceOfSatisfying(
                            PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                    .hasMessageContaining("See whether the lake's disk is full");

            Files.delete(ballast);
            assertThat(fixture.rows(ITEMS.processed())).hasSize(ROWS);
            if (fixture.lake().rawPosition(ITEMS, SOURCE).equals(Optional.of(new Position(100)))) {
                assertThat(files()).isEqualTo(before);
            }
            fixture.commit(200, List.of(rows(200, ROWS, false).changes()));
            assertThat(fixture.rows(ITEMS.processed())).hasSize(2 * ROWS);
            assertThat(fixture.rows(ITEMS.raw())).hasSize(2 * ROWS + 1);
        }
    }

    @Test
    void snapshotIsLoadedWhenThereIsRoomAgain() throws IOException {
        try (LakeFixture fixture = new LakeFixture(disk)) {
            fixture.load(ITEMS, 100, rows(100, 0, true).changes());
            List<String> before = files();
            Path ballast = fill(100 << 10);

            assertThatThrownBy(
                            () -> fixture.load(ITEMS, 200, rows(200, ROWS, true).changes()))
                    .isInstanceOfSatisfying(
                            PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                    .hasMessageContaining("See whether the lake's disk is full");

            Files.delete(ballast);
            assertThat(files()).isEqualTo(before);
            fixture.load(ITEMS, 200, rows(200, ROWS, true).changes());
            assertThat(fixture.rows(ITEMS.processed()))
                    .hasSize(ROWS)
                    .noneMatch(row -> row.get("id").equals("0"));
        }
    }

    private List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        try (var files = Files.walk(disk.resolve("lake"))) {
            files.filter(Files::isRegularFile).map(Path::toString).sorted().forEach(names::add);
        }
        return names;
    }
}
