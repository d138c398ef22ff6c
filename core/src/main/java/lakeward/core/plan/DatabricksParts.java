package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Model;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** The lake in Databricks. */
final class DatabricksParts {
    static final String CATALOG = "databricks:catalog";

    /** What runs every statement there. */
    static final String WAREHOUSE = "databricks:warehouse";

    private static final String READER = "aws:guest:databricks";
    private static final String TRUST = "aws:trust:databricks";
    private static final String CREDENTIAL = "databricks:credential";

    private final Cloud cloud;
    private final DatabricksModels models;
    private final DatabricksAccess access;

    DatabricksParts(Cloud cloud) {
        this.cloud = cloud;
        this.models = new DatabricksModels(cloud);
        this.access = new DatabricksAccess(cloud);
    }

    /** What lets Databricks reach the lake; as with Snowflake, AWS learns last whom to trust. */
    List<Part> lake() {
        List<Part> parts = new ArrayList<>();
        List<Zone> zones = zones();
        List<String> buckets = zones.stream().map(DatabricksParts::bucket).toList();
        parts.add(aws(READER, "what Databricks may reach, for nobody yet")
                .content(Content.empty()
                        .with("name", cloud.named("databricks"))
                        .with(Standing.ACCOUNT, cloud.databricks().account())
                        .with("reads", buckets)
                        .with(
                                "writes",
                                zones.stream()
                                        .filter(this::writes)
                                        .map(DatabricksParts::bucket)
                                        .toList()))
                .fixed(Standing.ACCOUNT)
                .needs(buckets)
                .granting(zones.stream()
                        .map(zone -> new Grant(
                                "service databricks", writes(zone) ? "write" : "read", "zone " + zone.label()))
                        .toList()));
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
        parts.add(part(CATALOG, "catalog %s".formatted(catalog(cloud)))
                .content(Content.empty()
                        .with("name", catalog(cloud))
                        // Where tables without a place of their own are: results under way, and who people are.
                        .with("storage", "s3://%s/_databricks".formatted(cloud.bucket(Zone.CURATED.label()))))
                .needs(location(Zone.CURATED)));
        for (Zone zone : zones) {
            parts.add(part(location(zone), "where zone %s is".formatted(zone.label()))
                    .content(Content.empty()
                            .with("name", cloud.named(zone.label()))
                            .with("url", "s3://%s/".formatted(cloud.bucket(zone.label())))
                            .with("credential", credential())
                            .with("writes", writes(zone)))
                    .fixed("url")
                    .needs(CREDENTIAL, TRUST));
            parts.add(schemaOf(zone.label()));
        }
        parts.add(schemaOf(DatabricksAccess.SCHEMA_NAME));
        return parts;
    }

    private Part schemaOf(String name) {
        return part(schema(name), "schema %s".formatted(name))
                .content(Content.empty().with("name", name).with("catalog", catalog(cloud)))
                .needs(CATALOG);
    }

    private List<Zone> zones() {
        List<Zone> zones = new ArrayList<>(List.of(Zone.RAW, Zone.PROCESSED, Zone.CURATED));
        if (writes(Zone.QUARANTINE)) {
            zones.add(Zone.QUARANTINE);
        }
        return zones;
    }

    /** Whether Databricks writes there: results of models, rows that they put aside, and who people are. */
    private boolean writes(Zone zone) {
        return switch (zone) {
            case RAW, PROCESSED -> false;
            case CURATED -> cloud.modelsOnDatabricks() || access.asksForPeople();
            case QUARANTINE ->
                cloud.modelsOnDatabricks()
                        && cloud.platform().models().stream()
                                .anyMatch(model -> !model.quarantining().isEmpty());
        };
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
                        .with("catalog", catalog(cloud))
                        .with("schema", table.zone().label())
                        .with("external-location", cloud.named(table.zone().label()))
                        .with("location", cloud.location(table)))
                .fixed("location")
                .needs(location(table.zone()), schema(table.zone().label()), Cloud.table(table));
    }

    List<Part> models(List<Model> all) {
        return all.isEmpty() ? List.of() : models.parts(all);
    }

    List<Part> access() {
        List<Part> parts = new ArrayList<>();
        boolean hasWarehouse =
                cloud.modelsOnDatabricks() && !cloud.platform().models().isEmpty();
        if (access.hasPolicies() && !hasWarehouse) {
            parts.add(models.warehouse("what makes filters and masks"));
        }
        parts.addAll(access.parts());
        return parts;
    }

    static String catalog(Cloud cloud) {
        return "%s_%s".formatted(cloud.platform().name(), cloud.target().name());
    }

    private String credential() {
        return cloud.named("lake");
    }

    /** Returns the id of a table's part; results of models are made otherwise, and so are those parts. */
    static String id(TableId table) {
        return switch (table.zone()) {
            case RAW, PROCESSED -> "databricks:table:" + table;
            case CURATED -> "databricks:model:" + table.name();
            case QUARANTINE -> "databricks:quarantine:" + table.name();
        };
    }

    static String location(Zone zone) {
        return "databricks:location:" + zone.label();
    }

    static String schema(String name) {
        return "databricks:schema:" + name;
    }

    private static String bucket(Zone zone) {
        return "aws:bucket:" + zone.label();
    }

    private Part aws(String id, String what) {
        return Part.of(id, "lake", cloud.data(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }

    private Part part(String id, String what) {
        return Part.of(id, "lake", cloud.databricks(), what, Fidelity.EXACT, "Databricks reads the lake where it is.");
    }
}
