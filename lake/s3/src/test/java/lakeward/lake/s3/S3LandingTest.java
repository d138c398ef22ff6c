package lakeward.lake.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lakeward.contract.LandingContract;
import lakeward.core.platform.Zone;
import lakeward.core.port.Landing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3LandingTest extends LandingContract {
    @TempDir
    private Path directory;

    private final Map<Zone, URI> buckets = TestStore.buckets();
    private S3Lake lake;

    @BeforeEach
    void openLake() {
        lake = TestStore.lake(buckets, TestStore.shared().endpoint(), directory);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Override
    protected Landing landing() {
        return lake.landing(URI.create(buckets.get(Zone.RAW) + "/dms/app"));
    }

    @Override
    protected void put(String folder, String name, String content) {
        try {
            Path file = file(folder, name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected void remove(String folder, String name) {
        try {
            Files.delete(file(folder, name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void listsOfManyFilesAreWhole() {
        for (int i = 0; i < 1_200; i++) {
            put("many", "%04d.csv".formatted(i), "");
        }

        assertThat(landing().list("many", "")).hasSize(1_200);
        assertThat(landing().list("many", "0099.csv")).hasSize(1_100);
    }

    private Path file(String folder, String name) {
        return TestStore.shared()
                .folder(buckets.get(Zone.RAW).getHost())
                .resolve("dms/app")
                .resolve(folder)
                .resolve(name);
    }
}
