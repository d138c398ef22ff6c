package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Budget;
import lakeward.core.platform.Recipient;

/** Who watches on AWS: alarms, audit, budgets. */
final class AwsWatch {
    private final Cloud cloud;

    AwsWatch(Cloud cloud) {
        this.cloud = cloud;
    }

    Part alarm(Alarm alarm) {
        return Part.of(
                        "aws:alarm:" + alarm.name(),
                        "alarm",
                        cloud.data(),
                        alarm.condition(),
                        Fidelity.EQUIVALENT,
                        why(alarm.metric()))
                .content(Content.empty()
                        .with("name", cloud.named(alarm.name()))
                        .with("metric", alarm.metric().label())
                        .with("subject", alarm.subject())
                        .with("platform", cloud.platform().name())
                        .with("target", cloud.target().name())
                        .with("comparison", Labels.of(alarm.comparison()))
                        .with("threshold", alarm.threshold())
                        .with("unit", Labels.of(alarm.metric().unit()))
                        .with("to", recipients(alarm.to())))
                .costing(cloud.costs().always("aws.alarm", 1 / Costs.HOURS.doubleValue(), ""));
    }

    private static String why(Alarm.Metric metric) {
        return switch (metric) {
            case CPU, CONNECTIONS, FREE_MEMORY, KEPT_LOG ->
                "CloudWatch has the figure from the database's own service," + " once a minute.";
            case LAG, AGE, QUARANTINED -> "CloudWatch has the figure from Lakeward's service, once a minute.";
        };
    }

    List<Part> audit(Audit audit) {
        List<Part> parts = new ArrayList<>();
        boolean ownTrail = cloud.existing().trail().isEmpty();
        if (ownTrail) {
            parts.add(part(
                            "aws:bucket:audit",
                            "where the audit is kept",
                            "Nobody but CloudTrail writes it, nobody erases it.")
                    .content(Content.empty()
                            .with("name", cloud.bucket("audit"))
                            .with("keep-days", audit.keep().toDays())
                            .with("locked", true))
                    .fixed("name")
                    .holdingData()
                    .costing(cloud.costs().monthly("aws.s3.gb", 1, 50, "1 to 50 GB of audit")));
        }
        Part trail = part(
                        "aws:trail",
                        "a record of every call",
                        "CloudTrail records calls and reads of the lake's objects;"
                                + " a digest chain shows what was altered.")
                .content(Content.empty()
                        .with("name", cloud.named("trail"))
                        .with("id", cloud.existing().trail())
                        .with("reads-of", List.of("raw", "processed", "curated", "quarantine"))
                        .with("digests", true))
                .needs(ownTrail ? List.of("aws:bucket:audit") : List.of())
                .costing(cloud.costs()
                        .monthly("aws.trail.event-hundred-thousand", 10, 500, "1 to 50 million reads of objects"));
        parts.add(ownTrail ? trail : trail.existing());
        parts.add(detector(audit));
        parts.addAll(rules(audit));
        return parts;
    }

    private Part detector(Audit audit) {
        Part detector = part(
                        "aws:detector",
                        "what is looked for in it",
                        "GuardDuty looks for the like in the trail, by" + " AWS's own measures.")
                .content(Content.empty()
                        .with("id", cloud.existing().detector())
                        .with("detect", audit.detect().stream().map(Labels::of).toList()))
                .needs("aws:trail")
                .costing(cloud.costs().monthly("aws.guardduty.event-million", 1, 10, "1 to 10 million recorded calls"));
        return cloud.existing().detector().isPresent() ? detector.existing() : detector;
    }

    private List<Part> rules(Audit audit) {
        Part recorder = part(
                        "aws:recorder", "a record of what stands", "AWS Config records every change of what stands.")
                .content(
                        Content.empty().with("name", cloud.existing().recorder().orElse(cloud.named("recorder"))))
                .costing(cloud.costs().monthly("aws.config.item", 100, 5_000, "100 to 5,000 recorded changes"));
        Part rules = part("aws:rules", "what must hold of it", "AWS Config checks each when something changes.")
                .content(Content.empty()
                        .with("rules", audit.rules().stream().map(Labels::of).toList()))
                .needs("aws:recorder")
                .costing(cloud.costs()
                        .monthly("aws.config.rule-evaluation", 1_000, 20_000, "1,000 to 20,000 checks of rules"));
        return List.of(cloud.existing().recorder().isPresent() ? recorder.existing() : recorder, rules);
    }

    Part budget(Budget budget) {
        Fields content = Content.empty()
                .with("name", cloud.named(budget.name()))
                .with("monthly-usd", budget.monthly())
                .with("warn-at-percent", budget.warnAt())
                .with("to", recipients(budget.to()))
                .with("anomalies", true);
        boolean alone = !cloud.hasSnowflake() && !cloud.hasDatabricks();
        return Part.of(
                        "aws:budget:" + budget.name(),
                        "budget",
                        cloud.data().everywhere(),
                        "a budget of %s USD a month".formatted(budget.monthly().toPlainString()),
                        alone ? Fidelity.EXACT : Fidelity.APPROXIMATE,
                        alone
                                ? "AWS Budgets counts what the account costs."
                                : "AWS Budgets counts what AWS bills alone; Snowflake and Databricks bill for themselves.")
                .content(content);
    }

    private Part part(String id, String what, String why) {
        return Part.of(id, "audit", cloud.audit(), what, Fidelity.EQUIVALENT, why);
    }

    private static List<String> recipients(List<Recipient> to) {
        return to.stream().map(Recipient::toString).toList();
    }
}
