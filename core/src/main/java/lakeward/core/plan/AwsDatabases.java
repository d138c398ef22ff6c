package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.DatabasePlacement.Service;
import lakeward.core.platform.DatabasePlacement.Sizing;

/** Databases that AWS runs, with their passwords, backups and insights, and those of the author's own. */
final class AwsDatabases {
    /** What an instance of RDS begins with, the least that AWS has; it grows up to the most as it fills. */
    private static final int LEAST_DISK_GB = 20;

    private static final int MOST_DISK_GB = 1_000;

    private final Cloud cloud;

    AwsDatabases(Cloud cloud) {
        this.cloud = cloud;
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
                        .needs(AwsLake.KEY)
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
                .with("key", AwsLake.KEY)
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
                .needs(AwsLake.KEY, "aws:secret:" + database.name(), "aws:firewall")
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

    static String id(Database database) {
        return "aws:database:" + database.name();
    }
}
