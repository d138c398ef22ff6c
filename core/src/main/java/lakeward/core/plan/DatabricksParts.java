package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lakeward.core.platform.Access;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Model;
import lakeward.core.platform.Query;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** The lake in Databricks, and the models where they are computed there. */
final class DatabricksParts {
    private static final String READER = "aws:role:databricks";
    private static final String TRUST = "aws:trust:databricks";
    private static final String CREDENTIAL = "databricks:credential";
    private static final String CATALOG = "databricks:catalog";
    private static final String PIPELINE = "databricks:pipeline";
    private static final String POLICY = "databricks:policy:cluster";
    private static final String WAREHOUSE = "databricks:warehouse";

    /** A warehouse that starts again for less than this is never at rest. */
    private static final long MIN_PERIOD_MINUTES = 5;

    private static final List<Zone> ZONES = List.of(Zone.RAW, Zone.PROCESSED, Zone.CURATED);

    private final Cloud cloud;

    DatabricksParts(Cloud cloud) {
        this.cloud = cloud;
    }

    /** What lets Databricks reach the lake; as with Snowflake, AWS learns last whom to trust. */
    List<Part> lake() {
        List<Part> parts = new ArrayList<>();
        List<Grant> grants = Stream.of(
                        new Grant("service databricks", "read", "zone raw"),
                        new Grant("service databricks", "read", "zone processed"),
                        new Grant("service databricks", cloud.modelsOnDatabricks() ? "write" : "read", "zone curated"))
                .toList();
        List<String> buckets =
                ZONES.stream().map(zone -> "aws:bucket:" + zone.label()).toList();
        parts.add(aws(READER, "what Databricks may reach, for nobody yet")
                .content(Content.empty()
                        .with("name", cloud.named("databricks"))
                        .with("reads", buckets)
                        .with("writes", cloud.modelsOnDatabricks() ? List.of("aws:bucket:curated") : List.of()))
                .needs(buckets)
                .granting(grants));
        parts.add(part(CREDENTIAL, "who Databricks is on AWS")
                .content(Content.empty().with("name", credential()).with("role", READER))
                .needs(READER));
        // Unity Catalog uses no role that may not assume itself, so the role trusts itself too, with the same external
        // id.
        parts.add(aws(TRUST, "Databricks' own identity, let in")
                .content(Content.empty()
                        .with("role", READER)
                        .with("trusts", List.of(CREDENTIAL))
                        .with("trusts-itself", true))
                .needs(READER, CREDENTIAL));
        parts.add(part(CATALOG, "catalog %s".formatted(catalog()))
                .content(Content.empty()
                        .with("name", catalog())
                        // A catalog must say where tables of its own would be, though the platform makes none.
                        .with("storage", "s3://%s/_databricks".formatted(cloud.bucket(Zone.CURATED.label()))))
                .needs(location(Zone.CURATED)));
        for (Zone zone : ZONES) {
            parts.add(part(location(zone), "where zone %s is".formatted(zone.label()))
                    .content(Content.empty()
                            .with("name", cloud.named(zone.label()))
                            .with("url", "s3://%s/".formatted(cloud.bucket(zone.label())))
                            .with("credential", credential())
                            .with("writes", zone == Zone.CURATED && cloud.modelsOnDatabricks()))
                    .fixed("url")
                    .needs(CREDENTIAL, TRUST));
            parts.add(part(schema(zone), "schema %s".formatted(zone.label()))
                    .content(Content.empty().with("name", zone.label()).with("catalog", catalog()))
                    .needs(CATALOG));
        }
        return parts;
    }

    List<Part> table(CapturedTable table) {
        return List.of(external(table.raw(), table.rawSchema()), external(table.processed(), table.processedSchema()));
    }

    private Part external(TableId table, TableSchema schema) {
        return Part.of(
                        id(table),
                        "table",
                        cloud.databricks(),
                        "%s, in Databricks".formatted(table),
                        Fidelity.EXACT,
                        "The Delta table itself, where it is.")
                .content(Contents.table(schema, Type::databricks)
                        .with("name", table.name())
                        .with("catalog", catalog())
                        .with("schema", table.zone().label())
                        .with("external-location", cloud.named(table.zone().label()))
                        .with("location", cloud.location(table)))
                .fixed("location")
                .needs(location(table.zone()), schema(table.zone()), Cloud.table(table));
    }

    List<Part> models(List<Model> models) {
        if (models.isEmpty()) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        parts.add(ofModels(POLICY, "what a cluster may be")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("workers-at-most", 4)
                        .with("idle-minutes-at-most", 10)));
        parts.add(ofModels(WAREHOUSE, "what computes the models")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("size", "2X-Small")
                        .with("idle-minutes-at-most", 10))
                .costing(cloud.costs()
                        .elsewhere(
                                "databricks.warehouse-dbu",
                                80,
                                2_920,
                                "Databricks' smallest warehouse, 4 DBU an hour, at work 20 hours to all of them")));
        models.forEach(model -> parts.add(model(model)));
        parts.add(ofModels(PIPELINE, "the models, in their order and on time")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("warehouse", WAREHOUSE)
                        .with("every-minutes", period(models))
                        .with(
                                "models",
                                new Content.Items(models.stream()
                                        .<Content>map(model -> Content.empty()
                                                .with("name", model.name())
                                                .with("after", after(model)))
                                        .toList())))
                .needs(WAREHOUSE)
                .needs(models.stream().map(model -> id(model.name())).toList()));
        return parts;
    }

    private Part model(Model model) {
        return Part.of(
                        id(model.name()),
                        "model",
                        cloud.databricks(),
                        "the result of %s".formatted(model.file()),
                        Fidelity.APPROXIMATE,
                        "Spark computes the author's own SQL from time to time, over the newest version of each table it"
                                + " reads, which may be of different moments; a row for quarantine is left out and kept"
                                + " nowhere.")
                .content(Contents.model(model, Type::databricks)
                        .with("name", model.name())
                        .with("catalog", catalog())
                        .with("schema", model.table().zone().label())
                        .with("warehouse", WAREHOUSE)
                        .with("location", cloud.location(model.table())))
                .needs(location(Zone.CURATED), schema(Zone.CURATED), WAREHOUSE)
                .needs(Contents.needs(
                        model,
                        table -> table.startsWith(Zone.CURATED.label())
                                ? id(table.substring(table.indexOf('.') + 1))
                                : "databricks:table:" + table));
    }

    /** The models that a model reads. */
    private static List<String> after(Model model) {
        return model.query().reads().stream()
                .map(Query.Reference::table)
                .filter(table -> table.zone() == Zone.CURATED)
                .map(TableId::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** One job runs all models, so the most urgent one says how often. */
    private static long period(List<Model> models) {
        long minutes = models.stream()
                .mapToLong(model -> model.maxDelay().toMinutes())
                .min()
                .orElseThrow();
        return Math.max(MIN_PERIOD_MINUTES, minutes);
    }

    List<Part> access(Access access) {
        return access.roles().stream().map(this::role).toList();
    }

    private Part role(Role role) {
        Set<TableId> partly = role.partlySeen();
        List<TableId> whole =
                there(role).stream().filter(table -> !partly.contains(table)).toList();
        List<String> withheld = there(role).stream()
                .filter(partly::contains)
                .map(TableId::toString)
                .toList();
        return Part.of(
                        "databricks:role:" + role.name(),
                        "role",
                        cloud.databricks(),
                        "role %s in Databricks".formatted(role.name()),
                        withheld.isEmpty() ? Fidelity.EXACT : Fidelity.APPROXIMATE,
                        withheld.isEmpty()
                                ? "A group of the account with grants in Unity Catalog."
                                : "A group of the account with grants in Unity Catalog; of %s, of which the role sees but part, it sees nothing there."
                                        .formatted(String.join(" and ", withheld)))
                .content(Content.empty()
                        .with("name", cloud.named(role.name()))
                        .with("catalog", catalog())
                        .with("reads", whole.stream().map(TableId::toString).toList())
                        .with("withheld", withheld))
                .needs(CATALOG)
                .needs(whole.stream().map(this::made).toList())
                .granting(RoleContents.grants(role, whole, Vendor.DATABRICKS));
    }

    /** Curated tables are there if they are made there. */
    private List<TableId> there(Role role) {
        return role.reads().stream()
                .filter(table -> table.zone() != Zone.CURATED || cloud.modelsOnDatabricks())
                .toList();
    }

    private String made(TableId table) {
        return table.zone() == Zone.CURATED ? id(table.name()) : id(table);
    }

    private String catalog() {
        return "%s_%s".formatted(cloud.platform().name(), cloud.target().name());
    }

    private String credential() {
        return cloud.named("lake");
    }

    private static String id(String model) {
        return "databricks:model:" + model;
    }

    private static String id(TableId table) {
        return "databricks:table:" + table;
    }

    private static String location(Zone zone) {
        return "databricks:location:" + zone.label();
    }

    private static String schema(Zone zone) {
        return "databricks:schema:" + zone.label();
    }

    private Part ofModels(String id, String what) {
        return Part.of(
                id,
                "model",
                cloud.databricks(),
                what,
                Fidelity.EXACT,
                "A job of Databricks runs the models in their order, on a warehouse of its own.");
    }

    private Part aws(String id, String what) {
        return Part.of(id, "lake", cloud.data(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }

    private Part part(String id, String what) {
        return Part.of(id, "lake", cloud.databricks(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }
}
