package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.CfnResource;

/** The trail, the detector, the recorder and its rules. They see their own account alone, so they stand in the lake's. */
final class Watchers {
    private static final String CONFIG = "config.amazonaws.com";

    private static final int KEEP_REPLACED_DAYS = 30;

    private final Template template;

    Watchers(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "trail") || Facts.is(id, "detector") || Facts.is(id, "recorder") || Facts.is(id, "rules");
    }

    /** Writes what the plan makes of them, given the buckets of the plan by their ids. */
    void write(List<Facts> parts, Map<String, Facts> buckets) {
        boolean ownRecorder = parts.stream().anyMatch(part -> part.is("recorder") && part.isMade());
        for (Facts part : parts) {
            if (!part.isMade()) {
                continue;
            }
            if (part.is("trail")) {
                trail(part, buckets);
            } else if (part.is("detector")) {
                detector(part);
            } else if (part.is("recorder")) {
                recorder(part);
            } else {
                part.texts("rules").forEach(rule -> rules(rule, ownRecorder));
            }
        }
    }

    private void trail(Facts trail, Map<String, Facts> buckets) {
        List<Object> objects = trail.texts("reads-of").stream()
                .map(zone -> buckets.get("aws:bucket:" + zone).text("name"))
                .map(name -> sub("arn:${AWS::Partition}:s3:::%s/".formatted(name)))
                .toList();
        template.add(
                "Trail",
                "AWS::CloudTrail::Trail",
                map(
                        "TrailName",
                        trail.text("name"),
                        "S3BucketName",
                        buckets.get("aws:bucket:audit").text("name"),
                        "IsLogging",
                        true,
                        "IsMultiRegionTrail",
                        true,
                        "IncludeGlobalServiceEvents",
                        true,
                        "EnableLogFileValidation",
                        trail.isTrue("digests"),
                        "AdvancedEventSelectors",
                        List.of(
                                selector("calls", List.of(field("eventCategory", "Equals", List.of("Management")))),
                                selector(
                                        "objects of the lake",
                                        List.of(
                                                field("eventCategory", "Equals", List.of("Data")),
                                                field("resources.type", "Equals", List.of("AWS::S3::Object")),
                                                field("resources.ARN", "StartsWith", objects))))));
    }

    private static Map<String, Object> selector(String name, List<Object> fields) {
        return map("Name", name, "FieldSelectors", fields);
    }

    private static Object field(String name, String operator, List<?> values) {
        return map("Field", name, operator, values);
    }

    private void detector(Facts detector) {
        List<String> detect = detector.texts("detect");
        template.add(
                "Detector",
                "AWS::GuardDuty::Detector",
                map(
                        "Enable",
                        true,
                        "FindingPublishingFrequency",
                        "FIFTEEN_MINUTES",
                        // What it finds in calls (privileges gained, public shares) it always looks for.
                        "Features",
                        List.of(
                                feature("RDS_LOGIN_EVENTS", detect.contains("brute-force")),
                                feature("S3_DATA_EVENTS", detect.contains("unusual-read")))));
    }

    private static Object feature(String name, boolean enabled) {
        return map("Name", name, "Status", enabled ? "ENABLED" : "DISABLED");
    }

    private void recorder(Facts recorder) {
        Object key = template.imported(Lake.KEY + "Arn");
        // A bucket of its own: Config delivers into none that is locked, as the audit's is.
        template.addKept(
                "Recorded",
                "AWS::S3::Bucket",
                map(
                        "BucketEncryption",
                        Lake.encryption(key),
                        "LifecycleConfiguration",
                        map("Rules", List.of(Lake.erased(KEEP_REPLACED_DAYS))),
                        "LoggingConfiguration",
                        AccessLogs.from(template, "recorded"),
                        "OwnershipControls",
                        map("Rules", List.of(map("ObjectOwnership", "BucketOwnerEnforced"))),
                        "PublicAccessBlockConfiguration",
                        Lake.closed(),
                        "VersioningConfiguration",
                        map("Status", "Enabled")));
        template.add(
                "RecordedPolicy",
                "AWS::S3::BucketPolicy",
                map("Bucket", ref("Recorded"), "PolicyDocument", Lake.policy(Lake.tlsOnly("Recorded"))));
        template.add(
                "RecorderRole",
                "AWS::IAM::Role",
                map(
                        "AssumeRolePolicyDocument",
                        Lake.policy(Roles.assumed(CONFIG)),
                        "ManagedPolicyArns",
                        List.of(sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWS_ConfigRole")),
                        "Policies",
                        List.of(map(
                                "PolicyName",
                                "deliver",
                                "PolicyDocument",
                                Lake.policy(
                                        Roles.allow(List.of("s3:GetBucketAcl"), att("Recorded", "Arn")),
                                        Roles.allow(List.of("kms:Decrypt", "kms:GenerateDataKey"), key),
                                        Roles.allow(
                                                List.of("s3:PutObject"),
                                                sub("${Recorded.Arn}/AWSLogs/${AWS::AccountId}/Config/*")))))));
        template.add(
                "Recorder",
                "AWS::Config::ConfigurationRecorder",
                map(
                        "Name",
                        recorder.text("name"),
                        "RoleARN",
                        att("RecorderRole", "Arn"),
                        "RecordingGroup",
                        map("AllSupported", true, "IncludeGlobalResourceTypes", true)));
        template.add(
                        "RecorderChannel",
                        "AWS::Config::DeliveryChannel",
                        map("Name", recorder.text("name"), "S3BucketName", ref("Recorded")))
                .addOverride("DependsOn", List.of("RecordedPolicy"));
    }

    private void rules(String rule, boolean ownRecorder) {
        for (String managed : managed(rule)) {
            CfnResource made = template.add(
                    "Rule" + managed.replace("_", ""),
                    "AWS::Config::ConfigRule",
                    map(
                            "ConfigRuleName",
                            template.named(managed.toLowerCase(Locale.ROOT).replace('_', '-')),
                            "Source",
                            map("Owner", "AWS", "SourceIdentifier", managed)));
            if (ownRecorder) {
                made.addOverride("DependsOn", List.of("Recorder"));
            }
        }
    }

    /** Returns the names that AWS gives its own rules for one of ours. */
    private static List<String> managed(String rule) {
        return switch (rule) {
            case "encrypted" -> List.of("RDS_STORAGE_ENCRYPTED", "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED");
            case "no-public-share" -> List.of("S3_BUCKET_PUBLIC_READ_PROHIBITED", "S3_BUCKET_PUBLIC_WRITE_PROHIBITED");
            case "backed-up" -> List.of("DB_INSTANCE_BACKUP_ENABLED", "S3_BUCKET_VERSIONING_ENABLED");
            case "tls-only" -> List.of("S3_BUCKET_SSL_REQUESTS_ONLY");
            default ->
                throw new IllegalArgumentException(
                        "Cannot write templates: audit rule '%s' is unknown here. Make the plan with this version."
                                .formatted(rule));
        };
    }
}
