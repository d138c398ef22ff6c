package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the other vendors may reach of the lake, and who of them is let in. */
final class Roles {
    private final Template template;

    Roles(Template template) {
        this.template = template;
    }

    static boolean kind(String id) {
        return Facts.is(id, "guest") || Facts.is(id, "trust");
    }

    void write(List<Facts> parts) {
        // What lets a vendor in is a part of its role's own resource, so a trust is written with its role.
        // Databricks' role is to be assumed by itself too, from Databricks' side.
        Set<String> ownTrust = parts.stream()
                .filter(part -> part.isTrue("trusts-itself"))
                .map(part -> part.text("role"))
                .collect(Collectors.toSet());
        for (Facts part : parts) {
            if (part.is("guest")) {
                role(part, ownTrust.contains(part.id()));
            } else {
                String id = Facts.logicalId(part.text("role"));
                template.trust(part.id(), id + "Identity", id + "External");
            }
        }
    }

    private void role(Facts role, boolean assumesItself) {
        String id = role.logicalId();
        List<Object> statements =
                new ArrayList<>(reach(template, buckets(role.texts("reads")), buckets(role.texts("writes"))));
        if (assumesItself) {
            statements.add(allow(
                    List.of("sts:AssumeRole"),
                    sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/" + role.text("name"))));
        }
        String identity = id + "Identity";
        String external = id + "External";
        template.optionalList(identity, "Who of %s is let in: the ARNs that it names".formatted(role.name()));
        template.optionalList(external, "The external ids that %s sends".formatted(role.name()));
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
                        List.of(map("PolicyName", "lake", "PolicyDocument", Lake.policy(statements.toArray())))));
        template.exportArn(id);
        template.output(role.id(), "arn", att(id, "Arn"));
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

    /** Reads and writes whole buckets, given their parts' ids, and uses the lake's key. */
    static List<Object> reach(Template template, List<String> reads, List<String> writes) {
        List<Object> statements = new ArrayList<>();
        Set<String> all = new LinkedHashSet<>(reads);
        // Who writes a table looks first at what stands.
        all.addAll(writes);
        statements.add(allow(List.of("s3:GetBucketLocation", "s3:ListBucket"), arns(template, all)));
        statements.add(allow(List.of("s3:GetObject", "s3:GetObjectVersion"), objects(template, all)));
        List<String> key = new ArrayList<>(List.of("kms:Decrypt"));
        if (!writes.isEmpty()) {
            statements.add(allow(
                    List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"), objects(template, writes)));
            key.add("kms:GenerateDataKey");
        }
        statements.add(allow(key, template.imported(Lake.KEY + "Arn")));
        return statements;
    }

    private static List<String> buckets(List<String> parts) {
        return parts.stream().filter(part -> Facts.is(part, "bucket")).toList();
    }

    private static List<Object> arns(Template template, Collection<String> buckets) {
        return buckets.stream()
                .map(bucket -> template.imported(Facts.logicalId(bucket) + "Arn"))
                .toList();
    }

    private static List<Object> objects(Template template, Collection<String> buckets) {
        return arns(template, buckets).stream()
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
