package lakeward.cloud.databricks;

import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.sql.CreateQueryRequest;
import com.databricks.sdk.service.sql.CreateQueryRequestQuery;
import com.databricks.sdk.service.sql.LifecycleState;
import com.databricks.sdk.service.sql.ListQueriesRequest;
import com.databricks.sdk.service.sql.ListQueryObjectsResponseQuery;
import com.databricks.sdk.service.sql.Query;
import com.databricks.sdk.service.sql.UpdateQueryRequest;
import com.databricks.sdk.service.sql.UpdateQueryRequestQuery;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/**
 * A model: a Delta table of its own at its place in zone curated, and the saved query that fills it. Databricks writes that
 * table, so its SQL makes it, with the label and the query's id among its properties.
 */
final class Models extends Kind<Models.Model> {
    private static final String QUERY = Catalogs.LABEL + ".query";

    /** A model as it stands. */
    record Model(TableInfo table, Optional<Query> query, boolean runsOnTheWarehouse) {}

    private final Warehouses warehouses;
    private final Statements statements;
    private final Anew anew;

    Models(Owner owner, Workspace workspace, Warehouses warehouses, Anew anew) {
        super(owner, workspace);
        this.warehouses = warehouses;
        this.statements = new Statements(workspace);
        this.anew = anew;
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:model:");
    }

    @Override
    String named(Part part) {
        return "model " + Names.full(Values.of(part));
    }

    @Override
    List<Model> all(Inventory inventory) {
        return inventory.tables().stream()
                .filter(table -> Catalogs.labelOf(table.getProperties())
                        .filter(label ->
                                owner.made(label) && makes(label.marker().part()))
                        .isPresent())
                .map(table -> model(table, inventory))
                .toList();
    }

    @Override
    Optional<Model> look(Part part) {
        return Tables.look(workspace, Names.full(Values.of(part)))
                .map(table -> model(table, new Inventory(owner, workspace)));
    }

    private Model model(TableInfo table, Inventory inventory) {
        Optional<Query> query = queryId(table)
                .flatMap(id -> Workspace.find(() -> workspace.client().queries().get(id)))
                .filter(found -> found.getLifecycleState() != LifecycleState.TRASHED);
        boolean there = query.isPresent() && warehouses.id(inventory).equals(query.map(Query::getWarehouseId));
        return new Model(table, query, there);
    }

    /** Returns the id of the query that fills a table, if the table is a model's. */
    static Optional<String> queryId(TableInfo table) {
        return Optional.ofNullable(table.getProperties()).map(properties -> properties.get(QUERY));
    }

    @Override
    Optional<Label> label(Model model) {
        return Catalogs.labelOf(model.table().getProperties());
    }

    @Override
    Content properties(Model model) {
        TableInfo table = model.table();
        return properties(
                Tables.properties(
                        table.getStorageLocation(),
                        String.valueOf(table.getDataSourceFormat()),
                        Objects.requireNonNullElse(table.getColumns(), List.of())),
                model.query().map(Query::getQueryText).orElse(""),
                model.query().map(Query::getCatalog).orElse(""),
                model.runsOnTheWarehouse());
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        Values values = Values.of(part);
        return properties(
                Tables.properties(values.text("location"), "DELTA", Columns.of(values.list("columns"))),
                ModelSql.result(values),
                Names.kept(values.text("catalog")),
                true);
    }

    private static Fields properties(Content table, String query, String catalog, boolean runsOnTheWarehouse) {
        return Content.empty()
                .with("table", table)
                .with("query", query)
                .with("catalog", catalog)
                .with("on-the-warehouse", runsOnTheWarehouse);
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        String query = save(part, orphan(part));
        statements.run(warehouse(part), ModelSql.create(Values.of(part), labels(label, query)));
    }

    @Override
    void change(Model model, Part part, Label label, Outputs outputs) {
        String query = save(part, model.query().map(Query::getId).or(() -> orphan(part)));
        boolean sameTable =
                ((Fields) properties(model)).get("table").equals(((Fields) wanted(part, outputs)).get("table"));
        Values values = Values.of(part);
        String warehouse = warehouse(part);
        if (sameTable) {
            statements.run(warehouse, ModelSql.alter(values, labels(label, query)));
        } else {
            anew.make(
                    model.table(),
                    values.list("columns"),
                    named(part),
                    () -> statements.run(warehouse, ModelSql.replace(values, labels(label, query))));
        }
    }

    private static Map<String, String> labels(Label label, String query) {
        return new TreeMap<>(Map.of(Catalogs.LABEL, Owner.text(label), QUERY, query));
    }

    /** Returns the query that a try left without its table. */
    private Optional<String> orphan(Part part) {
        for (ListQueryObjectsResponseQuery query :
                workspace.client().queries().list(new ListQueriesRequest().setPageSize(100L))) {
            if (queryName(part).equals(query.getDisplayName())
                    && query.getLifecycleState() != LifecycleState.TRASHED
                    && hasTag(query.getTags(), tag(part))) {
                return Optional.of(query.getId());
            }
        }
        return Optional.empty();
    }

    private static boolean hasTag(Collection<String> tags, String tag) {
        return tags != null && tags.contains(tag);
    }

    private String tag(Part part) {
        return Groups.sign(owner, part.id());
    }

    private String save(Part part, Optional<String> there) {
        Values values = Values.of(part);
        String catalog = Names.kept(values.text("catalog"));
        if (there.isPresent()) {
            workspace
                    .client()
                    .queries()
                    .update(new UpdateQueryRequest()
                            .setId(there.get())
                            .setUpdateMask("query_text,catalog,warehouse_id")
                            .setQuery(new UpdateQueryRequestQuery()
                                    .setQueryText(ModelSql.result(values))
                                    .setCatalog(catalog)
                                    .setWarehouseId(warehouse(part))));
            return there.get();
        }
        return workspace
                .client()
                .queries()
                .create(new CreateQueryRequest()
                        .setAutoResolveDisplayName(false)
                        .setQuery(new CreateQueryRequestQuery()
                                .setDisplayName(queryName(part))
                                .setDescription(
                                        "Computes %s, as the platform says.".formatted(Names.full(Values.of(part))))
                                .setTags(List.of(tag(part)))
                                .setQueryText(ModelSql.result(values))
                                .setCatalog(catalog)
                                .setWarehouseId(warehouse(part))))
                .getId();
    }

    private String warehouse(Part part) {
        return warehouses.required(named(part));
    }

    @Override
    void delete(Model model) {
        model.query().ifPresent(query -> workspace.client().queries().delete(query.getId()));
        dropWhatIsUnderWay(model.table());
        workspace.client().tables().delete(Names.inPath(model.table().getFullName()));
    }

    /** A run that died leaves its result, and no schema goes that has a table. */
    private void dropWhatIsUnderWay(TableInfo table) {
        String result = "%s.quarantine.%s".formatted(table.getCatalogName(), ModelSql.underWay(table.getName()));
        try {
            workspace.client().tables().delete(Names.inPath(result));
        } catch (NotFound absent) {
            // No run died, or the model puts nothing aside.
        }
    }

    @Override
    boolean isTold(Model model) {
        return Tables.look(workspace, model.table().getFullName()).isPresent();
    }

    private String queryName(Part part) {
        return owner.named(Values.of(part).text("name"));
    }
}
