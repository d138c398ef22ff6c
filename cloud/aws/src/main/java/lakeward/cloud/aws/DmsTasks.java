package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import software.amazon.awscdk.CfnResource;

/**
 * What has DMS write a database's changes to a bucket, in the order of its transactions.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html">Amazon S3 as a target</a>
 */
final class DmsTasks {
    /** Below it are the logins of DMS, which the private way to secrets lets through. */
    static final String SECRETS = "lakeward-dms/";

    private static final String USER = "lakeward_dms";
    private static final String NETWORK_ROLE = "NetworkRole";
    private static final String LOG_ROLE = "LogRole";
    private static final int PASSWORD_LENGTH = 32;

    private final Template template;
    private final Map<String, Facts> servers;

    /** Takes the plan's databases by their ids. */
    DmsTasks(Template template, Map<String, Facts> servers) {
        this.template = template;
        this.servers = servers;
    }

    static boolean kind(String id) {
        return Facts.is(id, "dms");
    }

    void write(List<Facts> parts, List<Object> subnets) {
        ownRoles();
        parts.forEach(part -> task(part, subnets));
    }

    /** DMS takes no other names for who sees subnets and who writes its log, and one of each serves an account. */
    private void ownRoles() {
        ownRole(NETWORK_ROLE, "dms-vpc-role", "AmazonDMSVPCManagementRole");
        ownRole(LOG_ROLE, "dms-cloudwatch-logs-role", "AmazonDMSCloudWatchLogsRole");
    }

    private void ownRole(String id, String name, String policy) {
        template.add(
                id,
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        name,
                        "AssumeRolePolicyDocument",
                        Lake.policy(Roles.assumed("dms.amazonaws.com")),
                        "ManagedPolicyArns",
                        List.of(sub("arn:${AWS::Partition}:iam::aws:policy/service-role/" + policy))));
    }

    private void task(Facts part, List<Object> subnets) {
        String id = part.logicalId();
        instance(part, id, subnets);
        source(part, id);
        target(part, id);
        CfnResource task = template.add(
                id,
                "AWS::DMS::ReplicationTask",
                map(
                        "ReplicationTaskIdentifier",
                        part.text("name"),
                        "MigrationType",
                        part.text("mode"),
                        "ReplicationInstanceArn",
                        ref(id + "Instance"),
                        "SourceEndpointArn",
                        ref(id + "Source"),
                        "TargetEndpointArn",
                        ref(id + "Target"),
                        "TableMappings",
                        mappings(part).toLine(),
                        "ReplicationTaskSettings",
                        settings(part).toLine(),
                        "Tags",
                        tags(part.text("name"))));
        task.addOverride("DependsOn", List.of(LOG_ROLE));
    }

    private void instance(Facts part, String id, List<Object> subnets) {
        CfnResource group = template.add(
                id + "Subnets",
                "AWS::DMS::ReplicationSubnetGroup",
                map(
                        "ReplicationSubnetGroupIdentifier",
                        part.text("name"),
                        "ReplicationSubnetGroupDescription",
                        "private subnets of " + part.text("name"),
                        "SubnetIds",
                        subnets,
                        "Tags",
                        tags(part.text("name"))));
        group.addOverride("DependsOn", List.of(NETWORK_ROLE));
        template.add(
                id + "Instance",
                "AWS::DMS::ReplicationInstance",
                map(
                        "ReplicationInstanceIdentifier",
                        part.text("name"),
                        "ReplicationInstanceClass",
                        part.text("instance"),
                        "AllocatedStorage",
                        part.number("storage-gb"),
                        "AutoMinorVersionUpgrade",
                        true,
                        "KmsKeyId",
                        template.imported(Lake.KEY + "Arn"),
                        "MultiAZ",
                        false,
                        "PubliclyAccessible",
                        false,
                        "ReplicationSubnetGroupIdentifier",
                        ref(id + "Subnets"),
                        "VpcSecurityGroupIds",
                        List.of(template.imported(Facts.logicalId("aws:group:dms:" + part.name()))),
                        "Tags",
                        tags(part.text("name"))));
    }

    /** RDS's own secret has no host in it, which DMS asks for, so DMS has a login of its own, with fewer rights. */
    private void source(Facts part, String id) {
        String login = "{\"username\":\"%s\",\"host\":\"${Host}\",\"port\":%s}"
                .formatted(USER, server(part).number("port").toPlainString());
        template.add(
                id + "Secret",
                "AWS::SecretsManager::Secret",
                map(
                        "Name",
                        SECRETS + part.text("name"),
                        "Description",
                        "user %s of %s, and where that answers".formatted(USER, part.name()),
                        "KmsKeyId",
                        template.imported(Lake.KEY + "Arn"),
                        "GenerateSecretString",
                        map(
                                "SecretStringTemplate",
                                map(
                                        "Fn::Sub",
                                        List.of(
                                                login,
                                                map(
                                                        "Host",
                                                        template.imported(
                                                                server(part).logicalId() + "Host")))),
                                "GenerateStringKey",
                                "password",
                                "ExcludePunctuation",
                                true,
                                "PasswordLength",
                                PASSWORD_LENGTH)));
        role(
                id + "Reader",
                part.text("name") + "-reader",
                sub("dms.${AWS::Region}.amazonaws.com"),
                List.of(
                        Roles.allow(
                                List.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
                                ref(id + "Secret")),
                        Roles.allow(List.of("kms:Decrypt"), template.imported(Lake.KEY + "Arn"))));
        template.add(
                id + "Source",
                "AWS::DMS::Endpoint",
                map(
                        "EndpointIdentifier",
                        part.text("name") + "-source",
                        "EndpointType",
                        "source",
                        "EngineName",
                        server(part).text("engine"),
                        "DatabaseName",
                        part.text("database"),
                        "SslMode",
                        "require",
                        "KmsKeyId",
                        template.imported(Lake.KEY + "Arn"),
                        "PostgreSqlSettings",
                        map(
                                "SecretsManagerAccessRoleArn",
                                att(id + "Reader", "Arn"),
                                "SecretsManagerSecretId",
                                ref(id + "Secret"),
                                // Without it DMS needs a trigger and a table in the database.
                                "CaptureDdls",
                                false,
                                // It stops, rather than cut a value.
                                "FailTasksOnLobTruncation",
                                true,
                                // The log that a database keeps for DMS must not grow while captured tables rest.
                                "HeartbeatEnable",
                                true,
                                "PluginName",
                                "test-decoding"),
                        "Tags",
                        tags(part.text("name"))));
    }

    private void target(Facts part, String id) {
        String bucket = Facts.logicalId(part.text("bucket"));
        role(
                id + "Writer",
                part.text("name") + "-writer",
                "dms.amazonaws.com",
                List.of(
                        Roles.allow(List.of("s3:ListBucket"), template.imported(bucket + "Arn")),
                        Roles.allow(
                                List.of("s3:DeleteObject", "s3:PutObject", "s3:PutObjectTagging"),
                                map("Fn::Join", List.of("", List.of(template.imported(bucket + "Arn"), "/*")))),
                        Roles.allow(
                                List.of("kms:Decrypt", "kms:GenerateDataKey"), template.imported(Lake.KEY + "Arn"))));
        template.add(
                id + "Target",
                "AWS::DMS::Endpoint",
                map(
                        "EndpointIdentifier",
                        part.text("name") + "-target",
                        "EndpointType",
                        "target",
                        "EngineName",
                        "s3",
                        "KmsKeyId",
                        template.imported(Lake.KEY + "Arn"),
                        "S3Settings",
                        files(part, id, bucket),
                        "Tags",
                        tags(part.text("name"))));
    }

    private Map<String, Object> files(Facts part, String id, String bucket) {
        return map(
                "BucketName",
                map("Fn::Select", List.of(5, map("Fn::Split", List.of(":", template.imported(bucket + "Arn"))))),
                "ServiceAccessRoleArn",
                att(id + "Writer", "Arn"),
                "ExpectedBucketOwner",
                ref("AWS::AccountId"),
                "EncryptionMode",
                "SSE_KMS",
                "ServerSideEncryptionKmsKeyId",
                template.imported(Lake.KEY + "Arn"),
                "DataFormat",
                part.text("format"),
                "Rfc4180",
                true,
                "CsvNullValue",
                part.text("null"),
                "UseCsvNoSupValue",
                true,
                "CsvNoSupValue",
                part.text("unchanged"),
                "IncludeOpForFullLoad",
                true,
                "PreserveTransactions",
                true,
                "CdcPath",
                part.text("changes"),
                "CdcMaxBatchInterval",
                part.number("seconds-a-file"),
                "CdcMinFileSize",
                part.number("file-kb"),
                // A load's files come one after another, so that it shows that it goes on.
                "MaxFileSize",
                part.number("file-kb"));
    }

    private void role(String id, String name, Object service, List<Object> statements) {
        template.add(
                id,
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        name,
                        "AssumeRolePolicyDocument",
                        Lake.policy(assumed(service)),
                        "Policies",
                        List.of(map("PolicyName", "least", "PolicyDocument", Lake.policy(statements.toArray())))));
    }

    private static Map<String, Object> assumed(Object service) {
        Map<String, Object> assumed = Roles.assumed("");
        assumed.put("Principal", map("Service", service));
        return assumed;
    }

    /** Returns which tables are captured, and which columns DMS adds to each row, in this order. */
    private static Fields mappings(Facts part) {
        List<Content> rules = new ArrayList<>();
        for (Facts table : part.each("tables")) {
            rules.add(rule(rules, "selection", "include", table));
        }
        Facts added = part.inner("added");
        for (Facts table : part.each("tables")) {
            rules.add(added(rules, table, added.text("committed"), "$AR_H_COMMIT_TIMESTAMP", moment()));
            rules.add(added(rules, table, added.text("position"), "$AR_H_STREAM_POSITION", text()));
            rules.add(added(rules, table, added.text("sequence"), "$AR_H_CHANGE_SEQ", text()));
        }
        return Content.empty().with("rules", new Items(rules));
    }

    private static Fields added(List<Content> before, Facts table, String column, String header, Fields type) {
        return rule(before, "transformation", "add-column", table)
                .with("rule-target", "column")
                .with("value", column)
                .with("expression", header)
                .with("data-type", type);
    }

    private static Fields moment() {
        return Content.empty().with("type", "datetime").with("precision", 6);
    }

    private static Fields text() {
        return Content.empty().with("type", "string").with("length", 50);
    }

    private static Fields rule(List<Content> before, String type, String action, Facts table) {
        String number = Integer.toString(before.size() + 1);
        return Content.empty()
                .with("rule-type", type)
                .with("rule-id", number)
                .with("rule-name", number)
                .with("rule-action", action)
                .with(
                        "object-locator",
                        Content.empty()
                                .with("schema-name", table.text("schema"))
                                .with("table-name", table.text("name")));
    }

    private static Fields settings(Facts part) {
        return Content.empty()
                .with(
                        "TargetMetadata",
                        Content.empty()
                                .with("SupportLobs", true)
                                .with("FullLobMode", false)
                                .with("LimitedSizeLobMode", true)
                                .with("LobMaxSize", part.number("lob-limit-kb"))
                                // With S3 it may lose changes.
                                .with("BatchApplyEnabled", false))
                .with("FullLoadSettings", Content.empty().with("TargetTablePrepMode", "DROP_AND_CREATE"))
                // A TRUNCATE that is passed on takes files away that are still to be read.
                .with(
                        "ChangeProcessingDdlHandlingPolicy",
                        Content.empty()
                                .with("HandleSourceTableDropped", false)
                                .with("HandleSourceTableTruncated", false)
                                .with("HandleSourceTableAltered", false))
                .with(
                        "ErrorBehavior",
                        Content.empty()
                                .with("DataErrorPolicy", "STOP_TASK")
                                .with("DataTruncationErrorPolicy", "STOP_TASK")
                                .with("TableErrorPolicy", "STOP_TASK")
                                .with("ApplyErrorFailOnTruncationDdl", true)
                                .with("FailOnNoTablesCaptured", true))
                .with("Logging", Content.empty().with("EnableLogging", true));
    }

    private Facts server(Facts part) {
        Facts server = servers.get(part.text("server"));
        if (!server.isMade()) {
            throw new IllegalArgumentException(
                    "Cannot write templates for database '%s': it is your own server, and capture of one from AWS is not generated yet. Let AWS run it."
                            .formatted(part.name()));
        }
        return server;
    }
}
