package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The key and the zones' buckets: what outlives all else. */
final class Lake {
    static final String KEY = Facts.logicalId("aws:key");

    private final Template template;

    Lake(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "key") || (Facts.is(id, "bucket") && !id.equals("aws:bucket:audit"));
    }

    void write(List<Facts> parts) {
        for (Facts part : parts) {
            if (part.is("key")) {
                key(part);
            } else {
                bucket(part);
            }
        }
    }

    private void key(Facts key) {
        template.addKept(
                KEY,
                "AWS::KMS::Key",
                map(
                        "Description",
                        key.text("name"),
                        "EnableKeyRotation",
                        key.isTrue("rotation"),
                        "KeyPolicy",
                        // The account's own policies say who uses it; in a key's policy, * is the key itself.
                        policy(
                                map(
                                        "Sid",
                                        "PoliciesOfTheAccountSayWhoUsesIt",
                                        "Effect",
                                        "Allow",
                                        "Principal",
                                        map("AWS", sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")),
                                        "Action",
                                        "kms:*",
                                        "Resource",
                                        "*"),
                                services("NoticesAreEncryptedToo", List.of("kms:Decrypt", "kms:GenerateDataKey"), "*"),
                                results(),
                                logs(key),
                                noGrants())));
        template.add(
                "KeyAlias", "AWS::KMS::Alias", map("AliasName", "alias/" + key.text("name"), "TargetKeyId", ref(KEY)));
        template.exportArn(KEY);
        AccessLogs.write(template, key.site().account().orElseThrow());
    }

    private void bucket(Facts bucket) {
        String id = bucket.logicalId();
        template.addKept(
                        id,
                        "AWS::S3::Bucket",
                        map(
                                "BucketName",
                                bucket.text("name"),
                                "BucketEncryption",
                                encryption(att(KEY, "Arn")),
                                "LifecycleConfiguration",
                                map("Rules", lifecycle(bucket)),
                                "LoggingConfiguration",
                                AccessLogs.here(bucket.text("name")),
                                "OwnershipControls",
                                map("Rules", List.of(map("ObjectOwnership", "BucketOwnerEnforced"))),
                                "PublicAccessBlockConfiguration",
                                closed(),
                                "VersioningConfiguration",
                                map("Status", bucket.isTrue("versioned") ? "Enabled" : "Suspended"),
                                "Tags",
                                tags(bucket.text("name"))))
                .addOverride("DependsOn", List.of(AccessLogs.policy()));
        template.add(
                id + "Policy", "AWS::S3::BucketPolicy", map("Bucket", ref(id), "PolicyDocument", policy(tlsOnly(id))));
        template.exportArn(id);
    }

    static Map<String, Object> encryption(Object key) {
        return map(
                "ServerSideEncryptionConfiguration",
                List.of(map(
                        "BucketKeyEnabled",
                        true,
                        "ServerSideEncryptionByDefault",
                        map("SSEAlgorithm", "aws:kms", "KMSMasterKeyID", key))));
    }

    static Map<String, Object> closed() {
        return map(
                "BlockPublicAcls",
                true,
                "BlockPublicPolicy",
                true,
                "IgnorePublicAcls",
                true,
                "RestrictPublicBuckets",
                true);
    }

    /** Refuses whoever comes without TLS; it gives nobody anything. */
    static Map<String, Object> tlsOnly(String bucket) {
        return map(
                "Sid",
                "TlsOnly",
                "Effect",
                "Deny",
                "Principal",
                map("AWS", "*"),
                "Action",
                "s3:*",
                "Resource",
                List.of(att(bucket, "Arn"), map("Fn::Join", List.of("", List.of(att(bucket, "Arn"), "/*")))),
                "Condition",
                map("Bool", map("aws:SecureTransport", "false")));
    }

    /** Lets the services that send notices do something, on behalf of this account and no other. */
    static Map<String, Object> services(String sid, List<String> actions, Object resource) {
        return map(
                "Sid",
                sid,
                "Effect",
                "Allow",
                "Principal",
                map(
                        "Service",
                        List.of("budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com")),
                "Action",
                actions,
                "Resource",
                resource,
                "Condition",
                map("StringEquals", map("aws:SourceAccount", ref("AWS::AccountId"))));
    }

    /** Lets Athena encrypt what queries of this account's workgroups return. */
    private static Map<String, Object> results() {
        Object workgroups = sub("arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/*");
        return map(
                "Sid",
                "ResultsAreEncryptedToo",
                "Effect",
                "Allow",
                "Principal",
                map("Service", "encryption.athena.amazonaws.com"),
                "Action",
                List.of("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
                "Resource",
                "*",
                "Condition",
                map(
                        "ArnLike",
                        map("aws:SourceArn", workgroups, "kms:EncryptionContext:aws:athena:arn", workgroups),
                        "StringEquals",
                        map("aws:SourceAccount", ref("AWS::AccountId"))));
    }

    /** Lets CloudWatch encrypt the logs of Lakeward's own services, and of what else writes under the key. */
    private static Map<String, Object> logs(Facts key) {
        List<Object> groups = new ArrayList<>(List.of(logGroup("/lakeward/*")));
        key.optionalText("logs").ifPresent(others -> groups.add(logGroup(others)));
        return map(
                "Sid",
                "LogsAreEncryptedToo",
                "Effect",
                "Allow",
                "Principal",
                map("Service", sub("logs.${AWS::Region}.amazonaws.com")),
                "Action",
                List.of("kms:Decrypt", "kms:Describe*", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
                "Resource",
                "*",
                "Condition",
                map("ArnLike", map("kms:EncryptionContext:aws:logs:arn", groups.size() == 1 ? groups.get(0) : groups)));
    }

    private static Object logGroup(String name) {
        return sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:" + name);
    }

    /** Nobody hands the key on by hand; services such as RDS do so for what they keep under it. */
    private static Map<String, Object> noGrants() {
        return map(
                "Sid",
                "GrantsAreOfServices",
                "Effect",
                "Deny",
                "Principal",
                map("AWS", "*"),
                "Action",
                "kms:CreateGrant",
                "Resource",
                "*",
                "Condition",
                map("BoolIfExists", map("kms:GrantIsForAWSResource", "false", "aws:PrincipalIsAWSService", "false")));
    }

    static Map<String, Object> policy(Object... statements) {
        return map("Version", "2012-10-17", "Statement", List.of(statements));
    }

    /** What was erased or replaced goes for good. */
    static Map<String, Object> erased(Number days) {
        return map(
                "Id",
                "erased",
                "Status",
                "Enabled",
                "NoncurrentVersionExpiration",
                map("NoncurrentDays", days),
                "AbortIncompleteMultipartUpload",
                map("DaysAfterInitiation", 1));
    }

    private static List<Object> lifecycle(Facts bucket) {
        List<Object> rules = new ArrayList<>(List.of(erased(bucket.number("keep-erased-days"))));
        bucket.optionalNumber("archive-after-days")
                .ifPresent(days -> rules.add(map(
                        "Id",
                        "archive",
                        "Status",
                        "Enabled",
                        "Transitions",
                        List.of(map("StorageClass", bucket.text("archive-class"), "TransitionInDays", days)))));
        return rules;
    }
}
