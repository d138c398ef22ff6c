package lakeward.lake.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Zone;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A store of this process that speaks S3's language and checks signatures. Its buckets are folders. */
public final class TestStore {
    public static final String KEY = "test-key";
    public static final String SECRET = "test-secret";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final class Shared {
        static final TestStore STORE = new TestStore(AuthenticationType.AWS_V4);
    }

    private final Path directory;
    private final S3Proxy proxy;

    TestStore(AuthenticationType authentication) {
        try {
            directory = Files.createTempDirectory("lakeward-s3");
            proxy = S3Proxy.builder()
                    .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                    .awsAuthentication(authentication, KEY, SECRET)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .build();
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the one that all tests of this process use. */
    public static TestStore shared() {
        return Shared.STORE;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    void stop() throws Exception {
        proxy.stop();
    }

    /** Returns the folder in which a bucket of this name has its objects. */
    public Path folder(String bucket) {
        return directory.resolve(bucket);
    }

    /** Returns settings of this store, by another way if there is one. */
    static S3Settings settings(URI endpoint) {
        return S3Settings.of("us-east-1").at(endpoint).with(Duration.ofMillis(500));
    }

    static StaticCredentialsProvider credentials(String key, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }

    /** Makes a bucket for each zone. */
    public static Map<Zone, URI> buckets() {
        int number = COUNT.incrementAndGet();
        Map<Zone, URI> zones = new EnumMap<>(Zone.class);
        for (Zone zone : Zone.values()) {
            String bucket = "lake-%d-%s".formatted(number, zone.label());
            try {
                Files.createDirectory(shared().folder(bucket));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            zones.put(zone, URI.create("s3://" + bucket));
        }
        return zones;
    }

    /** Returns a lake in these buckets, with a cache of its own as each process has one. */
    public static S3Lake lake(Map<Zone, URI> zones, URI endpoint, Path directory) {
        return lake(zones, settings(endpoint), directory);
    }

    static S3Lake lake(Map<Zone, URI> zones, S3Settings settings, Path directory) {
        return new S3Lake(
                zones,
                zones.keySet(),
                settings,
                directory.resolve("cache-" + COUNT.incrementAndGet()),
                ByteSize.mebibytes(64),
                credentials(KEY, SECRET));
    }
}
