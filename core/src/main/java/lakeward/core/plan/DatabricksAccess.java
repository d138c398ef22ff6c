package lakeward.core.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.Access;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.Role;
import lakeward.core.platform.Role.RowFilter;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;

/**
 * Who reads what in Databricks. There a table has one row filter and a column one mask, both functions of Unity Catalog; they
 * ask in which group somebody is, and roles have nothing but grants.
 */
final class DatabricksAccess {
    private static final String POLICY = "databricks:policy:cluster";
    private static final String PEOPLE = "databricks:people";
    /** The schema of filters and masks, and of the table in which they look up who somebody is. */
    static final String SCHEMA_NAME = "access";

    private static final String SCHEMA = DatabricksParts.schema(SCHEMA_NAME);

    private final Cloud cloud;
    private final List<Role> roles;
    private final Set<TableId> tables;
    private final List<Guard> guards;

    DatabricksAccess(Cloud cloud) {
        this.cloud = cloud;
        Access access = cloud.platform().ground().access();
        this.roles = access.roles();
        Map<TableId, TableSchema> tables = new LinkedHashMap<>();
        for (Database database : cloud.platform().databases()) {
            for (CapturedTable table : database.tables()) {
                tables.put(table.raw(), table.rawSchema());
                tables.put(table.processed(), table.processedSchema());
            }
        }
        // Curated tables are there if they are made there.
        if (cloud.modelsOnDatabricks()) {
            cloud.platform().models().forEach(model -> tables.put(model.table(), model.schema()));
        }
        this.tables = Set.copyOf(tables.keySet());
        this.guards = Guard.of(tables, access);
    }

    boolean hasPolicies() {
        return guards.stream()
                .anyMatch(guard -> guard.boundsRows() || !guard.masked().isEmpty());
    }

    boolean asksForPeople() {
        return guards.stream().anyMatch(Guard::asksForPeople);
    }

    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (asksForPeople()) {
            parts.add(people());
        }
        Map<TableId, List<Part>> policies = new HashMap<>();
        for (Guard guard : guards) {
            List<Part> ofTable = policies(guard);
            policies.put(guard.table(), ofTable);
            parts.addAll(ofTable);
        }
        roles.forEach(role -> parts.add(role(role, policies)));
        if (!roles.isEmpty()) {
            parts.add(clusters());
        }
        return parts;
    }

    private Part people() {
        Set<String> attributes = new TreeSet<>();
        guards.forEach(guard -> attributes.addAll(guard.attributes()));
        return part(
                        PEOPLE,
                        "who somebody is, for filters that ask",
                        Fidelity.APPROXIMATE,
                        "Databricks is not told a person's attributes at sign-in; whoever keeps the workspace fills this"
                                + " table.")
                .content(inAccess("people").with("attributes", attributes))
                .needs(SCHEMA)
                .holdingData();
    }

    private List<Part> policies(Guard guard) {
        List<Part> policies = new ArrayList<>();
        if (guard.boundsRows()) {
            policies.add(rows(guard));
        }
        guard.masked().forEach(column -> policies.add(mask(guard, column)));
        return policies;
    }

    private Part rows(Guard guard) {
        TableId table = guard.table();
        boolean asks = guard.asksForPeople();
        Items arguments = new Items(
                guard.asked().stream().<Content>map(DatabricksAccess::argument).toList());
        Fields content = policy("rows", table, arguments)
                .with("arguments", arguments)
                .with(
                        "sees",
                        new Items(guard.readers().stream()
                                .<Content>map(reader -> Content.empty()
                                        .with("group", cloud.named(reader.role().name()))
                                        .with("condition", reader.filter().map(RowFilter::condition)))
                                .toList()));
        return part(
                        "databricks:rows:" + table,
                        "which rows of %s each role sees".formatted(table),
                        asks ? Fidelity.APPROXIMATE : Fidelity.EQUIVALENT,
                        asks
                                ? "A row filter, which looks up a person's attributes in a table that whoever keeps the workspace"
                                        + " fills; no other engine may then read the table through Unity Catalog."
                                : "A row filter with each role's own condition; no other engine may then read the"
                                        + " table through Unity Catalog.")
                .content(asks ? content.with("people", "people") : content)
                .needs(SCHEMA, DatabricksParts.WAREHOUSE, DatabricksParts.id(table))
                .needs(asks ? List.of(PEOPLE) : List.of());
    }

    private Part mask(Guard guard, Column column) {
        TableId table = guard.table();
        return part(
                        "databricks:mask:%s.%s".formatted(table, column.name()),
                        "who sees %s of %s".formatted(column.name(), table),
                        Fidelity.EQUIVALENT,
                        "A column mask: whoever has none of the roles that may see a value sees null; no other engine may then"
                                + " read the table through Unity Catalog.")
                .content(policy("mask_" + column.name(), table, argument(column))
                        .with("arguments", new Items(List.of(argument(column))))
                        .with(
                                "clear",
                                guard.clear(column).stream()
                                        .map(role -> cloud.named(role.name()))
                                        .toList()))
                .needs(SCHEMA, DatabricksParts.WAREHOUSE, DatabricksParts.id(table));
    }

    /** A function that takes other arguments is another one, so what these are is part of its name. */
    private Fields policy(String what, TableId table, Content arguments) {
        String digest = Standing.digestOf(Content.empty()
                .with("what", what)
                .with("table", table.toString())
                .with("arguments", arguments));
        String end = "_" + digest.substring(0, 6);
        String name = "%s_%s_%s".formatted(table.zone().label(), table.name(), what);
        String front = name.substring(0, Math.min(name.length(), DatabricksFacts.LONGEST_NAME - end.length()));
        return inAccess(front.replaceAll("[^\\p{L}\\p{N}_]", "_") + end)
                .with("table", table.name())
                .with("table-schema", table.zone().label());
    }

    private static Fields argument(Column column) {
        return Content.empty()
                .with("name", column.name())
                .with("type", column.type().databricks());
    }

    private Part role(Role role, Map<TableId, List<Part>> policies) {
        List<TableId> reads = role.reads().stream().filter(tables::contains).toList();
        List<Part> bounds =
                reads.stream().flatMap(table -> policies.get(table).stream()).toList();
        return part(
                        "databricks:role:" + role.name(),
                        "role %s in Databricks".formatted(role.name()),
                        Fidelity.EQUIVALENT,
                        "A group of the account with grants in Unity Catalog; the provider, by SCIM, or an admin puts people"
                                + " into it.")
                .content(Content.empty()
                        .with("name", cloud.named(role.name()))
                        .with("catalog", DatabricksParts.catalog(cloud))
                        .with("reads", reads.stream().map(TableId::toString).toList())
                        // With another function on a table, what may be read of it is given anew.
                        .with(
                                "bounds",
                                new Items(bounds.stream()
                                        .map(policy ->
                                                policy.content().get("name").orElseThrow())
                                        .toList())))
                .needs(DatabricksParts.CATALOG)
                .needs(reads.stream().map(DatabricksParts::id).toList())
                .needs(bounds.stream().map(Part::id).toList())
                .granting(RoleContents.grants(role, reads, Vendor.DATABRICKS));
    }

    /** People of the roles may start no clusters but these. */
    private Part clusters() {
        return part(
                        POLICY,
                        "what a cluster may be that people of the roles start",
                        Fidelity.EXACT,
                        "A cluster policy; each role's group may use it.")
                .content(Content.empty()
                        .with("name", cloud.named("clusters"))
                        .with("workers-at-most", 4)
                        .with("idle-minutes-at-most", 10)
                        .with(
                                "groups",
                                roles.stream()
                                        .map(role -> cloud.named(role.name()))
                                        .toList()))
                .needs(roles.stream()
                        .map(role -> "databricks:role:" + role.name())
                        .toList());
    }

    private Fields inAccess(String name) {
        return Content.empty()
                .with("name", name)
                .with("catalog", DatabricksParts.catalog(cloud))
                .with("schema", SCHEMA_NAME);
    }

    private Part part(String id, String what, Fidelity fidelity, String why) {
        return Part.of(id, "role", cloud.databricks(), what, fidelity, why);
    }
}
