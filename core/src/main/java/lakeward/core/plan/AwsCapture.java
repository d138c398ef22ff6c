package lakeward.core.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Network.Tier;
import lakeward.core.platform.Target;

/** What captures databases on AWS, and the tables that it fills. */
final class AwsCapture {
    private static final Duration MONTH = Duration.ofDays(30);

    private final Cloud cloud;
    private final AwsLake lake;
    private final AwsServices services;
    /** How long a change of a database may wait for its commit. */
    private final Map<String, Duration> delays;

    AwsCapture(Cloud cloud, AwsLake lake, AwsServices services) {
        this.cloud = cloud;
        this.lake = lake;
        this.services = services;
        this.delays = cloud.platform().databases().stream()
                .collect(Collectors.toMap(
                        Database::name, database -> database.capture().maxDelay()));
    }

    /** Our own program, as a service that reads the log itself. */
    List<Part> service(Database database) {
        return List.of(services.capture(database).needs(AwsDatabases.id(database)));
    }

    /** DMS, where it writes, and our own program, which reads that. */
    List<Part> dms(Database database) {
        String id = "aws:dms:" + database.name();
        return List.of(
                landing(database),
                Part.of(
                                id,
                                "capture",
                                cloud.data(),
                                "DMS, which writes changes of %s to S3".formatted(database.name()),
                                Fidelity.APPROXIMATE,
                                DmsLosses.OF_ANY_TABLE)
                        .content(Content.empty()
                                .with("name", cloud.named("dms-" + database.name()))
                                .with("instance", "dms.c5.large")
                                .with("storage-gb", 100)
                                .with("mode", "full-load-and-cdc")
                                .with("format", "csv")
                                .with("database", database.name())
                                .with("server", AwsDatabases.id(database))
                                .with("bucket", landing(database.name()))
                                .with("subnets", cloud.subnets(Tier.PRIVATE))
                                .with("lob-limit-kb", DmsLosses.LOB_LIMIT_KB)
                                .with("changes", DmsFormat.CHANGES)
                                .with("seconds-a-file", DmsFormat.SECONDS_A_FILE)
                                .with("file-kb", DmsFormat.FILE_KB)
                                .with("null", DmsFormat.NULL)
                                .with("unchanged", DmsFormat.UNCHANGED)
                                .with(
                                        "added",
                                        Content.empty()
                                                .with("committed", DmsFormat.COMMITTED)
                                                .with("position", DmsFormat.POSITION)
                                                .with("sequence", DmsFormat.SEQUENCE))
                                .with(
                                        "tables",
                                        new Items(database.tables().stream()
                                                .<Content>map(table -> Content.empty()
                                                        .with(
                                                                "schema",
                                                                table.source().schema())
                                                        .with(
                                                                "name",
                                                                table.source().name()))
                                                .toList())))
                        .fixed("name")
                        .needs(AwsDatabases.id(database), landing(database.name()), AwsLake.KEY, "aws:firewall")
                        .needs(cloud.subnets())
                        .costing(cloud.costs().always("aws.dms.instance-hour", 1, "one dms.c5.large a database")),
                services.capture(database, landing(database.name())).needs(id, landing(database.name())));
    }

    /** Its files are kept: a table is read anew from its full load and every change since. */
    private Part landing(Database database) {
        return lake.bucket(
                landing(database.name()),
                cloud.bucket("landing-" + database.name().replace('_', '-')),
                "what DMS writes of %s".formatted(database.name()));
    }

    private static String landing(String database) {
        return "aws:bucket:landing-" + database;
    }

    List<Part> table(CapturedTable table) {
        boolean exact = cloud.target().place().capture() == Target.Capture.LAKEWARD;
        String captured = "aws:captured:" + table;
        double mostCommits =
                MONTH.toMillis() / (double) delays.get(table.database()).toMillis();
        return List.of(
                Part.of(
                                captured,
                                "captured table",
                                cloud.data(),
                                "changes of %s".formatted(table),
                                exact ? Fidelity.EXACT : Fidelity.APPROXIMATE,
                                exact
                                        ? "Every committed change is read from the log, with every value as PostgreSQL sends it."
                                        : DmsLosses.of(table))
                        .content(Contents.capture(table))
                        .needs(AwsServices.capture(table.database())),
                lake.table(table.raw(), table.rawSchema(), captured, mostCommits),
                lake.table(table.processed(), table.processedSchema(), Cloud.table(table.raw()), mostCommits));
    }
}
