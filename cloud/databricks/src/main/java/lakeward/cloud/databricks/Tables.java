package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.CreateTableRequest;
import com.databricks.sdk.service.catalog.DataSourceFormat;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.catalog.TableType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/**
 * The lake's tables, registered where they are. Unity Catalog's own API registers them: it writes into no table's log, as SQL
 * over a warehouse might, and needs neither a warehouse nor a table that already has a log.
 */
final class Tables extends Kind<TableInfo> {
    private final Grants grants;
    private final Anew anew;

    Tables(Owner owner, Workspace workspace, Grants grants, Anew anew) {
        super(owner, workspace);
        this.grants = grants;
        this.anew = anew;
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:table:");
    }

    @Override
    String named(Part part) {
        return "table " + Names.full(Values.of(part));
    }

    @Override
    List<TableInfo> all(Inventory inventory) {
        return inventory.tables();
    }

    @Override
    Optional<TableInfo> look(Part part) {
        return look(workspace, Names.full(Values.of(part)));
    }

    @Override
    Optional<Label> label(TableInfo table) {
        return Catalogs.labelOf(table.getProperties());
    }

    @Override
    Content properties(TableInfo table) {
        return properties(
                table.getStorageLocation(),
                String.valueOf(table.getDataSourceFormat()),
                Objects.requireNonNullElse(table.getColumns(), List.of()));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        Values values = Values.of(part);
        return properties(
                values.text("location"), DataSourceFormat.DELTA.toString(), Columns.of(values.list("columns")));
    }

    /** What a reader relies on. Comments, and whether a column may be null, the table's own log tells Databricks anew. */
    static Content properties(String location, String format, Collection<ColumnInfo> columns) {
        return Content.empty()
                .with("location", Objects.requireNonNullElse(location, "").replaceAll("/+$", ""))
                .with("format", format)
                .with(
                        "columns",
                        new Items(columns.stream()
                                .<Content>map(column -> Content.empty()
                                        .with("name", column.getName())
                                        .with("type", column.getTypeText()))
                                .toList()));
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        Values values = Values.of(part);
        grants.letApplierRegister(catalog(part), schema(part), Names.kept(values.text("external-location")));
        workspace
                .client()
                .tables()
                .create(new CreateTableRequest()
                        .setName(Names.kept(values.text("name")))
                        .setCatalogName(catalog(part))
                        .setSchemaName(schema(part))
                        .setTableType(TableType.EXTERNAL)
                        .setDataSourceFormat(DataSourceFormat.DELTA)
                        .setStorageLocation(values.text("location"))
                        .setColumns(Columns.of(values.list("columns")))
                        .setProperties(Map.of(Catalogs.LABEL, Owner.text(label))));
    }

    /**
     * Registers it anew: there is no call that changes a registration. What is registered holds no data, and those who were
     * let see it are let see it again.
     */
    @Override
    void change(TableInfo table, Part part, Label label, Outputs outputs) {
        anew.make(table, Values.of(part).list("columns"), named(part), () -> {
            delete(table);
            workspace.await(() -> look(part).isEmpty());
            create(part, label, outputs);
            workspace.await(() -> look(part).isPresent());
        });
    }

    @Override
    void delete(TableInfo table) {
        workspace.client().tables().delete(Names.inPath(table.getFullName()));
    }

    @Override
    boolean isTold(TableInfo table) {
        return look(workspace, table.getFullName()).isPresent();
    }

    private static String catalog(Part part) {
        return Names.kept(Values.of(part).text("catalog"));
    }

    private static String schema(Part part) {
        return Names.kept(Values.of(part).text("schema"));
    }

    static Optional<TableInfo> look(Workspace workspace, String fullName) {
        return Workspace.find(() -> workspace.client().tables().get(Names.inPath(fullName)));
    }
}
