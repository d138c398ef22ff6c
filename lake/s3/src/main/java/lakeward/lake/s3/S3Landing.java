package lakeward.lake.s3;

import java.net.URI;
import java.util.List;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Landing;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects that somebody else puts into a bucket, or into part of one. Needs leave to list it and to read what is in it. */
public final class S3Landing implements Landing {
    private final S3Client client;
    private final Bucket bucket;

    /**
     * Makes a landing whose credentials come from where the AWS SDK looks for them. It asks for nothing yet.
     *
     * @param place {@code s3://bucket} or {@code s3://bucket/prefix}
     */
    public S3Landing(URI place, S3Settings settings) {
        this(place, settings, DefaultCredentialsProvider.builder().build());
    }

    S3Landing(URI place, S3Settings settings, AwsCredentialsProvider credentials) {
        this.client = S3Lake.client(settings, credentials);
        this.bucket = new Bucket(client, settings, Location.parse(place));
    }

    @Override
    public String place() {
        return bucket.location().toString();
    }

    @Override
    public List<Landed> list(String folder, String after) {
        String prefix = prefix(folder);
        // The least name that is greater.
        String from = after.isEmpty() ? prefix : prefix + after + "\0";
        return bucket.list(prefix, from).stream()
                // A folder that was made by hand is an object, too.
                .filter(object -> !object.key().equals(prefix))
                .map(object ->
                        new Landed(folder, object.key().substring(prefix.length()), object.size(), object.modifiedAt()))
                .toList();
    }

    @Override
    public byte[] read(Landed file) {
        String key = prefix(file.folder()) + file.name();
        String url = bucket.location().url(key);
        byte[] content = bucket.get(key)
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT, "Cannot read %s: it is gone. Bring the object back.".formatted(url)));
        if (content.length != file.size()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s: it has %d bytes, and had %d when it was listed. See who else writes there."
                            .formatted(url, content.length, file.size()));
        }
        return content;
    }

    private String prefix(String folder) {
        String prefix = bucket.location().prefix();
        return folder.isEmpty() ? prefix : prefix + folder + "/";
    }

    @Override
    public void close() {
        client.close();
    }
}
