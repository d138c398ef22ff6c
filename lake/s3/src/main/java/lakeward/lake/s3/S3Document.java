package lakeward.lake.s3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lakeward.core.port.Document;

/** A document that is an object. */
final class S3Document implements Document {
    private final Bucket bucket;
    private final Probe probe;
    private final String key;

    S3Document(Bucket bucket, Probe probe, String key) {
        this.bucket = bucket;
        this.probe = probe;
        this.key = key;
    }

    @Override
    public Optional<String> read() {
        return bucket.get(key).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    @Override
    public void write(String text) {
        probe.pass();
        bucket.put(key, text.getBytes(StandardCharsets.UTF_8));
    }
}
