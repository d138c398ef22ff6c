package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.att;
import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;
import static lakeward.cloud.aws.Template.tags;

import java.util.List;

/** Who tried what the network refuses. What it lets through is not written down: that is all the data, and a price to match. */
final class FlowLog {
    private static final int KEEP_DAYS = 365;

    private FlowLog() {}

    static void write(Template template, String vpc) {
        String name = template.named("refused-traffic");
        template.add(
                "RefusedLog",
                "AWS::Logs::LogGroup",
                map("LogGroupName", "/lakeward/" + name, "RetentionInDays", KEEP_DAYS));
        template.add(
                "RefusedRole",
                "AWS::IAM::Role",
                map(
                        "RoleName",
                        name,
                        "AssumeRolePolicyDocument",
                        Lake.policy(Roles.assumed("vpc-flow-logs.amazonaws.com")),
                        "Policies",
                        List.of(map(
                                "PolicyName",
                                "write",
                                "PolicyDocument",
                                Lake.policy(Roles.allow(
                                        List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                                        att("RefusedLog", "Arn")))))));
        template.add(
                "Refused",
                "AWS::EC2::FlowLog",
                map(
                        "ResourceType",
                        "VPC",
                        "ResourceId",
                        ref(vpc),
                        "TrafficType",
                        "REJECT",
                        "LogDestinationType",
                        "cloud-watch-logs",
                        "LogGroupName",
                        ref("RefusedLog"),
                        "DeliverLogsPermissionArn",
                        att("RefusedRole", "Arn"),
                        "Tags",
                        tags(name)));
    }
}
