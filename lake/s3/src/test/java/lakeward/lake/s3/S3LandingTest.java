package lakeward.lake.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Zone;
import lakeward.core.port.Landing.Landed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of others in a bucket of a store that checks signatures. */
class S3LandingTest {
    private static final URI BUCKET = TestStore.buckets().get(Zone.RAW);

    private S3Landing landing;

    @BeforeEach
    void open() {
        URI endpoint = TestStore.shared().endpoint();
        landing = new S3Landing(
                URI.create(BUCKET + "/dms/app"),
                TestStore.settings(endpoint),
                TestStore.credentials(TestStore.KEY, TestStore.SECRET));
    }

    @AfterEach
    void close() {
        landing.close();
    }

    private static Path put(String name, String text) throws IOException {
        Path file = TestStore.shared().folder(BUCKET.getAuthority()).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void filesOfAFolderAreListedInOrderAndRead() throws Exception {
        put("dms/app/changes/b.csv", "zwei");
        put("dms/app/changes/a.csv", "eins");
        put("dms/app/changes/c/d.csv", "in a folder within it");
        put("dms/app/changes-too/e.csv", "in another folder");

        List<Landed> files = landing.list("changes", "");

        assertThat(landing.place()).isEqualTo(BUCKET + "/dms/app");
        assertThat(files).extracting(Landed::name).containsExactly("a.csv", "b.csv");
        assertThat(files).extracting(Landed::size).containsExactly(4L, 4L);
        assertThat(new String(landing.read(files.get(1)), StandardCharsets.UTF_8))
                .isEqualTo("zwei");
        assertThat(landing.list("changes", "a.csv")).containsExactly(files.get(1));
        assertThat(landing.list("changes", "a")).isEqualTo(files);
        assertThat(landing.list("changes", "b.csv")).isEmpty();
        assertThat(landing.list("none", "")).isEmpty();
    }

    @Test
    void listsOfManyFilesAreWhole() throws Exception {
        for (int i : IntStream.range(0, 1_200).toArray()) {
            put("dms/app/many/%04d.csv".formatted(i), "");
        }

        assertThat(landing.list("many", "")).hasSize(1_200);
        assertThat(landing.list("many", "0099.csv")).hasSize(1_100);
    }

    @Test
    void fileThatIsGoneOrChangedIsRefused() throws Exception {
        Path file = put("dms/app/gone/a.csv", "eins");
        Landed listed = landing.list("gone", "").get(0);
        put("dms/app/gone/a.csv", "eins und zwei");
        assertThatThrownBy(() -> landing.read(listed))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/dms/app/gone/a.csv: it has 13 bytes, and had 4 when it was listed. See who else writes there.",
                        BUCKET);

        Files.delete(file);
        assertThatThrownBy(() -> landing.read(listed))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot read %s/dms/app/gone/a.csv: it is gone. Bring the object back.", BUCKET);
    }
}
