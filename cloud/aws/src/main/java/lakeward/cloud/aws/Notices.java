package lakeward.cloud.aws;

import static lakeward.cloud.aws.Template.map;
import static lakeward.cloud.aws.Template.ref;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Alarms and budgets, each with a topic that tells people. */
final class Notices {
    private static final int MINUTE = 60;
    private static final BigDecimal TWENTY = BigDecimal.valueOf(20);

    private final Template template;
    private final List<Facts> servers;
    private final List<Facts> groups;

    /** Takes the databases of the plan, which alarms are of, and its groups, whose people are told. */
    Notices(Template template, List<Facts> servers, List<Facts> groups) {
        this.template = template;
        this.servers = servers;
        this.groups = groups;
    }

    static boolean kind(String id) {
        return Facts.is(id, "alarm") || Facts.is(id, "budget");
    }

    void write(List<Facts> notices) {
        List<Facts> alarms = notices.stream().filter(part -> part.is("alarm")).toList();
        alarms.forEach(this::alarm);
        if (!alarms.isEmpty()) {
            dashboard(alarms);
        }
        List<Facts> budgets = notices.stream().filter(part -> part.is("budget")).toList();
        if (budgets.stream().anyMatch(budget -> budget.isTrue("anomalies"))) {
            template.add(
                    "Monitor",
                    "AWS::CE::AnomalyMonitor",
                    map(
                            "MonitorName",
                            template.named("cost"),
                            "MonitorType",
                            "DIMENSIONAL",
                            "MonitorDimension",
                            "SERVICE"));
        }
        budgets.forEach(this::budget);
    }

    private void alarm(Facts alarm) {
        boolean above = alarm.text("comparison").equals("above");
        Map<String, Object> properties = map(
                "AlarmName",
                alarm.text("name"),
                "AlarmActions",
                List.of(topic(alarm)),
                "OKActions",
                List.of(topicOf(alarm)),
                "ComparisonOperator",
                above ? "GreaterThanThreshold" : "LessThanThreshold",
                "Threshold",
                alarm.number("threshold"),
                "Period",
                MINUTE,
                "EvaluationPeriods",
                1,
                "Statistic",
                above ? "Maximum" : "Minimum");
        properties.putAll(metric(alarm));
        template.add(alarm.logicalId(), "AWS::CloudWatch::Alarm", properties);
    }

    private Map<String, Object> metric(Facts alarm) {
        return switch (alarm.text("metric")) {
            case "cpu" -> ofServer(alarm, "CPUUtilization");
            case "connections" -> ofServer(alarm, "DatabaseConnections");
            case "free-memory" -> ofServer(alarm, "FreeableMemory");
            case "kept-log" ->
                server(alarm).isPresent() ? ofServer(alarm, "OldestReplicationSlotLag") : ofLakeward(alarm, "missing");
            // Whoever sends no lag is later than whoever sends a long one.
            case "lag", "age" -> ofLakeward(alarm, "breaching");
            default -> ofLakeward(alarm, "missing");
        };
    }

    private static Map<String, Object> ofLakeward(Facts alarm, String withoutFigure) {
        return map(
                "Namespace",
                "Lakeward",
                "MetricName",
                alarm.text("metric"),
                "Dimensions",
                List.of(
                        map("Name", "Platform", "Value", alarm.text("platform")),
                        map("Name", "Target", "Value", alarm.text("target")),
                        map("Name", "Subject", "Value", alarm.text("subject"))),
                "TreatMissingData",
                withoutFigure);
    }

    /** Returns the server that AWS runs for an alarm's database, if it does. */
    private Optional<Facts> server(Facts alarm) {
        return servers.stream()
                .filter(part -> part.id().equals("aws:database:" + alarm.text("subject")) && part.isMade())
                .findFirst();
    }

    private Map<String, Object> ofServer(Facts alarm, String metric) {
        Facts server = server(alarm)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot write alarm '%s': AWS does not run database '%s', so it has no figures of it. Remove the alarm."
                                .formatted(alarm.name(), alarm.text("subject"))));
        boolean aurora = server.text("service").equals("aurora");
        return map(
                "Namespace",
                "AWS/RDS",
                "MetricName",
                metric,
                "Dimensions",
                List.of(map(
                        "Name", aurora ? "DBClusterIdentifier" : "DBInstanceIdentifier", "Value", server.text("name"))),
                "TreatMissingData",
                "missing");
    }

    private void dashboard(List<Facts> alarms) {
        List<String> arns = alarms.stream()
                .map(alarm -> "\"${%s.Arn}\"".formatted(alarm.logicalId()))
                .toList();
        String body = """
                {"widgets":[{"type":"alarm","x":0,"y":0,"width":24,"height":6,\
                "properties":{"title":"Alarms","alarms":[%s]}}]}""".formatted(String.join(",", arns));
        template.add(
                "Dashboard",
                "AWS::CloudWatch::Dashboard",
                map("DashboardName", template.named("alarms"), "DashboardBody", Template.sub(body)));
    }

    private void budget(Facts budget) {
        Object topic = topic(budget);
        BigDecimal monthly = budget.number("monthly-usd");
        template.add(
                budget.logicalId(),
                "AWS::Budgets::Budget",
                map(
                        "Budget",
                        map(
                                "BudgetName",
                                budget.text("name"),
                                "BudgetType",
                                "COST",
                                "TimeUnit",
                                "MONTHLY",
                                "BudgetLimit",
                                map("Amount", monthly, "Unit", "USD")),
                        "NotificationsWithSubscribers",
                        List.of(
                                notification("ACTUAL", budget.number("warn-at-percent"), topic),
                                notification("FORECASTED", BigDecimal.valueOf(100), topic))));
        if (budget.isTrue("anomalies")) {
            anomalies(budget, monthly, topic);
        }
    }

    private static Object notification(String type, BigDecimal percent, Object topic) {
        return map(
                "Notification",
                map(
                        "NotificationType",
                        type,
                        "ComparisonOperator",
                        "GREATER_THAN",
                        "Threshold",
                        percent,
                        "ThresholdType",
                        "PERCENTAGE"),
                "Subscribers",
                List.of(map("SubscriptionType", "SNS", "Address", topic)));
    }

    private void anomalies(Facts budget, BigDecimal monthly, Object topic) {
        // A twentieth of the month's money in one surprise is worth a word.
        String least = monthly.divide(TWENTY, 0, RoundingMode.CEILING).toPlainString();
        template.add(
                budget.logicalId() + "Anomalies",
                "AWS::CE::AnomalySubscription",
                map(
                        "SubscriptionName",
                        budget.text("name"),
                        "Frequency",
                        "IMMEDIATE",
                        "MonitorArnList",
                        List.of(ref("Monitor")),
                        "ThresholdExpression",
                        "{\"Dimensions\":{\"Key\":\"ANOMALY_TOTAL_IMPACT_ABSOLUTE\","
                                + "\"MatchOptions\":[\"GREATER_THAN_OR_EQUAL\"],\"Values\":[\"%s\"]}}".formatted(least),
                        "Subscribers",
                        List.of(map("Type", "SNS", "Address", topic))));
    }

    /** Makes what carries a notice to its people. */
    private Object topic(Facts notice) {
        String id = notice.logicalId() + "Topic";
        template.add(
                id,
                "AWS::SNS::Topic",
                map("TopicName", notice.text("name"), "KmsMasterKeyId", template.imported(Lake.KEY + "Arn")));
        template.add(
                id + "Policy",
                "AWS::SNS::TopicPolicy",
                map(
                        "Topics",
                        List.of(ref(id)),
                        "PolicyDocument",
                        Lake.policy(Lake.services("Publish", List.of("sns:Publish"), ref(id)))));
        for (String address : addresses(notice)) {
            template.add(
                    id + "To" + Facts.logicalId("aws:" + address),
                    "AWS::SNS::Subscription",
                    map("TopicArn", ref(id), "Protocol", "email", "Endpoint", address));
        }
        return ref(id);
    }

    private static Object topicOf(Facts notice) {
        return ref(notice.logicalId() + "Topic");
    }

    /** Returns the addresses of a notice's recipients: a role's are those of the people in its groups. */
    private Set<String> addresses(Facts notice) {
        Set<String> addresses = new TreeSet<>();
        for (String recipient : notice.texts("to")) {
            String[] kindAndName = recipient.split(":", 2);
            if (kindAndName[0].equals("mail")) {
                addresses.add(kindAndName[1]);
            } else {
                addresses.addAll(people(kindAndName[1]));
            }
        }
        return addresses;
    }

    private List<String> people(String role) {
        List<String> people = new ArrayList<>();
        for (Facts group : groups) {
            if (group.texts("roles").contains(role)) {
                people.addAll(group.texts("people"));
            }
        }
        return people;
    }
}
