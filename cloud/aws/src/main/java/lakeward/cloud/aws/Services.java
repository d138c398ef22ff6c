package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.sub;
import static lakeward.cloud.aws.Template.tags;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lakeward.core.plan.Grant;
import software.amazon.awscdk.CfnResource;

/** Our own program as services in the private subnets: one for each database it captures, one for models. */
final class Services {
    private static final BigDecimal CPU_UNITS = BigDecimal.valueOf(1024);
    private static final BigDecimal MEBIBYTES = BigDecimal.valueOf(1024);
    /** Asks the program in its container whether it answers; a database that is away is no reason to begin anew. */
    private static final List<String> HEALTHY = List.of(
            "CMD",
            "java",
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            "/lakeward/lib/*",
            "lakeward.cli.Main",
            "status",
            "/platform",
            "--state",
            "/state");

    private static final String REPOSITORY = "Repository";
    /** More than anybody goes back to. */
    private static final String NEWEST_IMAGES = """
            {"rules":[{"rulePriority":1,"description":"the newest 100","action":{"type":"expire"},\
            "selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":100}}]}""";

    private final Template template;
    private final Map<String, List<Grant>> grants;
    private final Map<String, Facts> servers;

    /** Takes what each part of the plan grants, and its databases by their ids. */
    Services(Template template, Map<String, List<Grant>> grants, Map<String, Facts> servers) {
        this.template = template;
        this.grants = grants;
        this.servers = servers;
    }

    /** What a captured table or a model is, the program reads in the definition that its image holds. */
    static boolean kind(String id) {
        return List.of("capture", "captured", "models", "model").stream().anyMatch(kind -> Facts.is(id, kind));
    }

    /** Writes where the program's image is kept: before the services, which start with one there. */
    static void images(Template template) {
        template.add(
                REPOSITORY,
                "AWS::ECR::Repository",
                map(
                        "RepositoryName",
                        template.named("program"),
                        // What is in it can be built again.
                        "EmptyOnDelete",
                        true,
                        "LifecyclePolicy",
                        map("LifecyclePolicyText", NEWEST_IMAGES),
                        "ImageTagMutability",
                        "IMMUTABLE",
                        "ImageScanningConfiguration",
                        map("ScanOnPush", true),
                        "EncryptionConfiguration",
                        map("EncryptionType", "KMS", "KmsKey", template.imported(Lake.KEY + "Arn"))));
        template.exportArn(REPOSITORY);
        template.export(REPOSITORY, "Uri", "RepositoryUri");
        template.output("aws:images", "repository", att(REPOSITORY, "RepositoryUri"));
    }

    void write(List<Facts> parts, List<Object> subnets) {
        template.add(
                "Cluster",
                "AWS::ECS::Cluster",
                map(
                        "ClusterName",
                        template.named("services"),
                        "ClusterSettings",
                        List.of(map("Name", "containerInsights", "Value", "enabled"))));
        for (Facts part : parts) {
            if (part.is("capture") || part.is("models")) {
                service(part, subnets);
            }
        }
    }

    private void service(Facts part, List<Object> subnets) {
        String id = part.logicalId();
        template.add(
                id + "Log",
                "AWS::Logs::LogGroup",
                map(
                        "LogGroupName",
                        "/lakeward/" + part.text("name"),
                        "RetentionInDays",
                        30,
                        "KmsKeyId",
                        template.imported(Lake.KEY + "Arn")));
        role(id + "Starter", part.text("name") + "-starter", starting(part, id));
        role(id + "Role", part.text("name"), running(part));
        template.add(id + "Task", "AWS::ECS::TaskDefinition", task(part, id));
        String group = Facts.logicalId("aws:group:" + part.id().substring("aws:".length()));
        CfnResource service = template.add(
                id,
                "AWS::ECS::Service",
                map(
                        "ServiceName",
                        part.text("name"),
                        "Cluster",
                        ref("Cluster"),
                        "TaskDefinition",
                        ref(id + "Task"),
                        "LaunchType",
                        "FARGATE",
                        "DesiredCount",
                        part.number("tasks"),
                        // The old one ends before the new one begins: a log has one reader, a table one writer.
                        "DeploymentConfiguration",
                        map(
                                "MaximumPercent",
                                100,
                                "MinimumHealthyPercent",
                                0,
                                "DeploymentCircuitBreaker",
                                map("Enable", true, "Rollback", true)),
                        "NetworkConfiguration",
                        map(
                                "AwsvpcConfiguration",
                                map(
                                        "AssignPublicIp",
                                        "DISABLED",
                                        "Subnets",
                                        subnets,
                                        "SecurityGroups",
                                        List.of(template.imported(group)))),
                        "Tags",
                        tags(part.text("name"))));
        service.addOverride("DependsOn", List.of(id + "Role", id + "Starter"));
    }

    /** Makes a role; the guardrails know it by its name. */
    private void role(String id, String name, List<Object> statements) {
        template.add(
                id,
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        name,
                        "AssumeRolePolicyDocument",
                        Lake.policy(Roles.assumed("ecs-tasks.amazonaws.com")),
                        "Policies",
                        List.of(map("PolicyName", "least", "PolicyDocument", Lake.policy(statements.toArray())))));
    }

    /** What starts the program: fetches its image and its password, and opens its log. */
    private List<Object> starting(Facts part, String id) {
        List<Object> statements = new ArrayList<>();
        // It has no resource to name: a token is for every repository, and each of them is asked below.
        statements.add(Roles.allow(List.of("ecr:GetAuthorizationToken"), "*"));
        statements.add(Roles.allow(
                List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
                template.imported(REPOSITORY + "Arn")));
        statements.add(Roles.allow(List.of("logs:CreateLogStream", "logs:PutLogEvents"), att(id + "Log", "Arn")));
        if (part.is("capture")) {
            statements.add(Roles.allow(List.of("secretsmanager:GetSecretValue"), secret(part)));
            statements.add(Roles.allow(List.of("kms:Decrypt"), template.imported(Lake.KEY + "Arn")));
        }
        return statements;
    }

    /** What the program itself does is what the plan grants it. Its figures stand in its log. */
    private List<Object> running(Facts part) {
        return Roles.reach(template, zones(part, "read"), zones(part, "write"));
    }

    private List<String> zones(Facts part, String may) {
        return grants.get(part.id()).stream()
                .filter(grant -> grant.may().equals(may))
                .map(grant -> grant.on().replace("zone ", "aws:bucket:"))
                .toList();
    }

    private Map<String, Object> task(Facts part, String id) {
        return map(
                "Family",
                part.text("name"),
                "Cpu",
                text(part.number("cpu").multiply(CPU_UNITS)),
                "Memory",
                text(memory(part)),
                "NetworkMode",
                "awsvpc",
                "RequiresCompatibilities",
                List.of("FARGATE"),
                "ExecutionRoleArn",
                att(id + "Starter", "Arn"),
                "TaskRoleArn",
                att(id + "Role", "Arn"),
                "ContainerDefinitions",
                List.of(container(part, id)));
    }

    /** A task's sizes are written as whole numbers. */
    private static String text(BigDecimal whole) {
        return whole.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal memory(Facts part) {
        return part.number("memory-gib").multiply(MEBIBYTES);
    }

    private Map<String, Object> container(Facts part, String id) {
        Map<String, Object> container = map(
                "Name",
                "lakeward",
                "Image",
                map("Fn::Join", List.of(":", List.of(template.imported(REPOSITORY + "Uri"), part.text("image")))),
                "Command",
                part.texts("command"),
                "Essential",
                true,
                // It is alone in its task, so it may use all that the task has.
                "Memory",
                memory(part),
                "StopTimeout",
                120,
                "HealthCheck",
                map("Command", HEALTHY, "Interval", 60, "Timeout", 30, "Retries", 3, "StartPeriod", 120),
                "LogConfiguration",
                map(
                        "LogDriver",
                        "awslogs",
                        "Options",
                        map(
                                "awslogs-group",
                                ref(id + "Log"),
                                "awslogs-region",
                                sub("${AWS::Region}"),
                                "awslogs-stream-prefix",
                                "lakeward")));
        if (part.is("capture") && server(part).isMade()) {
            container.put(
                    "Environment",
                    List.of(map(
                            "Name",
                            "LAKEWARD_HOST",
                            "Value",
                            template.imported(server(part).logicalId() + "Host"))));
            container.put("Secrets", List.of(secret(part, "username"), secret(part, "password")));
        } else if (part.is("capture")) {
            // The definition says where it is and who signs in.
            container.put("Secrets", List.of(secret(part, "password")));
        }
        return container;
    }

    private Map<String, Object> secret(Facts capture, String field) {
        return map(
                "Name",
                "LAKEWARD_" + field.toUpperCase(Locale.ROOT),
                "ValueFrom",
                map("Fn::Join", List.of("", List.of(secret(capture), ":%s::".formatted(field)))));
    }

    private Object secret(Facts capture) {
        Facts server = server(capture);
        return server.isMade() ? template.imported(server.logicalId() + "Secret") : server.text("secret");
    }

    private Facts server(Facts capture) {
        return servers.get("aws:database:" + capture.name());
    }
}
