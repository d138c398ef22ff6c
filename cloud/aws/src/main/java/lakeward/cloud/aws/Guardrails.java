package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The organization's unit and the policies that bind every account in it. */
final class Guardrails {
    /** What is everywhere, and so asked in no region or in one that is not the author's. */
    private static final List<String> EVERYWHERE = List.of(
            "account:*",
            "budgets:*",
            "ce:*",
            "cloudfront:*",
            "health:*",
            "iam:*",
            "kms:*",
            "organizations:*",
            "route53:*",
            "sso:*",
            "sts:*",
            "support:*");

    private static final String UNIT = Facts.logicalId("aws:unit");

    private final Template template;
    private final String raw;
    private final List<Object> readers;

    /** Takes the name of zone raw's bucket, and the ARNs of the roles whose work it is to read it. */
    Guardrails(Template template, String raw, List<Object> readers) {
        this.template = template;
        this.raw = raw;
        this.readers = readers;
    }

    static boolean kind(String id) {
        return Facts.is(id, "organization") || Facts.is(id, "unit") || id.equals("aws:policy:guardrails");
    }

    void write(List<Facts> parts) {
        Object root = null;
        for (Facts part : parts) {
            if (part.is("organization")) {
                root = organization(part);
            } else if (part.is("unit")) {
                // An account joins a unit by a call of its own: CloudFormation moves none.
                template.add(
                        UNIT,
                        "AWS::Organizations::OrganizationalUnit",
                        map("Name", part.text("name"), "ParentId", root));
                template.output(part.id(), "id", ref(UNIT));
            } else {
                policies(part);
            }
        }
    }

    private Object organization(Facts organization) {
        if (organization.isMade()) {
            template.add(organization, "AWS::Organizations::Organization", map("FeatureSet", "ALL"));
            return att(organization.logicalId(), "RootId");
        }
        // The root of one that stands is not in the plan, so whoever applies the template names it.
        template.parameter("OrganizationRoot", "The id of the organization's root, for example r-1a2b");
        return ref("OrganizationRoot");
    }

    private void policies(Facts guardrails) {
        List<Object> statements = new ArrayList<>();
        statements.add(map(
                "Sid",
                "OtherRegions",
                "Effect",
                "Deny",
                "NotAction",
                EVERYWHERE,
                "Resource",
                "*",
                "Condition",
                map("StringNotEquals", map("aws:RequestedRegion", guardrails.texts("regions")))));
        for (String denied : guardrails.texts("deny")) {
            statements.addAll(statements(denied));
        }
        template.add(
                "Policy",
                "AWS::Organizations::Policy",
                map(
                        "Name",
                        template.named("guardrails"),
                        "Type",
                        "SERVICE_CONTROL_POLICY",
                        "Content",
                        Lake.policy(statements.toArray()),
                        "TargetIds",
                        List.of(ref(UNIT))));
    }

    private List<Map<String, Object>> statements(String denied) {
        return switch (denied) {
            case "public-data" ->
                List.of(
                        deny("PublicAccounts", "s3:PutAccountPublicAccessBlock"),
                        byHand("PublicBuckets", "s3:PutBucketPublicAccessBlock", "s3:PutBucketAcl", "s3:PutObjectAcl"));
            case "leave-organization" -> List.of(deny("Leave", "organizations:LeaveOrganization"));
            case "stop-audit" ->
                List.of(
                        deny(
                                "StopAudit",
                                "cloudtrail:DeleteTrail",
                                "cloudtrail:StopLogging",
                                "config:DeleteConfigurationRecorder",
                                "config:StopConfigurationRecorder",
                                "guardduty:DeleteDetector"),
                        byHand(
                                "NarrowAudit",
                                "cloudtrail:UpdateTrail",
                                "cloudtrail:PutEventSelectors",
                                "guardduty:UpdateDetector"));
            case "plain-data" ->
                // S3 encrypts whatever names no key with its bucket's own, so only taking that away is refused.
                List.of(
                        byHand("PlainBuckets", "s3:PutEncryptionConfiguration"),
                        when(deny("WithoutTls", "s3:*"), map("Bool", map("aws:SecureTransport", "false"))));
            case "read-raw" -> List.of(readRaw());
            default ->
                throw new IllegalArgumentException(
                        "Cannot write templates: guardrail '%s' is unknown here. Make the plan with this version."
                                .formatted(denied));
        };
    }

    /** Refuses zone raw's objects to all but the steps that load and transform them, whatever a role is granted. */
    private Map<String, Object> readRaw() {
        Map<String, Object> denied = deny("ReadRaw", "s3:GetObject", "s3:GetObjectVersion");
        denied.put("Resource", Template.sub("arn:${AWS::Partition}:s3:::%s/*".formatted(raw)));
        return readers.isEmpty() ? denied : when(denied, map("ArnNotEquals", map("aws:PrincipalArn", readers)));
    }

    private static Map<String, Object> deny(String sid, String... actions) {
        return map("Sid", sid, "Effect", "Deny", "Action", List.of(actions), "Resource", "*");
    }

    /** Refuses what our own templates must do, unless it is CloudFormation that does it. */
    private static Map<String, Object> byHand(String sid, String... actions) {
        return when(
                deny(sid, actions),
                map("ForAllValues:StringNotEquals", map("aws:CalledVia", List.of("cloudformation.amazonaws.com"))));
    }

    private static Map<String, Object> when(Map<String, Object> statement, Map<String, Object> condition) {
        statement.put("Condition", condition);
        return statement;
    }
}
