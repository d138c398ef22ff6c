package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.TableInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** Tables of rows that models put aside, at their places in zone quarantine. The model's query fills one, so SQL makes it. */
final class Quarantines extends Kind<TableInfo> {
    private final Warehouses warehouses;
    private final Statements statements;

    Quarantines(Owner owner, Workspace workspace, Warehouses warehouses) {
        super(owner, workspace);
        this.warehouses = warehouses;
        this.statements = new Statements(workspace);
    }

    @Override
    boolean makes(String part) {
        return part.startsWith("databricks:quarantine:");
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
        return Tables.look(workspace, Names.full(Values.of(part)));
    }

    @Override
    Optional<Label> label(TableInfo table) {
        return Catalogs.labelOf(table.getProperties());
    }

    @Override
    Content properties(TableInfo table) {
        return Tables.properties(
                table.getStorageLocation(),
                String.valueOf(table.getDataSourceFormat()),
                Objects.requireNonNullElse(table.getColumns(), List.of()));
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        Values values = Values.of(part);
        return Tables.properties(values.text("location"), "DELTA", Columns.of(values.list("columns")));
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        run(part, ModelSql.create(Values.of(part), Map.of(Catalogs.LABEL, Owner.text(label))));
    }

    @Override
    void change(TableInfo table, Part part, Label label, Outputs outputs) {
        Values values = Values.of(part);
        Map<String, String> labels = Map.of(Catalogs.LABEL, Owner.text(label));
        run(
                part,
                properties(table).equals(wanted(part, outputs))
                        ? ModelSql.alter(values, labels)
                        : ModelSql.replace(values, labels));
    }

    private void run(Part part, String statement) {
        statements.run(warehouses.required(named(part)), statement);
    }

    @Override
    void delete(TableInfo table) {
        workspace.client().tables().delete(Names.inPath(table.getFullName()));
    }

    @Override
    boolean isTold(TableInfo table) {
        return Tables.look(workspace, table.getFullName()).isPresent();
    }
}
