package lakeward.lake.s3;

import java.util.List;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Landing;

/** Files that somebody else writes into a bucket, or into a part of one. */
final class S3Landing implements Landing {
    private final Bucket bucket;

    S3Landing(Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public String place() {
        return bucket.location().toString();
    }

    @Override
    public List<Landed> list(String folder, String after) {
        String prefix = folder(folder);
        // The least key that is greater.
        return bucket.list(prefix, after.isEmpty() ? prefix : prefix + after + '\0').stream()
                .map(object ->
                        new Landed(folder, object.key().substring(prefix.length()), object.size(), object.modifiedAt()))
                .filter(file -> !file.name().isEmpty())
                .toList();
    }

    @Override
    public byte[] read(Landed file) {
        String key = folder(file.folder()) + file.name();
        return bucket.get(key)
                .filter(content -> content.length == file.size())
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot read %s: it is gone, or no longer of %d bytes. Nobody may change what was written there; restore it."
                                .formatted(bucket.location().url(key), file.size())));
    }

    /** The lake's own connections serve it. */
    @Override
    public void close() {}

    private String folder(String name) {
        return name.isEmpty()
                ? bucket.location().prefix()
                : bucket.location().within(name).prefix();
    }
}
