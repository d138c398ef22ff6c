package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.plan.Site;

/** Where the trail is kept: in the auditors' account, where nobody erases it, not even they. */
final class AuditStore {
    private final Template template;

    AuditStore(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return id.equals("aws:bucket:audit");
    }

    void write(Facts bucket, Optional<Facts> trail, Site watched) {
        String id = bucket.logicalId();
        template.addKept(
                id,
                "AWS::S3::Bucket",
                map(
                        "BucketName",
                        bucket.text("name"),
                        "BucketEncryption",
                        ownEncryption(),
                        "LifecycleConfiguration",
                        map("Rules", List.of(expiry(bucket.number("keep-days")))),
                        "ObjectLockEnabled",
                        true,
                        "ObjectLockConfiguration",
                        map(
                                "ObjectLockEnabled",
                                "Enabled",
                                "Rule",
                                map("DefaultRetention", map("Mode", "COMPLIANCE", "Days", bucket.number("keep-days")))),
                        "OwnershipControls",
                        map("Rules", List.of(map("ObjectOwnership", "BucketOwnerEnforced"))),
                        "PublicAccessBlockConfiguration",
                        Lake.closed(),
                        "VersioningConfiguration",
                        map("Status", "Enabled"),
                        "Tags",
                        tags(bucket.text("name"))));
        List<Object> statements = new ArrayList<>(List.of(Lake.tlsOnly(id)));
        trail.ifPresent(writer -> statements.addAll(deliveries(id, writer.text("name"), watched)));
        template.add(
                id + "Policy",
                "AWS::S3::BucketPolicy",
                map("Bucket", ref(id), "PolicyDocument", Lake.policy(statements.toArray())));
    }

    private static List<Object> deliveries(String id, String trail, Site watched) {
        String account = watched.account().orElseThrow();
        // Named, not asked for: the trail stands in another account and comes after its bucket.
        Object source = sub("arn:${AWS::Partition}:cloudtrail:%s:%s:trail/%s"
                .formatted(watched.region().orElseThrow(), account, trail));
        return List.of(
                delivery("CloudTrailLooks", "s3:GetBucketAcl", Template.att(id, "Arn"), map("aws:SourceArn", source)),
                delivery(
                        "CloudTrailWrites",
                        "s3:PutObject",
                        sub("${%s.Arn}/AWSLogs/%s/*".formatted(id, account)),
                        map("aws:SourceArn", source, "s3:x-amz-acl", "bucket-owner-full-control")));
    }

    /** Keys of S3 itself: the lake's are in another account, and let in nobody of this one. */
    static Map<String, Object> ownEncryption() {
        return map(
                "ServerSideEncryptionConfiguration",
                List.of(map("ServerSideEncryptionByDefault", map("SSEAlgorithm", "AES256"))));
    }

    /** Whatever is older goes, and nothing is kept of it. */
    static Map<String, Object> expiry(Number days) {
        return map(
                "Id",
                "kept",
                "Status",
                "Enabled",
                "ExpirationInDays",
                days,
                "NoncurrentVersionExpiration",
                map("NoncurrentDays", 1));
    }

    private static Map<String, Object> delivery(String sid, String action, Object resource, Map<String, Object> when) {
        return map(
                "Sid",
                sid,
                "Effect",
                "Allow",
                "Principal",
                map("Service", "cloudtrail.amazonaws.com"),
                "Action",
                action,
                "Resource",
                resource,
                "Condition",
                map("StringEquals", when));
    }
}
