package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.List;
import java.util.Map;

/** Where S3 writes down who asked what of the lake's account's buckets, also those whose objects no trail records. */
final class AccessLogs {
    /** It goes on from the key's: whoever erases that erases these too. */
    private static final String ID = Lake.KEY + "Logs";

    private static final String POLICY = ID + "Policy";
    private static final int KEEP_DAYS = 90;

    private AccessLogs() {}

    /** Writes the bucket of logs for an account, and tells the other stacks. */
    static void write(Template template, String account) {
        String name = "%s-%s".formatted(template.named("requests"), account);
        template.addKept(
                ID,
                "AWS::S3::Bucket",
                map(
                        "BucketName",
                        name,
                        // S3 delivers logs into no bucket whose key is somebody's own.
                        "BucketEncryption",
                        AuditStore.ownEncryption(),
                        "LifecycleConfiguration",
                        map("Rules", List.of(AuditStore.expiry(KEEP_DAYS))),
                        "OwnershipControls",
                        map("Rules", List.of(map("ObjectOwnership", "BucketOwnerEnforced"))),
                        "PublicAccessBlockConfiguration",
                        Lake.closed(),
                        "VersioningConfiguration",
                        map("Status", "Enabled"),
                        "Tags",
                        tags(name)));
        template.add(
                POLICY,
                "AWS::S3::BucketPolicy",
                map(
                        "Bucket",
                        ref(ID),
                        "PolicyDocument",
                        Lake.policy(
                                Lake.tlsOnly(ID),
                                map(
                                        "Sid",
                                        "LogsAreWritten",
                                        "Effect",
                                        "Allow",
                                        "Principal",
                                        map("Service", "logging.s3.amazonaws.com"),
                                        "Action",
                                        "s3:PutObject",
                                        "Resource",
                                        sub("${%s.Arn}/*".formatted(ID)),
                                        "Condition",
                                        map("StringEquals", map("aws:SourceAccount", ref("AWS::AccountId")))))));
        template.export(ID);
    }

    /** Returns how a bucket of the same stack is logged; it waits for {@link #policy}. */
    static Map<String, Object> here(String folder) {
        return logging(ref(ID), folder);
    }

    /** Returns how a bucket of another stack is logged. */
    static Map<String, Object> from(Template other, String folder) {
        return logging(other.imported(ID), folder);
    }

    /** Returns the id of what lets S3 write logs. */
    static String policy() {
        return POLICY;
    }

    private static Map<String, Object> logging(Object bucket, String folder) {
        return map("DestinationBucketName", bucket, "LogFilePrefix", folder + "/");
    }
}
