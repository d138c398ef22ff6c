package lakeward.lake.s3;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;

/** Finds out whether a lake can be in a bucket, with a small object that is removed again. */
final class Probe {
    private final Bucket bucket;
    private final String key;

    Probe(Bucket bucket) {
        this.bucket = bucket;
        this.key = bucket.location().prefix() + ".lakeward-probe-" + UUID.randomUUID();
    }

    /**
     * Sees to it that of two writers of one object one is refused.
     *
     * @return the time by the store's clock
     */
    Instant run() {
        // A store that cannot be asked says so most plainly where nothing is written.
        bucket.get(key);
        try {
            boolean isConditional = bucket.putIfAbsent(key, new byte[] {1}) && !bucket.putIfAbsent(key, new byte[] {2});
            Optional<Bucket.Listed> written = bucket.head(key);
            bucket.delete(key);
            if (!isConditional || written.isEmpty()) {
                throw unconditional(null);
            }
            return written.get().modifiedAt();
        } catch (PlatformException e) {
            throw e.getCause() instanceof SdkException said && S3Failure.isNotImplemented(said)
                    ? unconditional(said)
                    : e;
        }
    }

    private PlatformException unconditional(Throwable cause) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot open a lake in %s: the store does not honour 'If-None-Match: *', so that two writers could both make a table's next version. Use a store with conditional writes."
                        .formatted(bucket.location()),
                cause);
    }
}
