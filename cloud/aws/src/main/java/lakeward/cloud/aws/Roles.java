package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the other vendors may reach of the lake, and who of them is let in. */
final class Roles {
    private final Template template;

    Roles(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return id.equals("aws:role:snowflake") || id.equals("aws:role:databricks") || Facts.is(id, "trust");
    }

    void write(List<Facts> parts) {
        // What lets a vendor in is a part of its role's own resource, so a trust is written with its role.
        parts.stream().filter(part -> part.is("role")).forEach(this::role);
    }

    private void role(Facts role) {
        String id = role.logicalId();
        String identity = id + "Identity";
        String external = id + "External";
        template.optionalParameter(identity, "Who of %s is let in: the ARN that it names".formatted(role.name()));
        template.optionalParameter(external, "The external id that %s sends".formatted(role.name()));
        template.condition(id + "Trusted", identity);
        template.add(
                id,
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        role.text("name"),
                        "AssumeRolePolicyDocument",
                        Lake.policy(map("Fn::If", List.of(id + "Trusted", trust(identity, external), nobody()))),
                        "Policies",
                        List.of(map(
                                "PolicyName",
                                "lake",
                                "PolicyDocument",
                                Lake.policy(reach(role).toArray())))));
        template.exportArn(id);
    }

    private static Map<String, Object> trust(String identity, String external) {
        return map(
                "Effect",
                "Allow",
                "Principal",
                map("AWS", ref(identity)),
                "Action",
                "sts:AssumeRole",
                "Condition",
                map("StringEquals", map("sts:ExternalId", ref(external))));
    }

    /** A role must trust somebody; refusing everybody is how one trusts nobody yet. */
    private static Map<String, Object> nobody() {
        return map("Effect", "Deny", "Principal", map("AWS", "*"), "Action", "sts:AssumeRole");
    }

    private List<Object> reach(Facts role) {
        List<Object> statements = new ArrayList<>();
        List<String> reads = buckets(role.texts("reads"));
        List<String> writes = buckets(role.texts("writes"));
        statements.add(allow(List.of("s3:GetBucketLocation", "s3:ListBucket"), arns(reads)));
        statements.add(allow(List.of("s3:GetObject", "s3:GetObjectVersion"), objects(reads)));
        List<String> key = new ArrayList<>(List.of("kms:Decrypt"));
        if (!writes.isEmpty()) {
            statements.add(allow(List.of("s3:DeleteObject", "s3:PutObject"), objects(writes)));
            key.add("kms:GenerateDataKey");
        }
        statements.add(allow(key, template.imported("KeyArn")));
        return statements;
    }

    private static List<String> buckets(List<String> parts) {
        return parts.stream().filter(part -> Facts.is(part, "bucket")).toList();
    }

    private List<Object> arns(List<String> buckets) {
        return buckets.stream()
                .map(bucket -> template.imported(Facts.logicalId(bucket) + "Arn"))
                .toList();
    }

    private List<Object> objects(List<String> buckets) {
        return arns(buckets).stream()
                .<Object>map(arn -> map("Fn::Join", List.of("", List.of(arn, "/*"))))
                .toList();
    }

    static Map<String, Object> allow(List<String> actions, Object resources) {
        return map("Effect", "Allow", "Action", actions, "Resource", resources);
    }

    /** Lets a service of AWS be the role, on behalf of this account and no other. */
    static Map<String, Object> assumed(String service) {
        return map(
                "Effect",
                "Allow",
                "Principal",
                map("Service", service),
                "Action",
                "sts:AssumeRole",
                "Condition",
                map("StringEquals", map("aws:SourceAccount", sub("${AWS::AccountId}"))));
    }
}
