package lakeward.lake.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * What a lake asks of a bucket. A request that may yet succeed is repeated with waits in between; the SDK itself repeats none,
 * so that what is repeated is only what may be.
 */
final class Bucket {
    /** An object as it is listed. */
    record Listed(String key, long size, Instant modifiedAt) {}

    private static final int BUFFER = 1 << 16;

    private final S3Client client;
    private final S3Settings settings;
    private final Location location;

    /** @param client repeats nothing by itself */
    Bucket(S3Client client, S3Settings settings, Location location) {
        this.client = client;
        this.settings = settings;
        this.location = location;
    }

    Location location() {
        return location;
    }

    Optional<byte[]> get(String key) {
        return ask("read", "s3:GetObject", key, () -> {
            try {
                return Optional.of(client.getObjectAsBytes(request(key).build()).asByteArrayUnsafe());
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    byte[] get(String key, long offset, int length) {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        byte[] content = ask(
                "read",
                "s3:GetObject",
                key,
                () -> client.getObjectAsBytes(request(key).range(range).build()).asByteArrayUnsafe());
        if (content.length != length) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s: it ends before byte %d. Restore the object."
                            .formatted(location.url(key), offset + length));
        }
        return content;
    }

    /** Copies an object to a file of this machine. */
    void get(String key, Path file) {
        ask("read", "s3:GetObject", key, () -> {
            try (InputStream content = client.getObject(request(key).build());
                    OutputStream to = Files.newOutputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = read(content, buffer); read >= 0; read = read(content, buffer)) {
                    to.write(buffer, 0, read);
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Tells an error of the connection, which may be made again, from one of the disk. */
    private static int read(InputStream content, byte[] buffer) {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw SdkException.create("Unable to read", e);
        }
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(location.bucket()).key(key);
    }

    /** Returns when an object was made and how large it is, or empty if there is none. */
    Optional<Listed> head(String key) {
        return ask("read", "s3:GetObject", key, () -> {
            try {
                var found = client.headObject(HeadObjectRequest.builder()
                        .bucket(location.bucket())
                        .key(key)
                        .build());
                return Optional.of(new Listed(key, found.contentLength(), found.lastModified()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    void put(String key, byte[] content) {
        ask(
                "write",
                "s3:PutObject",
                key,
                () -> client.putObject(put(key, digest(content)), RequestBody.fromBytes(content)));
    }

    private PutObjectRequest put(String key, String digest) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(location.bucket()).key(key).contentMD5(digest);
        encryption().ifPresent(request::serverSideEncryption);
        kmsKey().ifPresent(request::ssekmsKeyId);
        return request.build();
    }

    Optional<ServerSideEncryption> encryption() {
        if (settings.encryption() instanceof S3Settings.S3Key) {
            return Optional.of(ServerSideEncryption.AES256);
        }
        return kmsKey().map(any -> ServerSideEncryption.AWS_KMS);
    }

    Optional<String> kmsKey() {
        return settings.encryption() instanceof S3Settings.KmsKey key ? Optional.of(key.id()) : Optional.empty();
    }

    /**
     * Makes an object unless the name is taken.
     *
     * @return whether it was made
     * @throws lakeward.lake.files.UnknownOutcomeException if that cannot be learned, or it may still be made
     */
    boolean putIfAbsent(String key, byte[] content) {
        PutObjectRequest request =
                put(key, digest(content)).toBuilder().ifNoneMatch("*").build();
        return new ConditionalWrite(this, key, content)
                .run(
                        () -> client.putObject(request, RequestBody.fromBytes(content)),
                        new Patience(settings.patience()));
    }

    /** Makes an object of a file of this machine. */
    void upload(String key, Path file) throws IOException {
        new Upload(this, client, key).run(file);
    }

    void delete(String key) {
        ask(
                "remove",
                "s3:DeleteObject",
                key,
                () -> client.deleteObject(
                        request -> request.bucket(location.bucket()).key(key)));
    }

    /** Makes a copy in another bucket, without the content coming here. */
    void copy(String key, Bucket to, String toKey) {
        CopyObjectRequest.Builder request = CopyObjectRequest.builder()
                .sourceBucket(location.bucket())
                .sourceKey(key)
                .destinationBucket(to.location.bucket())
                .destinationKey(toKey);
        encryption().ifPresent(request::serverSideEncryption);
        kmsKey().ifPresent(request::ssekmsKeyId);
        to.ask(
                "copy %s to".formatted(location.url(key)),
                "s3:PutObject",
                toKey,
                () -> client.copyObject(request.build()));
    }

    /**
     * Returns the objects in a folder, those in folders within it not included, in the order of their keys.
     *
     * @param folder what their keys start with
     * @param from the least key
     */
    List<Listed> list(String folder, String from) {
        List<Listed> objects = new ArrayList<>();
        // The service starts behind a key.
        String before = from.length() > folder.length() ? from.substring(0, from.length() - 1) : null;
        for (ListObjectsV2Response page : pages(folder, before)) {
            page.contents().stream()
                    .filter(object -> object.key().compareTo(from) >= 0)
                    .map(object -> new Listed(object.key(), object.size(), object.lastModified()))
                    .forEach(objects::add);
        }
        objects.sort(Comparator.comparing(Listed::key));
        return objects;
    }

    /** Returns the folders here, without what stands around their names. */
    List<String> folders() {
        List<String> folders = new ArrayList<>();
        String prefix = location.prefix();
        for (ListObjectsV2Response page : pages(prefix, null)) {
            page.commonPrefixes()
                    .forEach(folder -> folders.add(folder.prefix()
                            .substring(prefix.length(), folder.prefix().length() - 1)));
        }
        return folders;
    }

    private List<ListObjectsV2Response> pages(String prefix, String before) {
        List<ListObjectsV2Response> pages = new ArrayList<>();
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(location.bucket())
                .prefix(prefix)
                .delimiter("/")
                .startAfter(before);
        boolean isLast = false;
        while (!isLast) {
            ListObjectsV2Response page =
                    ask("list", "s3:ListBucket", prefix, () -> client.listObjectsV2(request.build()));
            pages.add(page);
            isLast = !Boolean.TRUE.equals(page.isTruncated());
            request.continuationToken(page.nextContinuationToken());
        }
        return pages;
    }

    /** Makes a request that may be made twice. */
    <T> T ask(String verb, String action, String key, Supplier<T> request) {
        Patience patience = new Patience(settings.patience());
        while (true) {
            try {
                return request.get();
            } catch (SdkException e) {
                if (!S3Failure.isPassing(e) || !patience.triesAgain()) {
                    throw S3Failure.of("%s %s".formatted(verb, location.url(key)), action, e, patience);
                }
            }
        }
    }

    /** Returns what a store checks content by, whichever it is. */
    static String digest(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }
}
