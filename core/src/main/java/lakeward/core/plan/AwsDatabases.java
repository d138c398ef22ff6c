package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Backup;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.DatabasePlacement.Service;
import lakeward.core.platform.DatabasePlacement.Sizing;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Network.Tier;

/** Databases that AWS runs, with their passwords, backups and insights, and those of the author's own. */
final class AwsDatabases {
    /** What an instance of RDS begins with, the least that AWS has; it grows up to the most as it fills. */
    private static final int LEAST_DISK_GB = 20;

    private static final int MOST_DISK_GB = 1_000;

    private enum Product {
        POSTGRES("PostgreSQL", "aurora-postgresql", "postgres", 5432),
        MYSQL("MySQL", "aurora-mysql", "mysql", 3306);

        private final String label;
        private final String aurora;
        private final String rds;
        private final int port;

        Product(String label, String aurora, String rds, int port) {
            this.label = label;
            this.aurora = aurora;
            this.rds = rds;
            this.port = port;
        }
    }

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
        return made(Product.POSTGRES, database.name(), database.migrations(), database.backup(), database.insights());
    }

    List<Part> server(MysqlServer server) {
        return made(Product.MYSQL, server.name(), Optional.empty(), server.backup(), server.insights());
    }

    private List<Part> made(
            Product product, String name, Optional<String> migrations, Backup backup, boolean insights) {
        List<Part> parts = new ArrayList<>(List.of(
                Part.of(
                                secret(name),
                                "database",
                                cloud.data(),
                                "the password of %s".formatted(name),
                                Fidelity.EQUIVALENT,
                                "AWS makes, keeps and rotates it; nobody reads it.")
                        .content(Content.empty().with("name", cloud.named(name)).with("rotation-days", 30))
                        .needs(AwsLake.KEY)
                        .costing(cloud.costs().monthly("aws.secret", 1, 1, "")),
                server(product, name, migrations),
                Part.of(
                                "aws:backup:" + name,
                                "backup",
                                cloud.data(),
                                "backups of %s".formatted(name),
                                Fidelity.EXACT,
                                "The database's own service keeps them, and brings back a new server from them.")
                        .content(Content.empty()
                                .with("keep-days", backup.keep().toDays())
                                .with("point-in-time", backup.pointInTime())
                                .with("at", backup.at().toString()))
                        .needs(id(name))));
        if (insights) {
            parts.add(Part.of(
                            "aws:insights:" + name,
                            "insights",
                            cloud.data(),
                            "what takes the time of %s".formatted(name),
                            Fidelity.EXACT,
                            "Performance Insights keeps a week of it.")
                    .content(Content.empty().with("keep-days", 7))
                    .needs(id(name)));
        }
        return parts;
    }

    private Part server(Product product, String name, Optional<String> migrations) {
        DatabasePlacement placement = cloud.target().placement(name);
        boolean aurora = placement.service() == Service.AURORA;
        Fields content = Content.empty()
                .with("name", cloud.named(name))
                .with("service", Labels.of(placement.service()))
                .with("engine", aurora ? product.aurora : product.rds)
                .with("version", version(product, placement))
                .with("standby", placement.standby())
                .with("subnets", cloud.subnets(Tier.ISOLATED))
                .with("port", product.port)
                .with("migrations", migrations)
                .with("key", AwsLake.KEY)
                .with("secret", secret(name))
                .with("parameters", parameters(product, aurora))
                .with("size", size(placement.sizing()));
        if (!aurora) {
            content = content.with("disk-gb", LEAST_DISK_GB).with("disk-gb-to", MOST_DISK_GB);
        }
        return Part.of(
                        id(name),
                        "database",
                        cloud.data(),
                        "%s %s, run by %s".formatted(product.label, placement.version(), aurora ? "Aurora" : "RDS"),
                        aurora ? Fidelity.EQUIVALENT : Fidelity.EXACT,
                        why(product, aurora))
                .content(content)
                .fixed("name", "engine", "key")
                .needs(AwsLake.KEY, secret(name), "aws:firewall")
                .needs(cloud.subnets())
                .holdingData()
                .costing(cost(placement));
    }

    private static String why(Product product, boolean aurora) {
        return switch (product) {
            case POSTGRES ->
                aurora
                        ? "Aurora speaks PostgreSQL and writes its log; its storage is its own."
                        : "RDS runs PostgreSQL itself.";
            case MYSQL ->
                aurora
                        ? "Aurora speaks MySQL and writes its log; its storage is its own, and nothing captures it yet."
                        : "RDS runs MySQL itself; nothing captures it yet.";
        };
    }

    /** Aurora has a numbering of its own for what is MySQL 8.0 to its clients. */
    private static String version(Product product, DatabasePlacement placement) {
        return product == Product.MYSQL && placement.service() == Service.AURORA
                ? "8.0.mysql_aurora." + placement.version()
                : placement.version();
    }

    /** Whole rows in the log, so that it can be captured one day; Aurora and RDS spell yes in two ways. */
    private static Fields parameters(Product product, boolean aurora) {
        return switch (product) {
            case POSTGRES -> Content.empty().with("rds.logical_replication", "1");
            case MYSQL ->
                Content.empty()
                        .with("binlog_format", "ROW")
                        .with("binlog_row_image", "full")
                        .with("require_secure_transport", aurora ? "ON" : "1")
                        .with("slow_query_log", "1");
        };
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
        return id(database.name());
    }

    private static String id(String name) {
        return "aws:database:" + name;
    }

    private static String secret(String name) {
        return "aws:secret:" + name;
    }
}
