package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import lakeward.core.platform.Model;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Models that are computed in Databricks. */
final class DatabricksModels {
    private static final String PIPELINE = "databricks:pipeline";

    /** A warehouse that starts again for less than this is never at rest. */
    private static final long MIN_PERIOD_MINUTES = 5;

    private final Cloud cloud;

    DatabricksModels(Cloud cloud) {
        this.cloud = cloud;
    }

    List<Part> parts(List<Model> models) {
        List<Part> parts = new ArrayList<>();
        parts.add(warehouse("what computes the models"));
        for (Model model : models) {
            if (!model.quarantining().isEmpty()) {
                parts.add(quarantine(model));
            }
            parts.add(model(model));
        }
        parts.add(ofModels(PIPELINE, "the models, in their order and on time")
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("warehouse", DatabricksParts.WAREHOUSE)
                        .with("every-minutes", period(models))
                        .with(
                                "models",
                                new Content.Items(models.stream()
                                        .<Content>map(model -> Content.empty()
                                                .with("name", model.name())
                                                .with("after", after(model)))
                                        .toList())))
                .needs(DatabricksParts.WAREHOUSE)
                .needs(models.stream()
                        .map(model -> DatabricksParts.id(model.table()))
                        .toList()));
        return parts;
    }

    Part warehouse(String what) {
        return ofModels(DatabricksParts.WAREHOUSE, what)
                .content(Content.empty()
                        .with("name", cloud.named("models"))
                        .with("size", "2X-Small")
                        .with("idle-minutes-at-most", 10))
                .costing(cloud.costs()
                        .elsewhere(
                                "databricks.warehouse-dbu",
                                80,
                                2_920,
                                "Databricks' smallest warehouse, 4 DBU an hour, at work 20 hours to all of them"));
    }

    private Part quarantine(Model model) {
        TableId table = model.quarantine();
        return Part.of(
                        DatabricksParts.id(table),
                        "model",
                        cloud.databricks(),
                        "rows that model %s puts aside".formatted(model.name()),
                        Fidelity.EQUIVALENT,
                        "The table that the local run has, empty from the start; the model's own query fills it.")
                .content(Contents.table(model.quarantineSchema(), Type::databricks)
                        .with("name", table.name())
                        .with("catalog", DatabricksParts.catalog(cloud))
                        .with("schema", table.zone().label())
                        .with("location", cloud.location(table)))
                .needs(
                        DatabricksParts.location(table.zone()),
                        DatabricksParts.schema(table.zone().label()),
                        DatabricksParts.WAREHOUSE);
    }

    private Part model(Model model) {
        // A name without a zone means nothing there.
        String sql = model.query()
                .reading(table -> "\"%s\".\"%s\""
                        .formatted(table.zone().label(), table.name().replace("\"", "\"\"")));
        boolean quarantines = !model.quarantining().isEmpty();
        Content.Fields content = Contents.model(model, Type::databricks)
                .with("sql", sql)
                .with("name", model.name())
                .with("catalog", DatabricksParts.catalog(cloud))
                .with("schema", model.table().zone().label())
                .with("location", cloud.location(model.table()));
        return Part.of(
                        DatabricksParts.id(model.table()),
                        "model",
                        cloud.databricks(),
                        "the result of %s".formatted(model.file()),
                        Fidelity.APPROXIMATE,
                        "Spark computes the author's own SQL from time to time, over the newest version of each table it"
                                + " reads, which may be of different moments.")
                .content(quarantines ? content.with("quarantine-schema", Zone.QUARANTINE.label()) : content)
                .needs(
                        DatabricksParts.location(Zone.CURATED),
                        DatabricksParts.schema(Zone.CURATED.label()),
                        DatabricksParts.WAREHOUSE)
                .needs(quarantines ? List.of(DatabricksParts.id(model.quarantine())) : List.of())
                .needs(Contents.needs(model, table -> DatabricksParts.id(TableId.parse(table))));
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

    private Part ofModels(String id, String what) {
        return Part.of(
                id,
                "model",
                cloud.databricks(),
                what,
                Fidelity.EXACT,
                "A job of Databricks runs the models in their order, on a warehouse of its own.");
    }
}
