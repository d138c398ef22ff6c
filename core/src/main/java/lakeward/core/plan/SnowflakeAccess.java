package lakeward.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.platform.Access;
import lakeward.core.platform.Column;
import lakeward.core.platform.Role;
import lakeward.core.platform.Role.RowFilter;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Zone;

/**
 * Who reads what in Snowflake. There a table has one policy on its rows and a column one on its values, whoever reads; so
 * those say of each role what it sees, and roles have nothing but grants.
 */
final class SnowflakeAccess {
    /** The schema of policies, and of the table in which they look up who somebody is. */
    static final String SCHEMA = "snowflake:schema:access";

    static final String NAME = "ACCESS";
    private static final String PEOPLE = "snowflake:people";
    private static final String WAREHOUSE = "snowflake:warehouse";

    private final Cloud cloud;

    SnowflakeAccess(Cloud cloud) {
        this.cloud = cloud;
    }

    List<Part> parts(Access access) {
        List<Part> parts = new ArrayList<>();
        access.signIn().ifPresent(how -> parts.add(signIn(how)));
        Map<TableId, TableSchema> tables = new LinkedHashMap<>();
        cloud.platform().models().forEach(model -> tables.put(model.table(), model.schema()));
        List<Guard> guards = Guard.of(tables, access);
        Set<String> attributes = new TreeSet<>();
        guards.forEach(guard -> attributes.addAll(guard.attributes()));
        if (!attributes.isEmpty()) {
            parts.add(people(attributes));
        }
        Map<TableId, List<Part>> policies = new LinkedHashMap<>();
        guards.forEach(guard -> policies.put(guard.table(), policies(guard)));
        policies.values().forEach(parts::addAll);
        access.roles().forEach(role -> parts.add(role(role, policies)));
        return parts;
    }

    private Part signIn(Access.SignIn how) {
        return part(
                        "snowflake:policy:authentication",
                        "sign-in",
                        "how people sign in to the warehouse",
                        Fidelity.APPROXIMATE,
                        "Snowflake takes SAML or OAuth from the provider, no OpenID Connect; who keeps the account connects"
                                + " them, and gives people this policy.")
                .content(named("SIGN_IN").with("issuer", how.issuer()).with("second-factor", how.secondFactor()))
                .needs(SCHEMA);
    }

    private Part people(Collection<String> attributes) {
        return part(
                        PEOPLE,
                        "role",
                        "who somebody is, for policies that ask",
                        Fidelity.APPROXIMATE,
                        "Snowflake is not told a person's attributes at sign-in; whoever keeps the account fills this table.")
                .content(named("PEOPLE").with("attributes", attributes))
                .needs(SCHEMA)
                .holdingData();
    }

    private List<Part> policies(Guard guard) {
        List<Part> parts = new ArrayList<>();
        if (guard.boundsRows()) {
            parts.add(rows(guard));
        }
        guard.masked().forEach(column -> parts.add(mask(guard, column)));
        return parts;
    }

    private Part rows(Guard guard) {
        TableId table = guard.table();
        String id = "snowflake:rows:" + table;
        boolean asks = guard.asksForPeople();
        Items arguments = new Items(
                guard.asked().stream().<Content>map(SnowflakeAccess::argument).toList());
        Items sees = new Items(guard.readers().stream()
                .<Content>map(reader -> sees(reader.role(), reader.filter()))
                .toList());
        Fields content = policy(id, "ROWS_" + capitals(table), table, arguments)
                .with("arguments", arguments)
                .with("sees", sees);
        return part(
                        id,
                        "role",
                        "which rows of %s each role sees".formatted(table),
                        asks ? Fidelity.APPROXIMATE : Fidelity.EQUIVALENT,
                        asks
                                ? "A row access policy, which looks up a person's attributes in a table that whoever keeps the"
                                        + " account fills."
                                : "A row access policy with each role's own condition.")
                .content(asks ? content.with("people", "PEOPLE") : content)
                .needs(SCHEMA, WAREHOUSE, id(table))
                .needs(asks ? List.of(PEOPLE) : List.of());
    }

    private Fields sees(Role role, Optional<RowFilter> filter) {
        return Content.empty().with("role", name(role)).with("condition", filter.map(RowFilter::condition));
    }

    private static Fields argument(Column column) {
        return Content.empty()
                .with("name", column.name())
                .with("type", column.type().snowflake());
    }

    private Part mask(Guard guard, Column column) {
        TableId table = guard.table();
        String id = "snowflake:mask:%s.%s".formatted(table, column.name());
        String name = "MASK_%s_%s".formatted(capitals(table), column.name().toUpperCase(Locale.ROOT));
        return part(
                        id,
                        "role",
                        "who sees %s of %s".formatted(column.name(), table),
                        Fidelity.EQUIVALENT,
                        "A masking policy: whoever has none of the roles that may see a value sees null.")
                .content(policy(id, name, table, argument(column))
                        .with("column", argument(column))
                        .with(
                                "clear",
                                guard.clear(column).stream().map(this::name).toList()))
                .needs(SCHEMA, WAREHOUSE, id(table));
    }

    /** A policy that takes other arguments is another one, so what these are is part of its name. */
    private Fields policy(String id, String name, TableId table, Content arguments) {
        String digest = Standing.digestOf(Content.empty().with("part", id).with("arguments", arguments));
        String end = "_" + digest.substring(0, 6).toUpperCase(Locale.ROOT);
        return named(name.substring(0, Math.min(name.length(), SnowflakeFacts.LONGEST_NAME - end.length())) + end)
                .with("warehouse", "%s_READ".formatted(cloud.capitals()))
                .with("table", capitals(table))
                .with("table-schema", "CURATED");
    }

    private Part role(Role role, Map<TableId, List<Part>> policies) {
        List<TableId> reads = role.reads().stream()
                .filter(table -> table.zone() == Zone.CURATED)
                .toList();
        List<String> bounds = policies.entrySet().stream()
                .filter(each -> role.mayRead(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .map(Part::id)
                .toList();
        return part(
                        "snowflake:role:" + role.name(),
                        "role",
                        "role %s in the warehouse".formatted(role.name()),
                        Fidelity.EQUIVALENT,
                        "A role with grants on the curated tables, which are all that is there; whoever keeps the account, or"
                                + " the provider by SCIM, gives it to people.")
                .content(Content.empty()
                        .with("name", name(role))
                        .with("database", cloud.capitals())
                        .with("schema", "CURATED")
                        .with("warehouse", "%s_READ".formatted(cloud.capitals()))
                        .with(
                                "reads",
                                reads.stream().map(SnowflakeAccess::capitals).toList()))
                .needs(WAREHOUSE, "snowflake:schema:curated")
                .needs(reads.stream().map(SnowflakeAccess::id).toList())
                .needs(bounds)
                .granting(RoleContents.grants(role, reads, Vendor.SNOWFLAKE));
    }

    private String name(Role role) {
        return "%s_%s".formatted(cloud.capitals(), role.name().toUpperCase(Locale.ROOT));
    }

    private Fields named(String name) {
        return Content.empty()
                .with("name", name)
                .with("database", cloud.capitals())
                .with("schema", NAME);
    }

    static String id(TableId table) {
        return "snowflake:table:" + table;
    }

    /** Returns a table's name there. */
    static String capitals(TableId table) {
        return table.name().toUpperCase(Locale.ROOT);
    }

    private Part part(String id, String construct, String what, Fidelity fidelity, String why) {
        return Part.of(id, construct, cloud.snowflake(), what, fidelity, why);
    }
}
