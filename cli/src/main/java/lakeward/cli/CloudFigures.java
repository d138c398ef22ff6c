package lakeward.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Platform;
import lakeward.observe.Status;

/**
 * The figures that a target's alarms read of our own program, as lines of its log that CloudWatch takes figures from. Only
 * those that an alarm asks for: each figure costs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">the format</a>
 */
final class CloudFigures {
    private final Platform platform;
    private final String target;

    CloudFigures(Platform platform, String target) {
        this.platform = platform;
        this.target = target;
    }

    /** Returns a line a figure that this process has. */
    List<String> lines(Status status) {
        return platform.ground().alarms().stream()
                .flatMap(alarm -> figure(alarm, status).map(value -> line(alarm, value, status)).stream())
                .distinct()
                .toList();
    }

    /** Whoever sends no lag or age is taken to be late, so what is stopped sends none. */
    private Optional<Double> figure(Alarm alarm, Status status) {
        return switch (alarm.metric()) {
            case LAG ->
                status.tables().stream()
                        .filter(table -> alarm.subject().endsWith("." + table.name()) && table.version() >= 0)
                        .filter(table -> !table.state().equals("stopped"))
                        .map(Status.TableStatus::lagSeconds)
                        .findFirst();
            case AGE -> model(alarm, status).map(Status.ModelStatus::behindSeconds);
            case QUARANTINED -> model(alarm, status).map(model -> (double) model.quarantined());
            case KEPT_LOG -> keptByOwnServer(alarm, status);
            case CPU, CONNECTIONS, FREE_MEMORY -> Optional.empty();
        };
    }

    /** A server that AWS runs tells AWS itself. */
    private Optional<Double> keptByOwnServer(Alarm alarm, Status status) {
        boolean own = platform.databases().stream()
                .anyMatch(database -> database.name().equals(alarm.subject())
                        && database.url().isPresent());
        return status.databases().stream()
                .filter(database -> own && database.name().equals(alarm.subject()))
                .map(database -> (double) database.keptBytes())
                .findFirst();
    }

    private static Optional<Status.ModelStatus> model(Alarm alarm, Status status) {
        return status.models().stream()
                .filter(model -> model.name().equals(alarm.subject()) && model.version() >= 0)
                .findFirst();
    }

    private String line(Alarm alarm, double value, Status status) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ObjectNode about = line.putObject("_aws").put("Timestamp", status.asOf().toEpochMilli());
        ObjectNode directive = about.putArray("CloudWatchMetrics").addObject().put("Namespace", "Lakeward");
        directive
                .putArray("Dimensions")
                .addArray()
                .add("Platform")
                .add("Target")
                .add("Subject");
        directive
                .putArray("Metrics")
                .addObject()
                .put("Name", alarm.metric().label())
                .put("Unit", unit(alarm.metric()));
        line.put("Platform", platform.name()).put("Target", target).put("Subject", alarm.subject());
        return line.put(alarm.metric().label(), value).toString();
    }

    private static String unit(Alarm.Metric metric) {
        String unit = metric.unit().name();
        return unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT);
    }
}
