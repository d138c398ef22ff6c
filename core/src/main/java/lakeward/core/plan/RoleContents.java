package lakeward.core.plan;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;

/** What vendors with roles, masks and row filters of their own say of a role in one way. */
final class RoleContents {
    private RoleContents() {}

    /** Returns what a role is, as far as these tables go. */
    static Fields of(Role role, Collection<TableId> tables) {
        Set<TableId> there = new HashSet<>(tables);
        List<Content> rows = role.rows().entrySet().stream()
                .filter(entry -> there.contains(entry.getKey()))
                .<Content>map(entry -> Content.empty()
                        .with("table", entry.getKey().toString())
                        .with("condition", entry.getValue().condition())
                        .with("attributes", entry.getValue().attributes()))
                .toList();
        return Content.empty()
                .with("reads", tables.stream().map(TableId::toString).toList())
                .with(
                        "masks",
                        role.masks().stream()
                                .filter(column -> there.contains(column.table()))
                                .map(ColumnId::toString)
                                .toList())
                .with("rows", new Items(rows));
    }

    static List<Grant> grants(Role role, Collection<TableId> tables, Vendor vendor) {
        Set<TableId> partly = role.partlySeen();
        return tables.stream()
                .map(table -> new Grant(
                        "role " + role.name(),
                        partly.contains(table) ? "read part of" : "read",
                        vendor.label() + " " + table))
                .toList();
    }
}
