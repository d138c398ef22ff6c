package lakeward.core.plan;

import java.time.Duration;
import java.util.List;
import lakeward.core.platform.Crawler;

/** What looks for files of others in the lake, with Glue. */
final class AwsCrawlers {
    /** What Glue writes of all its crawlers' runs; it chooses the rest of a name. */
    static final String LOGS = "/aws-glue/crawlers*";

    private static final double HOURS = Costs.HOURS.doubleValue();

    /** Glue counts a run as ten minutes at least, and gives it two units. */
    private static final double LEAST_HOURS = 1 / 6.0;

    private static final int UNITS = 2;

    private final Cloud cloud;

    AwsCrawlers(Cloud cloud) {
        this.cloud = cloud;
    }

    Part crawler(Crawler crawler) {
        String name = crawler.name();
        return Part.of(
                        "aws:crawler:" + name,
                        "crawler",
                        cloud.data(),
                        "a look at %s for files of others".formatted(crawler.path()),
                        Fidelity.EXACT,
                        "Glue reads the files there and lists what it finds in a database of its own; it takes nothing off that list.")
                .content(Content.empty()
                        .with("name", cloud.named("crawler-" + name))
                        .with("bucket", AwsLake.bucket(crawler.zone()))
                        .with("place", cloud.bucket(crawler.zone().label()))
                        .with("folder", crawler.folder())
                        .with("database", cloud.catalog(name.replace('-', '_')))
                        .with("schedule", cron(crawler.every()))
                        .with("logs", LOGS))
                .fixed("name")
                .needs(AwsLake.bucket(crawler.zone()), AwsLake.KEY)
                .granting(List.of(new Grant("crawler " + name, "read", crawler.path())))
                .costing(cost(crawler.every()));
    }

    /**
     * Returns the expression by which Glue counts minutes from the full hour, and hours from midnight, UTC.
     *
     * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html">Schedules</a>
     */
    private static String cron(Duration every) {
        long hours = every.toHours();
        if (hours == 0) {
            return "cron(0/%d * * * ? *)".formatted(every.toMinutes());
        }
        return hours == 24 ? "cron(0 0 * * ? *)" : "cron(0 0/%d * * ? *)".formatted(hours);
    }

    /** From runs as short as Glue counts them, to runs of an hour or until the next one. */
    private Cost cost(Duration every) {
        double hours = every.toMinutes() / 60.0;
        double runs = HOURS / hours;
        double longest = Math.max(LEAST_HOURS, Math.min(1, hours));
        return cloud.costs()
                .monthly(
                        "aws.glue.unit-hour",
                        runs * UNITS * LEAST_HOURS,
                        runs * UNITS * longest,
                        "runs of a crawler from ten minutes to an hour, on two of Glue's units");
    }
}
