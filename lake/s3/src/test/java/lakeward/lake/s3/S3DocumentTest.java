package lakeward.lake.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import lakeward.contract.DocumentContract;
import lakeward.core.platform.Zone;
import lakeward.core.port.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3DocumentTest extends DocumentContract {
    @TempDir
    private Path directory;

    private S3Lake lake;

    @BeforeEach
    void openLake() {
        Map<Zone, URI> buckets = TestStore.buckets();
        lake = TestStore.lake(buckets, TestStore.shared().endpoint(), directory);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Override
    protected Document open(String name) {
        return lake.document(Zone.PROCESSED, name);
    }

    @Test
    void documentsAreNoTable() {
        open("a").write("text");

        assertThat(lake.tables(Zone.PROCESSED)).isEmpty();
    }
}
