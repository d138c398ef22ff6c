package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.sub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.plan.Site;

/** Groups of people in Identity Center, and what each of their roles reads with Athena. */
final class People {
    private final Template template;
    private final Site lake;
    private final Map<String, Facts> tables;
    private final Facts workgroup;

    /** Takes where the lake stands, the catalog's tables by their ids, and Athena's workgroup. */
    People(Template template, Site lake, Map<String, Facts> tables, Facts workgroup) {
        this.template = template;
        this.lake = lake;
        this.tables = tables;
        this.workgroup = workgroup;
    }

    static boolean kind(String id) {
        return Facts.is(id, "identity-center") || Facts.is(id, "group") || Facts.is(id, "role");
    }

    void write(List<Facts> parts) {
        Facts center = parts.stream()
                .filter(part -> part.is("identity-center"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Cannot write templates: roles of people need Identity"
                        + " Center, and the target names none. Add existing.identity-center to the target."));
        for (Facts part : parts) {
            if (part.is("role")) {
                permissions(part, center.text("instance"));
            }
        }
        for (Facts part : parts) {
            if (part.is("group")) {
                group(part, center);
            }
        }
    }

    private void permissions(Facts role, String instance) {
        Map<String, Object> permissions =
                map("InstanceArn", instance, "Name", role.text("name"), "SessionDuration", "PT8H");
        // A policy without a statement is none, so who reads nothing has no policy.
        if (!role.texts("reads").isEmpty()) {
            permissions.put("InlinePolicy", Lake.policy(reads(role).toArray()));
        }
        template.add(role.logicalId(), "AWS::SSO::PermissionSet", permissions);
    }

    /** Tables of the catalog, their files and the workgroup, and no others. */
    private List<Object> reads(Facts role) {
        List<Object> statements = new ArrayList<>();
        List<Facts> read = role.texts("reads").stream()
                .map(table -> tables.get("aws:table:" + table))
                .toList();
        List<String> catalog = new ArrayList<>(List.of(glue("catalog")));
        read.stream()
                .map(table -> glue("database/" + table.text("database")))
                .distinct()
                .forEach(catalog::add);
        read.forEach(table -> catalog.add(glue("table/%s/%s".formatted(table.text("database"), table.text("name")))));
        statements.add(Roles.allow(
                List.of("glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables"), subs(catalog)));
        statements.add(Roles.allow(
                List.of("s3:GetObject"),
                subs(read.stream().map(table -> s3(table) + "/*").toList())));
        statements.addAll(listings(read));
        statements.add(Roles.allow(
                List.of(
                        "athena:GetQueryExecution",
                        "athena:GetQueryResults",
                        "athena:GetWorkGroup",
                        "athena:StartQueryExecution",
                        "athena:StopQueryExecution"),
                sub(arn("athena", "workgroup/" + workgroup.text("name")))));
        statements.addAll(key());
        return statements;
    }

    /** Lists the tables' folders; the others of the same bucket stay unseen. */
    private static List<Object> listings(List<Facts> read) {
        Map<String, List<String>> folders = new TreeMap<>();
        for (Facts table : read) {
            String[] bucketAndFolder = s3(table).split("/", 2);
            folders.computeIfAbsent(bucketAndFolder[0], bucket -> new ArrayList<>())
                    .add(bucketAndFolder[1] + "/*");
        }
        List<Object> statements = new ArrayList<>();
        statements.add(Roles.allow(List.of("s3:GetBucketLocation"), subs(List.copyOf(folders.keySet()))));
        folders.forEach((bucket, names) -> {
            Map<String, Object> allowed = Roles.allow(List.of("s3:ListBucket"), sub(bucket));
            allowed.put("Condition", map("StringLike", map("s3:prefix", names)));
            statements.add(allowed);
        });
        return statements;
    }

    /** The lake's key has an id that another account alone can export; its alias names it here. */
    private List<Object> key() {
        // Athena reads files as whoever asks, and keeps what it answers under the same key.
        return List.of(
                keyFor("s3", List.of("kms:Decrypt")), keyFor("athena", List.of("kms:Decrypt", "kms:GenerateDataKey")));
    }

    private Object keyFor(String service, List<String> actions) {
        Map<String, Object> allowed = Roles.allow(actions, sub(arn("kms", "key/*")));
        allowed.put(
                "Condition",
                map(
                        "ForAnyValue:StringEquals",
                        map("kms:ResourceAliases", "alias/" + template.named("key")),
                        "StringEquals",
                        map(
                                "kms:ViaService",
                                "%s.%s.amazonaws.com"
                                        .formatted(service, lake.region().orElseThrow()))));
        return allowed;
    }

    private void group(Facts group, Facts center) {
        template.add(
                group.logicalId(),
                "AWS::IdentityStore::Group",
                map("IdentityStoreId", center.text("store"), "DisplayName", group.text("name")));
        for (String role : group.texts("roles")) {
            String permissions = Facts.logicalId("aws:role:" + role);
            template.add(
                    group.logicalId() + "Is" + permissions,
                    "AWS::SSO::Assignment",
                    map(
                            "InstanceArn",
                            center.text("instance"),
                            "PermissionSetArn",
                            att(permissions, "PermissionSetArn"),
                            "PrincipalType",
                            "GROUP",
                            "PrincipalId",
                            att(group.logicalId(), "GroupId"),
                            "TargetType",
                            "AWS_ACCOUNT",
                            "TargetId",
                            lake.account().orElseThrow()));
        }
    }

    private String glue(String what) {
        return arn("glue", what);
    }

    private String arn(String service, String what) {
        return "arn:${AWS::Partition}:%s:%s:%s:%s"
                .formatted(service, lake.region().orElseThrow(), lake.account().orElseThrow(), what);
    }

    private static String s3(Facts table) {
        return "arn:${AWS::Partition}:s3:::" + table.text("location").substring("s3://".length());
    }

    private static List<Object> subs(List<String> texts) {
        return texts.stream().map(Template::sub).toList();
    }
}
