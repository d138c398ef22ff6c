package lakeward.cloud.databricks;

import com.databricks.sdk.service.catalog.ColumnInfo;
import com.databricks.sdk.service.catalog.ColumnMask;
import com.databricks.sdk.service.catalog.TableInfo;
import com.databricks.sdk.service.catalog.TableRowFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a table anew that somebody may read. Its row filter and its masks are gone then, so nobody may read it until they are
 * there again.
 */
final class Anew {
    private final Grants grants;
    private final Warehouses warehouses;
    private final Statements statements;

    Anew(Workspace workspace, Grants grants, Warehouses warehouses) {
        this.grants = grants;
        this.warehouses = warehouses;
        this.statements = new Statements(workspace);
    }

    /**
     * Makes a table anew, puts on it what bounded what people see of it, and lets them read it again. Where its columns leave
     * no place for that, the parts that bound it and the roles' parts change too, and do the rest.
     *
     * @param columns those that it gets
     * @param named for errors
     * @param making takes the old one away, and returns when the new one stands
     */
    void make(TableInfo table, Collection<Values> columns, String named, Runnable making) {
        String name = table.getFullName();
        Map<String, List<String>> held = grants.held("table", name);
        if (!isBound(table)) {
            making.run();
            grants.give("table", name, held);
            return;
        }
        held.keySet().forEach(principal -> grants.settle("table", name, principal, List.of()));
        making.run();
        Optional<List<String>> bounds = bounds(table, types(columns));
        if (bounds.isPresent()) {
            bounds.get().forEach(statement -> statements.run(warehouses.required(named), statement));
            grants.give("table", name, held);
        }
    }

    private static boolean isBound(TableInfo table) {
        return table.getRowFilter() != null || columns(table).stream().anyMatch(column -> column.getMask() != null);
    }

    private static Map<String, String> types(Collection<Values> columns) {
        Map<String, String> types = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        columns.forEach(column -> types.put(column.text("name"), column.text("type")));
        return types;
    }

    /** Returns what puts a table's filter and masks on it again; empty if a column that they take is another now. */
    private static Optional<List<String>> bounds(TableInfo table, Map<String, String> types) {
        List<String> taken = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        TableRowFilter filter = table.getRowFilter();
        if (filter != null) {
            taken.addAll(filter.getInputColumnNames());
            bounds.add(GuardSql.filter(table.getFullName(), filter.getFunctionName(), taken));
        }
        for (ColumnInfo column : columns(table)) {
            ColumnMask mask = column.getMask();
            if (mask != null) {
                List<String> using = List.copyOf(Objects.requireNonNullElse(mask.getUsingColumnNames(), List.of()));
                taken.add(column.getName());
                taken.addAll(using);
                bounds.add(GuardSql.mask(table.getFullName(), column.getName(), mask.getFunctionName(), using));
            }
        }
        boolean fits = columns(table).stream()
                .filter(column -> taken.contains(column.getName()))
                .allMatch(column -> column.getTypeText().equalsIgnoreCase(types.get(column.getName())));
        return fits ? Optional.of(bounds) : Optional.empty();
    }

    private static Collection<ColumnInfo> columns(TableInfo table) {
        return Objects.requireNonNullElse(table.getColumns(), List.of());
    }
}
