package lakeward.lake.s3;

import java.util.Arrays;
import java.util.Optional;
import lakeward.core.platform.PlatformException;
import lakeward.lake.files.UnknownOutcomeException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A write that only one of many writers makes. Where an answer was lost, or something on the way may have sent the request
 * twice, what stands at the name tells: nobody else writes the same bytes.
 */
final class ConditionalWrite {
    private final Bucket bucket;
    private final String key;
    private final byte[] content;
    private boolean mayBeMade;

    ConditionalWrite(Bucket bucket, String key, byte[] content) {
        this.bucket = bucket;
        this.key = key;
        this.content = content;
    }

    /**
     * Makes the request, again if it is known not to have been carried out.
     *
     * @return whether the object was made by us
     */
    boolean run(Runnable request, Patience patience) {
        while (true) {
            try {
                request.run();
                return true;
            } catch (SdkException e) {
                boolean isTaken = S3Failure.isTaken(e);
                if (!isTaken && !S3Failure.isPassing(e)) {
                    throw mayBeMade
                            ? unknown(e, patience)
                            : S3Failure.of("write " + bucket.location().url(key), "s3:PutObject", e, patience);
                }
                mayBeMade |= !S3Failure.isRefused(e);
                Optional<byte[]> standing = standing(e, patience);
                if (standing.isPresent() || isTaken) {
                    return standing.filter(bytes -> Arrays.equals(bytes, content))
                            .isPresent();
                }
                if (!patience.triesAgain()) {
                    throw unknown(e, patience);
                }
            }
        }
    }

    private Optional<byte[]> standing(SdkException e, Patience patience) {
        try {
            return bucket.get(key);
        } catch (PlatformException unreadable) {
            UnknownOutcomeException unknown = unknown(e, patience);
            unknown.addSuppressed(unreadable);
            throw unknown;
        }
    }

    private UnknownOutcomeException unknown(SdkException e, Patience patience) {
        return new UnknownOutcomeException(
                "Cannot tell whether %s was written: %s What it would say is read anew before anything else is written."
                        .formatted(bucket.location().url(key), S3Failure.why("s3:PutObject", e, patience)),
                e);
    }
}
