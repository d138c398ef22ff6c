package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lakeward.core.platform.Access;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Model;
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
                .content(Content.empty().with("name", cloud.named("lake")).with("role", READER))
                .needs(READER));
        parts.add(aws(TRUST, "Databricks' own identity, let in")
                .content(Content.empty().with("role", READER).with("trusts", List.of(CREDENTIAL)))
                .needs(READER, CREDENTIAL));
        parts.add(part(CATALOG, "catalog %s".formatted(catalog()))
                .content(Content.empty().with("name", catalog())));
        for (Zone zone : ZONES) {
            parts.add(part(location(zone), "where zone %s is".formatted(zone.label()))
                    .content(Content.empty()
                            .with("name", cloud.named(zone.label()))
                            .with("url", "s3://%s/".formatted(cloud.bucket(zone.label())))
                            .with("credential", CREDENTIAL)
                            .with("read-only", zone != Zone.CURATED || !cloud.modelsOnDatabricks()))
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
                        .with("schema", table.zone().label())
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
        for (Model model : models) {
            parts.add(Part.of(
                            "databricks:model:" + model.name(),
                            "model",
                            cloud.databricks(),
                            "the result of %s".formatted(model.file()),
                            Fidelity.APPROXIMATE,
                            "Spark computes the author's own SQL, over the newest version of each table it reads, which may"
                                    + " be of different moments.")
                    .content(Contents.model(model, Type::databricks)
                            .with("name", model.name())
                            .with("schema", model.table().zone().label())
                            .with("location", cloud.location(model.table())))
                    .needs(location(Zone.CURATED), schema(Zone.CURATED))
                    .needs(Contents.needs(
                            model,
                            table -> table.startsWith(Zone.CURATED.label())
                                    ? "databricks:model:" + table.substring(table.indexOf('.') + 1)
                                    : "databricks:table:" + table)));
        }
        parts.add(ofModels(PIPELINE, "what computes the models")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("catalog", catalog())
                        .with("schema", Zone.CURATED.label())
                        .with("policy", POLICY)
                        .with("models", models.stream().map(Model::name).toList()))
                .needs(POLICY)
                .needs(models.stream()
                        .map(model -> "databricks:model:" + model.name())
                        .toList())
                .costing(cloud.costs()
                        .elsewhere(
                                "databricks.pipeline-dbu",
                                20,
                                1_460,
                                "Databricks' pipeline at work 20 hours on 1 DBU to all hours on 2")));
        return parts;
    }

    List<Part> access(Access access) {
        return access.roles().stream().map(this::role).toList();
    }

    private Part role(Role role) {
        return Part.of(
                        "databricks:role:" + role.name(),
                        "role",
                        cloud.databricks(),
                        "role %s in Databricks".formatted(role.name()),
                        Fidelity.EQUIVALENT,
                        "A group with grants, column masks and row filters in Unity Catalog.")
                .content(RoleContents.of(role, there(role)).with("name", cloud.named(role.name())))
                .needs(there(role).stream().map(this::made).toList())
                .granting(RoleContents.grants(role, there(role), Vendor.DATABRICKS));
    }

    /** Curated tables are there if they are made there. */
    private List<TableId> there(Role role) {
        return role.reads().stream()
                .filter(table -> table.zone() != Zone.CURATED || cloud.modelsOnDatabricks())
                .toList();
    }

    private String made(TableId table) {
        return table.zone() == Zone.CURATED ? "databricks:model:" + table.name() : id(table);
    }

    private String catalog() {
        return "%s_%s".formatted(cloud.platform().name(), cloud.target().name());
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
                "A pipeline of Databricks runs the models in their order, on clusters within a policy.");
    }

    private Part aws(String id, String what) {
        return Part.of(id, "lake", cloud.data(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }

    private Part part(String id, String what) {
        return Part.of(id, "lake", cloud.databricks(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }
}
