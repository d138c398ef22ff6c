package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.TableInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** The table in which filters look up who somebody is. Somebody fills it, so it gets columns and loses none. */
final class People extends Kind<TableInfo> {
    /** The column with the name by which Databricks knows somebody; no attribute begins like this. */
    static final String PERSON = "_person";

    private final Warehouses warehouses;
    private final Statements statements;

    People(Owner owner, Workspace workspace, Warehouses warehouses) {
        super(owner, workspace);
        this.warehouses = warehouses;
        this.statements = new Statements(workspace);
    }

    @Override
    boolean makes(String part) {
        return part.equals("databricks:people");
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

    /** What it had before stays: so it is not compared. */
    @Override
    Content properties(TableInfo table) {
        return Content.empty();
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        return Content.empty();
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        Values values = Values.of(part);
        String attributes = values.texts("attributes").stream()
                .map(attribute -> ", %s string".formatted(Sql.name(attribute)))
                .collect(Collectors.joining());
        run(
                part,
                "CREATE TABLE IF NOT EXISTS %s (%s string NOT NULL%s)\nUSING DELTA\nTBLPROPERTIES %s"
                        .formatted(ModelSql.name(values), Sql.name(PERSON), attributes, properties(label)));
    }

    @Override
    void change(TableInfo table, Part part, Label label, Outputs outputs) {
        Values values = Values.of(part);
        Collection<ColumnInfo> columns = Objects.requireNonNullElse(table.getColumns(), List.of());
        Set<String> there = columns.stream().map(ColumnInfo::getName).collect(Collectors.toSet());
        String missing = values.texts("attributes").stream()
                .filter(attribute -> !there.contains(attribute))
                .map(attribute -> "%s string".formatted(Sql.name(attribute)))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            run(part, "ALTER TABLE %s ADD COLUMNS (%s)".formatted(ModelSql.name(values), missing));
        }
        run(part, "ALTER TABLE %s SET TBLPROPERTIES %s".formatted(ModelSql.name(values), properties(label)));
    }

    @Override
    void leave(TableInfo table, Label label) {
        statements.run(
                warehouses.required(table.getFullName()),
                "ALTER TABLE %s SET TBLPROPERTIES %s"
                        .formatted(Sql.name(table.getFullName().split("\\.", -1)), properties(label)));
    }

    private static String properties(Label label) {
        return ModelSql.properties(Map.of(Catalogs.LABEL, Owner.text(label)));
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
