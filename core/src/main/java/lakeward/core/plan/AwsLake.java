package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** The lake on AWS: its key, a bucket and a catalog a zone, tables in the catalog, and SQL on them. */
final class AwsLake {
    static final String KEY = "aws:key";

    private final Cloud cloud;

    AwsLake(Cloud cloud) {
        this.cloud = cloud;
    }

    List<Part> lake(LakeSettings lake) {
        List<Part> parts = new ArrayList<>();
        parts.add(lakePart(KEY, "the key of all that is kept")
                .content(Content.empty()
                        .with("name", cloud.named("key"))
                        .with("rotation", true)
                        .with(
                                "logs",
                                cloud.platform().crawlers().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(AwsCrawlers.LOGS)))
                .holdingData()
                .costing(cloud.costs().monthly("aws.kms.key", 1, 1, "")));
        for (Zone zone : Zone.values()) {
            parts.add(bucket(zone, lake));
        }
        for (Zone zone : Zone.values()) {
            parts.add(lakePart("aws:catalog:" + zone.label(), "zone %s in the catalog".formatted(zone.label()))
                    .content(Content.empty()
                            .with("name", cloud.catalog(zone.label()))
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
        Fields content = locked(cloud.bucket(zone.label()))
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

    /** A bucket for what is no zone, with the same locks on it. */
    Part bucket(String id, String name, String what) {
        return lakePart(id, what)
                .content(locked(name).with("keep-erased-days", 1))
                .fixed("name")
                .needs(KEY)
                .holdingData()
                .costing(cloud.costs().monthly("aws.s3.gb", 1, 1_000, "1 GB to 1 TB a zone"));
    }

    private static Fields locked(String name) {
        return Content.empty()
                .with("name", name)
                .with("key", KEY)
                .with("versioned", true)
                .with("public", false)
                .with("tls-only", true);
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

    /** A table in the catalog, which {@code need} fills with at most so many commits a month. */
    Part table(TableId table, TableSchema schema, String need, double mostCommits) {
        Part part = Part.of(
                        Cloud.table(table),
                        "table",
                        cloud.data(),
                        "%s, in the catalog".formatted(table),
                        Fidelity.EQUIVALENT,
                        "The same Delta table, on S3; Athena reads it as it stands, without time travel.")
                .content(Contents.table(schema, Type::glue)
                        .with("database", cloud.catalog(table.zone().label()))
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

    static String bucket(Zone zone) {
        return "aws:bucket:" + zone.label();
    }
}
