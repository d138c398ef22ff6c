package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.tags;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Databases that AWS runs, as a cluster of Aurora or an instance of RDS, with their passwords, backups and insights. */
final class Servers {
    private static final List<String> MYSQL_LOGS = List.of("error", "slowquery");

    private final Template template;
    private final Map<String, Facts> parts = new LinkedHashMap<>();

    Servers(Template template, List<Facts> parts) {
        this.template = template;
        parts.forEach(part -> this.parts.put(part.id(), part));
    }

    static boolean kind(String id) {
        return Facts.is(id, "database") || Facts.is(id, "secret") || Facts.is(id, "backup") || Facts.is(id, "insights");
    }

    void write(List<Object> subnets) {
        for (Facts part : parts.values()) {
            if (part.is("database") && part.isMade()) {
                server(part, subnets);
            }
        }
    }

    private void server(Facts server, List<Object> subnets) {
        boolean aurora = server.text("service").equals("aurora");
        String id = server.logicalId();
        template.add(
                id + "Subnets",
                "AWS::RDS::DBSubnetGroup",
                map(
                        "DBSubnetGroupDescription",
                        "isolated subnets of " + server.text("name"),
                        "SubnetIds",
                        subnets,
                        "Tags",
                        tags(server.text("name"))));
        template.add(
                id + "Parameters",
                aurora ? "AWS::RDS::DBClusterParameterGroup" : "AWS::RDS::DBParameterGroup",
                parameters(server));
        if (aurora) {
            template.addKept(id, "AWS::RDS::DBCluster", cluster(server, id));
            members(server, id);
        } else {
            template.addKept(id, "AWS::RDS::DBInstance", instance(server, id));
        }
        rotation(server, id);
        template.export(id, "Host", "Endpoint.Address");
    }

    private static Map<String, Object> parameters(Facts server) {
        Map<String, Object> parameters = map();
        Facts wanted = server.inner("parameters");
        wanted.content().values().keySet().forEach(name -> parameters.put(name, wanted.text(name)));
        if (!isMysql(server)) {
            // Versions before 17 of Aurora and before 15 of RDS answer without TLS too, unless told not to.
            parameters.put("rds.force_ssl", "1");
        }
        return map(
                "Description",
                "what capture needs of " + server.text("name"),
                "Family",
                family(server),
                "Parameters",
                parameters,
                "Tags",
                tags(server.text("name")));
    }

    /** Returns the name of those versions that take the same parameters: a major of PostgreSQL, two numbers of MySQL. */
    private static String family(Facts server) {
        String[] numbers = server.text("version").split("\\.", -1);
        return server.text("engine") + (isMysql(server) ? numbers[0] + "." + numbers[1] : numbers[0]);
    }

    private static boolean isMysql(Facts server) {
        return server.text("engine").endsWith("mysql");
    }

    /** AWS makes the password and keeps it; only how often it changes is ours to say. */
    private void rotation(Facts server, String id) {
        Facts secret = parts.get(server.text("secret"));
        template.add(
                id + "Rotation",
                "AWS::SecretsManager::RotationSchedule",
                map(
                        "SecretId",
                        att(id, "MasterUserSecret.SecretArn"),
                        "RotateImmediatelyOnUpdate",
                        false,
                        "RotationRules",
                        map("AutomaticallyAfterDays", secret.number("rotation-days"))));
        template.export(id, "Secret", "MasterUserSecret.SecretArn");
    }

    private Map<String, Object> cluster(Facts server, String id) {
        Map<String, Object> cluster = common(server, id);
        cluster.put("DBClusterIdentifier", server.text("name"));
        cluster.put("DBClusterParameterGroupName", ref(id + "Parameters"));
        cluster.put("VpcSecurityGroupIds", groups(server));
        cluster.put("Port", server.number("port"));
        cluster.put("EnableCloudwatchLogsExports", isMysql(server) ? MYSQL_LOGS : List.of("postgresql"));
        Facts size = server.inner("size");
        size.optionalNumber("capacity-from")
                .ifPresent(from -> cluster.put(
                        "ServerlessV2ScalingConfiguration",
                        map("MinCapacity", from, "MaxCapacity", size.number("capacity-to"))));
        return cluster;
    }

    private void members(Facts server, String id) {
        List<String> names = new ArrayList<>(List.of("Writer"));
        if (server.isTrue("standby")) {
            names.add("Standby");
        }
        for (String name : names) {
            Map<String, Object> member = map(
                    "DBClusterIdentifier",
                    ref(id),
                    "DBInstanceClass",
                    server.inner("size").optionalText("instance").orElse("db.serverless"),
                    "Engine",
                    server.text("engine"),
                    "PubliclyAccessible",
                    false,
                    "AutoMinorVersionUpgrade",
                    true,
                    "Tags",
                    tags(server.text("name")));
            member.putAll(insights(server));
            // The cluster has the data.
            template.add(id + name, "AWS::RDS::DBInstance", member);
        }
    }

    private Map<String, Object> instance(Facts server, String id) {
        Map<String, Object> instance = common(server, id);
        instance.putAll(map(
                "DBInstanceIdentifier",
                server.text("name"),
                "DBInstanceClass",
                server.inner("size").text("instance"),
                "DBParameterGroupName",
                ref(id + "Parameters"),
                "VPCSecurityGroups",
                groups(server),
                "Port",
                server.number("port").toPlainString(),
                "MultiAZ",
                server.isTrue("standby"),
                "StorageType",
                "gp3",
                "AllocatedStorage",
                server.number("disk-gb").toPlainString(),
                "MaxAllocatedStorage",
                server.number("disk-gb-to"),
                "PubliclyAccessible",
                false,
                "AutoMinorVersionUpgrade",
                true,
                "DeleteAutomatedBackups",
                false,
                "EnableCloudwatchLogsExports",
                isMysql(server) ? MYSQL_LOGS : List.of("postgresql", "upgrade")));
        instance.putAll(insights(server));
        return instance;
    }

    /** Returns what a cluster and an instance call the same. */
    private Map<String, Object> common(Facts server, String id) {
        Facts backup = parts.get("aws:backup:" + server.name());
        return map(
                "Engine",
                server.text("engine"),
                "EngineVersion",
                server.text("version"),
                "MasterUsername",
                "lakeward",
                "ManageMasterUserPassword",
                true,
                "MasterUserSecret",
                map("KmsKeyId", key()),
                "DBSubnetGroupName",
                ref(id + "Subnets"),
                "StorageEncrypted",
                true,
                "KmsKeyId",
                key(),
                "DeletionProtection",
                true,
                "CopyTagsToSnapshot",
                true,
                "EnableIAMDatabaseAuthentication",
                true,
                "BackupRetentionPeriod",
                backup.number("keep-days"),
                "PreferredBackupWindow",
                halfHour(backup.text("at")),
                "Tags",
                tags(server.text("name")));
    }

    private Map<String, Object> insights(Facts server) {
        Facts insights = parts.get("aws:insights:" + server.name());
        return insights == null || !insights.isMade()
                ? Map.of()
                : map(
                        "EnablePerformanceInsights",
                        true,
                        "PerformanceInsightsKMSKeyId",
                        key(),
                        "PerformanceInsightsRetentionPeriod",
                        insights.number("keep-days"));
    }

    private List<Object> groups(Facts server) {
        return List.of(template.imported(Facts.logicalId("aws:group:database:" + server.name())));
    }

    private Object key() {
        return template.imported(Lake.KEY + "Arn");
    }

    /** Returns the half hour that begins then, as RDS writes it. */
    private static String halfHour(String at) {
        String end = LocalTime.parse(at).plusMinutes(30).toString();
        return at + "-" + end;
    }
}
