package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.ColumnMask;
import com.databricks.sdk.service.catalog.FunctionInfo;
import com.databricks.sdk.service.catalog.FunctionParameterInfos;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.catalog.TableRowFilter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.Content;
import lakeward.core.plan.Label;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/**
 * What bounds what people see of a table: a function of Unity Catalog, and where it is put on. A function that takes other
 * arguments has another name, and takes the place of the one before it in one statement.
 */
final class Guards extends Kind<Guards.Guard> {
    private static final String ROWS = "databricks:rows:";
    private static final String MASK = "databricks:mask:";

    /**
     * A guard as it stands.
     *
     * @param table the one that it is for
     * @param alone whether there is no other function of its part
     */
    record Guard(FunctionInfo function, String part, Optional<TableInfo> table, boolean alone) {
        /** Whether a table's rows are filtered by the function, or the values of a column masked. */
        static boolean isOn(TableInfo table, String function) {
            return filters(table, function) || columns(table).stream().anyMatch(column -> masks(column, function));
        }

        boolean isPlaced() {
            return table.filter(there -> part.startsWith(ROWS)
                            ? filters(there, function.getFullName())
                                    && List.copyOf(there.getRowFilter().getInputColumnNames())
                                            .equals(asked())
                            : columns(there).stream()
                                    .filter(column -> asked().contains(column.getName()))
                                    .anyMatch(column -> masks(column, function.getFullName())))
                    .isPresent();
        }

        /** Returns the columns that are its arguments. */
        private List<String> asked() {
            return parameters(function).stream()
                    .map(parameter -> parameter.substring(1, parameter.lastIndexOf(' ')))
                    .toList();
        }

        private static boolean filters(TableInfo table, String function) {
            return function.equalsIgnoreCase(Optional.ofNullable(table.getRowFilter())
                    .map(TableRowFilter::getFunctionName)
                    .orElse(""));
        }

        private static boolean masks(ColumnInfo column, String function) {
            return function.equalsIgnoreCase(Optional.ofNullable(column.getMask())
                    .map(ColumnMask::getFunctionName)
                    .orElse(""));
        }

        private static Collection<ColumnInfo> columns(TableInfo table) {
            return Objects.requireNonNullElse(table.getColumns(), List.of());
        }
    }

    private final Warehouses warehouses;
    private final Statements statements;

    Guards(Owner owner, Workspace workspace, Warehouses warehouses) {
        super(owner, workspace);
        this.warehouses = warehouses;
        this.statements = new Statements(workspace);
    }

    /** Whether a schema is that of filters and masks. */
    static boolean isSchema(Label schema) {
        return schema.marker().part().equals("databricks:schema:access");
    }

    @Override
    boolean makes(String part) {
        return part.startsWith(ROWS) || part.startsWith(MASK);
    }

    @Override
    String named(Part part) {
        return "function " + Names.full(Values.of(part));
    }

    @Override
    List<Guard> all(Inventory inventory) {
        List<FunctionInfo> functions = inventory.functions();
        return functions.stream()
                .flatMap(function -> Owner.labelIn(function.getComment())
                        .map(label -> label.marker().part())
                        .filter(this::makes)
                        .map(part -> guard(function, part, table(part, inventory), functions))
                        .stream())
                .toList();
    }

    /** Returns the table that a part is about, known by its label. */
    private static Optional<TableInfo> table(String part, Inventory inventory) {
        return inventory.tables().stream()
                .filter(table -> Catalogs.labelOf(table.getProperties())
                        .map(label -> label.marker().part())
                        .filter(of -> isAbout(part, of))
                        .isPresent())
                .findFirst();
    }

    private static boolean isAbout(String guard, String table) {
        String name = table.startsWith("databricks:model:")
                ? table.replace("databricks:model:", "curated.")
                : table.replace("databricks:table:", "");
        return guard.equals(ROWS + name) || guard.startsWith(MASK + name + ".");
    }

    @Override
    Optional<Guard> look(Part part) {
        String name = Names.full(Values.of(part));
        List<FunctionInfo> functions = functions(part);
        return functions.stream()
                .filter(function -> function.getFullName().equalsIgnoreCase(name))
                .findFirst()
                .map(function -> guard(function, part.id(), Tables.look(workspace, tableName(part)), functions));
    }

    private List<FunctionInfo> functions(Part part) {
        Values values = Values.of(part);
        return Workspace.find(() -> Inventory.functions(
                        workspace, Names.kept(values.text("catalog")), Names.kept(values.text("schema"))))
                .orElse(List.of());
    }

    private Guard guard(
            FunctionInfo function, String part, Optional<TableInfo> table, Collection<FunctionInfo> functions) {
        return new Guard(
                function,
                part,
                table,
                others(function.getFullName(), part, functions).isEmpty());
    }

    private List<FunctionInfo> others(String name, String part, Collection<FunctionInfo> functions) {
        return functions.stream()
                .filter(function -> !function.getFullName().equalsIgnoreCase(name))
                .filter(function -> Owner.labelIn(function.getComment())
                        .filter(owner::made)
                        .filter(label -> label.marker().part().equals(part))
                        .isPresent())
                .toList();
    }

    @Override
    Optional<Label> label(Guard guard) {
        return Owner.labelIn(guard.function().getComment());
    }

    @Override
    Content properties(Guard guard) {
        FunctionInfo function = guard.function();
        return properties(
                parameters(function),
                Objects.requireNonNullElse(function.getFullDataType(), ""),
                Objects.requireNonNullElse(function.getRoutineDefinition(), ""),
                guard.isPlaced(),
                guard.alone());
    }

    @Override
    Content wanted(Part part, Outputs outputs) {
        GuardSql.Rule rule = rule(part);
        return properties(rule.parameters(), rule.returns(), rule.body(), true, true);
    }

    private static Content properties(
            List<String> parameters, String returns, String body, boolean placed, boolean alone) {
        return Content.empty()
                .with("parameters", parameters)
                .with("returns", returns.toLowerCase(Locale.ROOT))
                .with("body", body.strip().replaceAll("\\s+", " "))
                .with("placed", placed)
                .with("alone", alone);
    }

    /** Returns each parameter with its type. */
    private static List<String> parameters(FunctionInfo function) {
        return Optional.ofNullable(function.getInputParams()).map(FunctionParameterInfos::getParameters).stream()
                .flatMap(Collection::stream)
                .map(parameter -> "%s %s".formatted(parameter.getName(), parameter.getTypeText()))
                .toList();
    }

    private GuardSql.Rule rule(Part part) {
        Values values = Values.of(part);
        return part.id().startsWith(ROWS) ? GuardSql.filter(values, computers()) : GuardSql.mask(values, computers());
    }

    /** Returns whom models are computed as: whoever applies, or did when the job was made. They own what is read. */
    private Set<String> computers() {
        Set<String> computers = new TreeSet<>(new Inventory(owner, workspace).creatorsOfJobs());
        computers.add(workspace.me());
        return computers;
    }

    @Override
    void create(Part part, Label label, Outputs outputs) {
        run(part, GuardSql.create(Values.of(part), rule(part), Owner.text(label)));
        // One of the name that is somebody else's is put nowhere; the next look finds it.
        workspace.awaitShortly(() -> look(part).isPresent());
        if (look(part).flatMap(this::label).equals(Optional.of(label))) {
            place(part);
        }
    }

    @Override
    void change(Guard guard, Part part, Label label, Outputs outputs) {
        run(part, GuardSql.replace(Values.of(part), rule(part), Owner.text(label)));
        if (!guard.isPlaced()) {
            place(part);
        }
        others(guard.function().getFullName(), part.id(), functions(part)).forEach(this::drop);
    }

    private void place(Part part) {
        Values values = Values.of(part);
        List<String> columns = values.list("arguments").stream()
                .map(argument -> argument.text("name"))
                .toList();
        String function = Names.full(values);
        run(
                part,
                part.id().startsWith(ROWS)
                        ? GuardSql.filter(tableName(part), function, columns)
                        : GuardSql.mask(tableName(part), columns.get(0), function, List.of()));
    }

    private static String tableName(Part part) {
        Values values = Values.of(part);
        return "%s.%s.%s"
                .formatted(
                        Names.kept(values.text("catalog")),
                        Names.kept(values.text("table-schema")),
                        Names.kept(values.text("table")));
    }

    private void run(Part part, String statement) {
        statements.run(warehouses.required(named(part)), statement);
    }

    /** Shows all of a table again: the roles that see less of it do not read it any more, or see all of it now. */
    @Override
    void delete(Guard guard) {
        String function = guard.function().getFullName();
        List<TableInfo> guarded = new Inventory(owner, workspace)
                .tables().stream().filter(table -> Guard.isOn(table, function)).toList();
        for (TableInfo table : guarded) {
            boolean isOurs = guard.table()
                    .map(ours -> ours.getFullName().equals(table.getFullName()))
                    .orElse(false);
            if (!isOurs) {
                throw Refusal.environment(
                        "Cannot take away function %s in %s: somebody put it on table %s too, which it would show. Take it off there."
                                .formatted(function, workspace.address(), table.getFullName()),
                        null);
            }
        }
        for (TableInfo table : guarded) {
            unguard(table, guard.part(), function);
        }
        drop(guard.function());
    }

    private void unguard(TableInfo table, String part, String function) {
        String warehouse = warehouses.required("all of " + table.getFullName());
        if (part.startsWith(ROWS)) {
            statements.run(warehouse, GuardSql.noFilter(table.getFullName()));
            return;
        }
        for (ColumnInfo column : Guard.columns(table)) {
            if (Guard.masks(column, function)) {
                statements.run(warehouse, GuardSql.noMask(table.getFullName(), column.getName()));
            }
        }
    }

    private void drop(FunctionInfo function) {
        workspace.client().functions().delete(Names.inPath(function.getFullName()));
    }

    @Override
    boolean isTold(Guard guard) {
        return Workspace.find(() -> workspace
                        .client()
                        .functions()
                        .get(Names.inPath(guard.function().getFullName())))
                .isPresent();
    }
}
