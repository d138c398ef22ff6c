package lakeward.cloud.cloudformation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import lakeward.core.plan.Content;
import lakeward.core.plan.Site;
import lakeward.core.plan.Standing;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** What deploying does to S3 itself: it puts large templates there, looks for tables, and empties buckets that go. */
final class Objects {
    private final S3Client client;
    private final String region;
    private final String templates;

    Objects(S3Client client, Site site, String region) {
        this.client = client;
        this.region = region;
        this.templates = "lakeward-templates-%s-%s".formatted(site.account().orElseThrow(), region);
    }

    /** Puts a template where CloudFormation reads it: in a bucket of this account, made when the first is put there. */
    String put(String name, String template) {
        String key = "%s/%s.json"
                .formatted(name, Standing.digestOf(new Content.Text(template)).substring(0, 24));
        return Failures.told("put the template of stack %s into bucket %s".formatted(name, templates), () -> {
            try {
                client.createBucket(request -> request.bucket(templates)
                        .createBucketConfiguration(
                                where -> where.locationConstraint(region.equals("us-east-1") ? null : region)));
                client.putPublicAccessBlock(request -> request.bucket(templates)
                        .publicAccessBlockConfiguration(closed -> closed.blockPublicAcls(true)
                                .blockPublicPolicy(true)
                                .ignorePublicAcls(true)
                                .restrictPublicBuckets(true)));
            } catch (BucketAlreadyOwnedByYouException earlier) {
                // An earlier deployment made it.
            }
            client.putObject(
                    request -> request.bucket(templates).key(key),
                    RequestBody.fromString(template, StandardCharsets.UTF_8));
            return client.utilities()
                    .getUrl(request -> request.bucket(templates).key(key))
                    .toString();
        });
    }

    /** Whether a Delta table has its first commit. */
    boolean hasTable(String bucket, String folder) {
        return Failures.told(
                "look for table %s in bucket %s".formatted(folder, bucket),
                () -> !client.listObjectsV2(request -> request.bucket(bucket)
                                .prefix(folder + "/_delta_log/")
                                .maxKeys(1))
                        .contents()
                        .isEmpty());
    }

    /** Erases every version of every object. */
    void empty(String bucket) {
        try {
            ListObjectVersionsResponse page;
            do {
                page = client.listObjectVersions(request -> request.bucket(bucket));
                List<ObjectIdentifier> all = Stream.concat(
                                page.versions().stream().map(each -> identifier(each.key(), each.versionId())),
                                page.deleteMarkers().stream().map(each -> identifier(each.key(), each.versionId())))
                        .toList();
                if (!all.isEmpty()) {
                    List<S3Error> refused = client.deleteObjects(request -> request.bucket(bucket)
                                    .delete(which -> which.objects(all).quiet(true)))
                            .errors();
                    if (!refused.isEmpty()) {
                        throw new PlatformException(
                                Fault.ENVIRONMENT,
                                "Cannot erase %s in bucket %s: %s. Lift what protects it, then do it again."
                                        .formatted(
                                                refused.get(0).key(),
                                                bucket,
                                                refused.get(0).message()));
                    }
                }
            } while (Boolean.TRUE.equals(page.isTruncated()));
        } catch (NoSuchBucketException gone) {
            // An earlier try got as far as that.
        } catch (SdkException failed) {
            throw Failures.of("erase what is in bucket " + bucket, failed);
        }
    }

    private static ObjectIdentifier identifier(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }
}
