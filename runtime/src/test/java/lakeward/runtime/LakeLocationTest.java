package lakeward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.S3Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeLocationTest {
    @TempDir
    Path directory;

    @BeforeEach
    void setCredentials() {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void clearCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void lakeInBucketsIsNotWrittenWhereItCannotBe() {
        LakeLocation nowhere = new LakeLocation.Buckets(
                Map.of(Zone.PROCESSED, URI.create("s3://shop-processed")),
                Set.of(Zone.PROCESSED),
                S3Settings.of("eu-central-1")
                        .at(URI.create("http://127.0.0.1:1"))
                        .with(Duration.ZERO),
                ByteSize.mebibytes(1));
        try (StateDirectory state = StateDirectory.claim(directory.resolve("state"))) {
            try (LocalLake lake = LocalLake.open(state, nowhere, LakeSettings.DEFAULT, Clock.systemUTC())) {
                assertThatThrownBy(() -> lake.document("cut").write("text"))
                        .isInstanceOf(PlatformException.class)
                        .hasMessageMatching(
                                "Cannot read s3://shop-processed/\\.lakeward-probe-.*: the store did not answer .*");
            }

            assertThat(state.lakeCache()).isEmptyDirectory();
            assertThat(state.lake()).doesNotExist();
        }
    }
}
