package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.Network.Tier;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Our own program as services: one for each database that it captures, one for models. */
final class AwsServices {
    private final Cloud cloud;

    AwsServices(Cloud cloud) {
        this.cloud = cloud;
    }

    /** What captures a database from its log. */
    Part capture(Database database) {
        return capture(database, Optional.empty());
    }

    /** What captures a database from what DMS writes into a bucket. */
    Part capture(Database database, String landing) {
        return capture(database, Optional.of(landing));
    }

    private Part capture(Database database, Optional<String> landing) {
        boolean exact = landing.isEmpty();
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
                        .with("reads", exact ? "log" : "dms")
                        .with(Step.IMAGE, cloud.image())
                        .with("command", command("capture:" + database.name()))
                        .with("tasks", 1)
                        .with("cpu", 2)
                        .with("memory-gib", 4)
                        .with("subnets", cloud.subnets(Tier.PRIVATE))
                        .with("landing", landing))
                .needs(
                        AwsLake.bucket(Zone.RAW),
                        AwsLake.bucket(Zone.PROCESSED),
                        AwsLake.bucket(Zone.QUARANTINE),
                        "aws:firewall")
                .needs(cloud.subnets())
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
                        .with("subnets", cloud.subnets(Tier.PRIVATE)))
                .needs(
                        AwsLake.bucket(Zone.PROCESSED),
                        AwsLake.bucket(Zone.CURATED),
                        AwsLake.bucket(Zone.QUARANTINE),
                        "aws:firewall")
                .needs(cloud.subnets())
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

    static String capture(String database) {
        return "aws:capture:" + database;
    }
}
