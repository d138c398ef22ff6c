package lakeward.lake.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a store is asked. Credentials are none of it: they come from where the AWS SDK looks for them, which is the environment,
 * system properties, profiles, and the roles of a container or a machine.
 *
 * @param region for example {@code eu-central-1}
 * @param endpoint where the store is, if it is not AWS's own
 * @param isPathStyle whether a bucket is named in the path, not in the host
 * @param encryption by which key the store encrypts what is written
 * @param patience how long a request that may yet succeed is repeated
 */
public record S3Settings(
        String region, Optional<URI> endpoint, boolean isPathStyle, Encryption encryption, Duration patience) {
    /** By which key a store encrypts what is written. */
    public sealed interface Encryption {}

    /** By the key that the bucket names, if it does. */
    public record BucketsKey() implements Encryption {}

    /** By S3's own key. */
    public record S3Key() implements Encryption {}

    /** By a key of KMS. */
    public record KmsKey(String id) implements Encryption {
        public KmsKey {
            Objects.requireNonNull(id, "id");
        }
    }

    /** Returns the settings of AWS's own S3. */
    public static S3Settings of(String region) {
        return new S3Settings(region, Optional.empty(), false, new BucketsKey(), Duration.ofMinutes(1));
    }

    /** Returns settings of a store of this address that names buckets in the path, as most but AWS's do. */
    public S3Settings at(URI otherEndpoint) {
        return new S3Settings(region, Optional.of(otherEndpoint), true, encryption, patience);
    }

    public S3Settings with(Encryption otherEncryption) {
        return new S3Settings(region, endpoint, isPathStyle, otherEncryption, patience);
    }

    public S3Settings with(Duration otherPatience) {
        return new S3Settings(region, endpoint, isPathStyle, encryption, otherPatience);
    }
}
