package lakeward.lake.s3;

import java.net.URI;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * A bucket, or what starts with a prefix in one.
 *
 * @param prefix empty, or ends with a slash
 */
record Location(String bucket, String prefix) {
    /** Reads {@code s3://bucket} or {@code s3://bucket/prefix}. */
    static Location parse(URI url) {
        if (!"s3".equals(url.getScheme()) || url.getAuthority() == null) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot have tables at '%s': expected a bucket, for example s3://shop-raw or s3://shop/raw."
                            .formatted(url));
        }
        String path = url.getPath().replaceAll("^/+|/+$", "");
        return new Location(url.getAuthority(), path.isEmpty() ? "" : path + "/");
    }

    Location within(String folder) {
        return new Location(bucket, prefix + folder + "/");
    }

    /** Returns where an object is, for people. */
    String url(String key) {
        return "s3://%s/%s".formatted(bucket, key);
    }

    /** Returns the address, without a slash at the end. */
    @Override
    public String toString() {
        return url(prefix).replaceAll("/+$", "");
    }
}
