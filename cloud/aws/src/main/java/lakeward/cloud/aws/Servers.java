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

/** Databases that AWS runs, with their passwords, backups and insights. */
final class Servers {
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
        if (!server.text("service").equals("aurora")) {
            throw new IllegalArgumentException(
                    "Cannot write templates for database '%s': RDS is not generated yet. Choose service: aurora."
                            .formatted(server.name()));
        }
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
        Map<String, Object> parameters = map();
        Facts wanted = server.inner("parameters");
        wanted.content().values().keySet().forEach(name -> parameters.put(name, wanted.text(name)));
        // Versions before 17 answer without TLS too, unless told not to.
        parameters.put("rds.force_ssl", "1");
        template.add(
                id + "Parameters",
                "AWS::RDS::DBClusterParameterGroup",
                map(
                        "Description",
                        "what capture needs of " + server.text("name"),
                        "Family",
                        "aurora-postgresql" + server.text("version").split("\\.", 2)[0],
                        "Parameters",
                        parameters,
                        "Tags",
                        tags(server.text("name"))));
        template.addKept(id, "AWS::RDS::DBCluster", cluster(server, id));
        rotation(server, id);
        template.export(id, "Host", "Endpoint.Address");
        instances(server, id);
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
        String group = Facts.logicalId("aws:group:database:" + server.name());
        Map<String, Object> cluster = map(
                "DBClusterIdentifier",
                server.text("name"),
                "Engine",
                server.text("engine"),
                "EngineVersion",
                server.text("version"),
                "Port",
                server.number("port"),
                "MasterUsername",
                "lakeward",
                "ManageMasterUserPassword",
                true,
                "MasterUserSecret",
                map("KmsKeyId", template.imported(Lake.KEY + "Arn")),
                "DBSubnetGroupName",
                ref(id + "Subnets"),
                "DBClusterParameterGroupName",
                ref(id + "Parameters"),
                "VpcSecurityGroupIds",
                List.of(template.imported(group)),
                "StorageEncrypted",
                true,
                "KmsKeyId",
                template.imported(Lake.KEY + "Arn"),
                "DeletionProtection",
                true,
                "CopyTagsToSnapshot",
                true,
                "EnableIAMDatabaseAuthentication",
                true,
                "EnableCloudwatchLogsExports",
                List.of("postgresql"),
                "Tags",
                tags(server.text("name")));
        Facts backup = parts.get("aws:backup:" + server.name());
        cluster.put("BackupRetentionPeriod", backup.number("keep-days"));
        cluster.put("PreferredBackupWindow", halfHour(backup.text("at")));
        Facts size = server.inner("size");
        size.optionalNumber("capacity-from")
                .ifPresent(from -> cluster.put(
                        "ServerlessV2ScalingConfiguration",
                        map("MinCapacity", from, "MaxCapacity", size.number("capacity-to"))));
        return cluster;
    }

    private void instances(Facts server, String id) {
        Facts insights = parts.get("aws:insights:" + server.name());
        List<String> names = new ArrayList<>(List.of("Writer"));
        if (server.isTrue("standby")) {
            names.add("Standby");
        }
        for (String name : names) {
            Map<String, Object> instance = map(
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
            if (insights != null && insights.isMade()) {
                instance.put("EnablePerformanceInsights", true);
                instance.put("PerformanceInsightsKMSKeyId", template.imported(Lake.KEY + "Arn"));
                instance.put("PerformanceInsightsRetentionPeriod", insights.number("keep-days"));
            }
            // The cluster has the data.
            template.add(id + name, "AWS::RDS::DBInstance", instance);
        }
    }

    /** Returns the half hour that begins then, as RDS writes it. */
    private static String halfHour(String at) {
        String end = LocalTime.parse(at).plusMinutes(30).toString();
        return at + "-" + end;
    }
}
