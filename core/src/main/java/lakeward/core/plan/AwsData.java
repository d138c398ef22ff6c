package lakeward.core.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.DatabasePlacement.Service;
import lakeward.core.platform.DatabasePlacement.Sizing;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Where data is on AWS, and what moves it: buckets, catalog, databases, capture. */
final class AwsData {
    private static final String KEY = "aws:key";

    /** What an instance of RDS begins with, the least that AWS has; it grows up to the most as it fills. */
    private static final int LEAST_DISK_GB = 20;

    private static final int MOST_DISK_GB = 1_000;

    private static final Duration MONTH = Duration.ofDays(30);

    private final Cloud cloud;
    /** How long a change of a database may wait for its commit. */
    private final Map<String, Duration> delays;

    AwsData(Cloud cloud) {
        this.cloud = cloud;
        this.delays = cloud.platform().databases().stream()
                .collect(Collectors.toMap(
                        Database::name, database -> database.capture().maxDelay()));
    }

    List<Part> lake(LakeSettings lake) {
        List<Part> parts = new ArrayList<>();
        parts.add(lakePart(KEY, "the key of all that is kept")
                .content(Content.empty().with("name", cloud.named("key")).with("rotation", true))
                .holdingData()
                .costing(cloud.costs().monthly("aws.kms.key", 1, 1, "")));
        for (Zone zone : Zone.values()) {
            parts.add(bucket(zone, lake));
        }
        for (Zone zone : Zone.values()) {
            parts.add(lakePart("aws:catalog:" + zone.label(), "zone %s in the catalog".formatted(zone.label()))
                    .content(Content.empty()
                            .with("name", catalog(zone))
                            .with("location", "s3://%s/".formatted(cloud.bucket(zone.label()))))
                    .needs(bucket(zone)));
        }
        parts.add(lakePart("aws:workgroup", "SQL on the lake, with Athena")
                .content(Content.empty()
                        .with("name", cloud.named("sql"))
                        .with("engine", "Athena engine version 3")
                        .with("encrypted", true))
                .needs(KEY)
                .costing(cloud.costs().monthly("aws.athena.tb", 0, 1, "up to 1 TB read with Athena")));
        return parts;
    }

    private Part bucket(Zone zone, LakeSettings lake) {
        Fields content = Content.empty()
                .with("name", cloud.bucket(zone.label()))
                .with("key", KEY)
                .with("versioned", true)
                .with("public", false)
                .with("tls-only", true)
                // What a table no longer names is erased by the lake, as its own settings say; this is for mistakes.
                .with("keep-erased-days", lake.keepVersions(zone).plusHours(23).toDays() + 1);
        if (zone == Zone.RAW && lake.archiveRawAfter().isPresent()) {
            content = content.with(
                            "archive-after-days", lake.archiveRawAfter().get().toDays())
                    .with("archive-class", "GLACIER_IR");
        }
        return lakePart(bucket(zone), "zone %s".formatted(zone.label()))
                .content(content)
                .fixed("name")
                .needs(KEY)
                .holdingData()
                .costing(cloud.costs()
                        .monthly("aws.s3.gb", 1, 1_000, "1 GB to 1 TB a zone")
                        .plus(cloud.costs().monthly("aws.s3.gb", 0.1, 50, "0.1 to 50 GB of access logs a zone")));
    }

    List<Part> database(Database database) {
        String id = id(database);
        if (database.url().isPresent()) {
            return List.of(Part.of(
                            id,
                            "database",
                            cloud.data(),
                            "your PostgreSQL, as it stands",
                            Fidelity.EXACT,
                            "It is your own server; a slot and a publication are all that is made there.")
                    .content(Content.empty()
                            .with("url", database.url())
                            .with(
                                    "secret",
                                    Optional.ofNullable(cloud.target().secrets().get(database.name()))))
                    .existing());
        }
        DatabasePlacement placement = cloud.target().placement(database.name());
        List<Part> parts = new ArrayList<>(List.of(
                Part.of(
                                "aws:secret:" + database.name(),
                                "database",
                                cloud.data(),
                                "the password of %s".formatted(database.name()),
                                Fidelity.EQUIVALENT,
                                "AWS makes, keeps and rotates it; nobody reads it.")
                        .content(Content.empty()
                                .with("name", cloud.named(database.name()))
                                .with("rotation-days", 30))
                        .needs(KEY)
                        .costing(cloud.costs().monthly("aws.secret", 1, 1, "")),
                server(database, placement),
                Part.of(
                                "aws:backup:" + database.name(),
                                "backup",
                                cloud.data(),
                                "backups of %s".formatted(database.name()),
                                Fidelity.EXACT,
                                "The database's own service keeps them, and brings back a new server from them.")
                        .content(Content.empty()
                                .with("keep-days", database.backup().keep().toDays())
                                .with("point-in-time", database.backup().pointInTime())
                                .with("at", database.backup().at().toString()))
                        .needs(id)));
        if (database.insights()) {
            parts.add(Part.of(
                            "aws:insights:" + database.name(),
                            "insights",
                            cloud.data(),
                            "what takes the time of %s".formatted(database.name()),
                            Fidelity.EXACT,
                            "Performance Insights keeps a week of it.")
                    .content(Content.empty().with("keep-days", 7))
                    .needs(id));
        }
        return parts;
    }

    private Part server(Database database, DatabasePlacement placement) {
        boolean aurora = placement.service() == Service.AURORA;
        Fields content = Content.empty()
                .with("name", cloud.named(database.name()))
                .with("service", Labels.of(placement.service()))
                .with("engine", aurora ? "aurora-postgresql" : "postgres")
                .with("version", placement.version())
                .with("standby", placement.standby())
                .with("tier", "isolated")
                .with("port", 5432)
                .with("migrations", database.migrations())
                .with("key", KEY)
                .with("secret", "aws:secret:" + database.name())
                .with("parameters", Content.empty().with("rds.logical_replication", "1"))
                .with("size", size(placement.sizing()));
        if (!aurora) {
            content = content.with("disk-gb", LEAST_DISK_GB).with("disk-gb-to", MOST_DISK_GB);
        }
        return Part.of(
                        id(database),
                        "database",
                        cloud.data(),
                        "PostgreSQL %s, run by %s".formatted(placement.version(), aurora ? "Aurora" : "RDS"),
                        aurora ? Fidelity.EQUIVALENT : Fidelity.EXACT,
                        aurora
                                ? "Aurora speaks PostgreSQL and writes its log; its storage is its own."
                                : "RDS runs PostgreSQL itself.")
                .content(content)
                .fixed("name", "engine", "key")
                .needs(KEY, "aws:secret:" + database.name(), "aws:firewall")
                .needs(cloud.existing().vpc().isPresent() ? "aws:vpc" : "aws:subnets")
                .holdingData()
                .costing(cost(placement));
    }

    private static Fields size(Sizing sizing) {
        if (sizing instanceof Sizing.Instance instance) {
            return Content.empty().with("instance", instance.name());
        }
        Sizing.Capacity capacity = (Sizing.Capacity) sizing;
        return Content.empty().with("capacity-from", capacity.from()).with("capacity-to", capacity.to());
    }

    private Cost cost(DatabasePlacement placement) {
        double servers = placement.standby() ? 2 : 1;
        // A cluster has one copy that all its servers read; a standby of RDS has a disk of its own.
        Cost disk = placement.service() == Service.AURORA
                ? cloud.costs().monthly("aws.aurora.storage-gb", 10, 200, "10 to 200 GB a database")
                : cloud.costs()
                        .monthly(
                                "aws.rds.storage-gb",
                                servers * LEAST_DISK_GB,
                                servers * 200,
                                "20 to 200 GB a database and server");
        if (placement.sizing() instanceof Sizing.Capacity capacity) {
            return cloud.costs()
                    .hourly(
                            "aws.aurora.capacity-hour",
                            servers * capacity.from().doubleValue(),
                            servers * capacity.to().doubleValue(),
                            "databases from their least capacity to their most, all month")
                    .plus(disk);
        }
        String name = ((Sizing.Instance) placement.sizing()).name();
        return cloud.costs()
                .always(
                        "aws.instance.%s.large-hour".formatted(AwsFacts.family(name)),
                        servers * AwsFacts.larges(name),
                        "")
                .plus(disk);
    }

    /** Our own program, as a service that reads the log itself. */
    List<Part> service(Database database) {
        return List.of(service(database, "log").needs(id(database)));
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
                                .with("server", id(database))
                                .with("bucket", landing(database.name()))
                                .with("tier", "private")
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
                        .needs(id(database), landing(database.name()), KEY, "aws:firewall")
                        .needs(cloud.existing().vpc().isPresent() ? "aws:vpc" : "aws:subnets")
                        .costing(cloud.costs().always("aws.dms.instance-hour", 1, "one dms.c5.large a database")),
                service(database, "dms").needs(id, landing(database.name())));
    }

    /** Its files are kept: a table is read anew from its full load and every change since. */
    private Part landing(Database database) {
        return lakePart(landing(database.name()), "what DMS writes of %s".formatted(database.name()))
                .content(Content.empty()
                        .with("name", cloud.bucket("landing-" + database.name().replace('_', '-')))
                        .with("key", KEY)
                        .with("versioned", true)
                        .with("public", false)
                        .with("tls-only", true)
                        .with("keep-erased-days", 1))
                .fixed("name")
                .needs(KEY)
                .holdingData()
                .costing(cloud.costs().monthly("aws.s3.gb", 1, 1_000, "1 GB to 1 TB a zone"));
    }

    private static String landing(String database) {
        return "aws:bucket:landing-" + database;
    }

    private Part service(Database database, String from) {
        boolean exact = from.equals("log");
        return Part.of(
                        capture(database.name()),
                        "capture",
                        cloud.data(),
                        exact
                                ? "Lakeward, reading the log of %s".formatted(database.name())
                                : "Lakeward, reading what DMS writes of %s".formatted(database.name()),
                        exact ? Fidelity.EXACT : Fidelity.APPROXIMATE,
                        exact
                                ? "It is the program that runs on one machine, with its lake on S3."
                                : DmsLosses.OF_ANY_TABLE)
                .content(Contents.capture(database)
                        .with("name", cloud.named("capture-" + database.name()))
                        .with("reads", from)
                        .with(Step.IMAGE, cloud.image())
                        .with("command", command("capture:" + database.name()))
                        .with("tasks", 1)
                        .with("cpu", 2)
                        .with("memory-gib", 4)
                        .with("tier", "private")
                        .with("landing", exact ? Optional.empty() : Optional.of(landing(database.name()))))
                .needs(bucket(Zone.RAW), bucket(Zone.PROCESSED), bucket(Zone.QUARANTINE), "aws:firewall")
                .granting(grants(database, exact))
                .costing(fargate());
    }

    /** Returns what the program's image is told to do. */
    private List<String> command(String service) {
        return List.of("--target", cloud.target().name(), "--service", service);
    }

    private static List<Grant> grants(Database database, boolean exact) {
        String service = "service capture:" + database.name();
        List<Grant> grants = new ArrayList<>(List.of(
                new Grant(service, "write", "zone raw"),
                new Grant(service, "write", "zone processed"),
                new Grant(service, "write", "zone quarantine")));
        if (!exact) {
            grants.add(new Grant(service, "read", "zone landing-" + database.name()));
        }
        return grants;
    }

    private Cost fargate() {
        return cloud.costs()
                .always("aws.fargate.cpu-hour", 2, "")
                .plus(cloud.costs().always("aws.fargate.gb-hour", 4, ""));
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
                        .needs(capture(table.database())),
                table(table.raw(), table.rawSchema(), captured, mostCommits),
                table(table.processed(), table.processedSchema(), Cloud.table(table.raw()), mostCommits));
    }

    /** Cuts of captured tables are told in zone processed, whatever the models read. */
    private static List<Grant> modelGrants(List<Model> models) {
        String service = "service models";
        List<Grant> grants = new ArrayList<>(List.of(
                new Grant(service, "read", "zone processed"),
                new Grant(service, "write", "zone curated"),
                new Grant(service, "write", "zone quarantine")));
        if (models.stream()
                .flatMap(model -> model.query().reads().stream())
                .anyMatch(read -> read.table().zone() == Zone.RAW)) {
            grants.add(new Grant(service, "read", "zone raw"));
        }
        return grants;
    }

    /** Models that our own program computes, as a service. */
    List<Part> models(List<Model> models) {
        if (models.isEmpty()) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of(
                        "aws:models",
                        "model",
                        cloud.data(),
                        "Lakeward, computing models",
                        Fidelity.EXACT,
                        "It is the program that runs on one machine, with its lake on S3.")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with(Step.IMAGE, cloud.image())
                        .with("command", command("models"))
                        .with("tasks", 1)
                        .with("cpu", 2)
                        .with("memory-gib", 4)
                        .with("tier", "private"))
                .needs(bucket(Zone.PROCESSED), bucket(Zone.CURATED), bucket(Zone.QUARANTINE), "aws:firewall")
                .granting(modelGrants(models))
                .costing(fargate()));
        for (Model model : models) {
            parts.add(Part.of(
                            "aws:model:" + model.name(),
                            "model",
                            cloud.data(),
                            "the result of %s".formatted(model.file()),
                            Fidelity.EXACT,
                            "The program that computes it on one machine computes it here.")
                    .content(Contents.model(model, Type::toString))
                    .needs("aws:models")
                    .needs(Contents.needs(model, table -> "aws:table:" + table)));
        }
        return parts;
    }

    /** The models' results in the catalog. */
    List<Part> curated(List<Model> models) {
        String vendor = cloud.modelsOnDatabricks() ? "databricks:model:" : "aws:model:";
        return models.stream()
                .map(model -> {
                    Part part = table(model.table(), model.schema(), vendor + model.name(), 0);
                    return part.content(part.content().with("comment", model.comment()));
                })
                .toList();
    }

    private Part table(TableId table, TableSchema schema, String need, double mostCommits) {
        Part part = Part.of(
                        Cloud.table(table),
                        "table",
                        cloud.data(),
                        "%s, in the catalog".formatted(table),
                        Fidelity.EQUIVALENT,
                        "The same Delta table, on S3; Athena reads it as it stands, without time travel.")
                .content(Contents.table(schema, Type::glue)
                        .with("database", catalog(table.zone()))
                        .with("name", table.name())
                        .with("location", cloud.location(table)))
                .fixed("location")
                .rewriting("columns", "key")
                .needs("aws:catalog:" + table.zone().label(), need)
                .costing(puts(mostCommits));
        return table.zone() == Zone.CURATED ? part : part.holdingData();
    }

    /** A commit writes a data file and a log file. */
    private Cost puts(double mostCommits) {
        return mostCommits == 0
                ? Cost.NOTHING
                : cloud.costs()
                        .monthly(
                                "aws.s3.put-thousand",
                                2 * 43.2,
                                2 * Math.max(43.2, mostCommits / 1000),
                                "a commit to a table each minute, up to one each max-delay");
    }

    private Part lakePart(String id, String what) {
        return Part.of(
                id,
                "lake",
                cloud.data(),
                what,
                Fidelity.EXACT,
                "Delta tables on S3, encrypted, versioned, closed to the public.");
    }

    private String catalog(Zone zone) {
        return "%s_%s_%s".formatted(cloud.platform().name(), cloud.target().name(), zone.label());
    }

    private static String bucket(Zone zone) {
        return "aws:bucket:" + zone.label();
    }

    private static String capture(String database) {
        return "aws:capture:" + database;
    }

    private static String id(Database database) {
        return "aws:database:" + database.name();
    }
}
