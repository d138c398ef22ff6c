package lakeward.lake;

import static lakeward.lake.S3Fixture.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3SweepTest {
    @TempDir
    Path directory;

    @Test
    void whatNoCommitNamesGoesWhenItIsADayOldByTheStoresClock() throws IOException {
        Map<Zone, URI> buckets = TestStore.buckets();
        URI endpoint = TestStore.shared().endpoint();
        try (LakeFixture fixture = new LakeFixture(directory, () -> TestStore.lake(buckets, endpoint, directory))) {
            // This machine's clock is wrong by years, which is to change nothing.
            fixture.clock.move(Duration.ofDays(1_000));
            fixture.load(
                    ITEMS,
                    100,
                    new ChangeWriter(ITEMS)
                            .at(100)
                            .snapshot(1L, "one")
                            .snapshot(2L, "two")
                            .changes());
            fixture.commit(
                    200, List.of(new ChangeWriter(ITEMS).at(200).delete(2L).changes()));
            Path folder = TestStore.shared()
                    .folder(buckets.get(Zone.PROCESSED).getAuthority())
                    .resolve("items");
            Path old = left(folder, "lakeward-old.parquet", Duration.ofHours(25));
            Path oldVectors = left(folder, "deletion_vector_old.bin", Duration.ofHours(25));
            Path young = left(folder, "lakeward-young.parquet", Duration.ofHours(23));
            Path foreign = left(folder, "part-0001.parquet", Duration.ofHours(25));

            fixture.reopen(new CrashPoints());
            fixture.lake().maintain(ITEMS.processed());

            assertThat(old).doesNotExist();
            assertThat(oldVectors).doesNotExist();
            assertThat(young).exists();
            assertThat(foreign).exists();
            assertThat(fixture.rows(ITEMS.processed()))
                    .extracting(row -> row.get("id"))
                    .containsExactly("1");
        }
    }

    private static Path left(Path folder, String name, Duration age) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "x");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}
