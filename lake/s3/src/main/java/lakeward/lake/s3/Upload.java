package lakeward.lake.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/** Makes an object of a file: in one request, or part by part if it is large. */
final class Upload {
    /** S3 takes 10,000 parts; files of the lake are far from 160 GB. */
    private static final int PART = 16 << 20;

    private final Bucket bucket;
    private final S3Client client;
    private final String key;

    Upload(Bucket bucket, S3Client client, String key) {
        this.bucket = bucket;
        this.client = client;
        this.key = key;
    }

    void run(Path file) throws IOException {
        long size = Files.size(file);
        try (InputStream content = Files.newInputStream(file)) {
            if (size <= PART) {
                bucket.put(key, content.readAllBytes());
            } else {
                run(content, size);
            }
        }
    }

    private void run(InputStream content, long size) throws IOException {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket.location().bucket())
                .key(key);
        bucket.encryption().ifPresent(request::serverSideEncryption);
        bucket.kmsKey().ifPresent(request::ssekmsKeyId);
        String id = bucket.ask("write", "s3:PutObject", key, () -> client.createMultipartUpload(request.build()))
                .uploadId();
        boolean isWhole = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (byte[] part = content.readNBytes(PART); part.length > 0; part = content.readNBytes(PART)) {
                parts.add(part(id, parts.size() + 1, part));
            }
            complete(id, parts, size);
            isWhole = true;
        } finally {
            if (!isWhole) {
                abort(id);
            }
        }
    }

    private CompletedPart part(String id, int number, byte[] content) {
        String tag = bucket.ask(
                        "write",
                        "s3:PutObject",
                        key,
                        () -> client.uploadPart(
                                request -> request.bucket(bucket.location().bucket())
                                        .key(key)
                                        .uploadId(id)
                                        .partNumber(number)
                                        .contentMD5(Bucket.digest(content)),
                                RequestBody.fromBytes(content)))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private void complete(String id, List<CompletedPart> parts, long size) {
        try {
            bucket.ask(
                    "write",
                    "s3:PutObject",
                    key,
                    () -> client.completeMultipartUpload(
                            request -> request.bucket(bucket.location().bucket())
                                    .key(key)
                                    .uploadId(id)
                                    .multipartUpload(CompletedMultipartUpload.builder()
                                            .parts(parts)
                                            .build())));
        } catch (PlatformException e) {
            // Where the first answer was lost, the second says that there is nothing to complete any more.
            boolean isDone = e.getCause() instanceof SdkException said
                    && S3Failure.code(said).equals("NoSuchUpload")
                    && bucket.head(key).filter(found -> found.size() == size).isPresent();
            if (!isDone) {
                throw e;
            }
        }
    }

    private void abort(String id) {
        try {
            client.abortMultipartUpload(request ->
                    request.bucket(bucket.location().bucket()).key(key).uploadId(id));
        } catch (SdkException e) {
            // The bucket's own rule for uploads that were never completed takes it away.
        }
    }
}
