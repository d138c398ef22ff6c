package lakeward.cloud.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.cloud.snowflake.Rule.Argument;
import lakeward.core.plan.Part;
import lakeward.core.port.Provider.Outputs;

/** The object that a part is made as; each part is one. */
final class Blueprint {
    private final Facts facts;
    private final Part part;
    private final Outputs outputs;

    private Blueprint(Part part, Outputs outputs) {
        this.facts = new Facts(part.id(), part.content());
        this.part = part;
        this.outputs = outputs;
    }

    static Wanted of(Part part, Outputs outputs) {
        return new Blueprint(part, outputs).wanted();
    }

    private Wanted wanted() {
        Kind kind = Kind.of(part.id());
        return switch (kind) {
            case WAREHOUSE -> warehouse(here(kind));
            case VOLUME -> volume(here(kind));
            case STORAGE -> storage(here(kind));
            case CATALOG ->
                here(kind)
                        .first(
                                Property.word("CATALOG_SOURCE", facts.text("source")),
                                Property.word("TABLE_FORMAT", facts.text("format")))
                        .always(Property.truth("ENABLED", true))
                        .telling(Told.ENABLED, "TRUE");
            case NETWORK_RULE -> networkRule(here(kind));
            case NETWORK_POLICY -> networkPolicy(here(kind));
            case USER ->
                here(kind)
                        .first(Property.word("TYPE", "SERVICE"))
                        .always(new Property("NETWORK_POLICY", new Property.Named(Name.of(facts.text("policy")))))
                        .telling(Told.POLICY, facts.text("policy"));
            case AUTHENTICATION_POLICY -> authenticationPolicy(here(kind));
            case ICEBERG_TABLE -> table(here(kind));
            case TABLE ->
                here(kind)
                        .columns(Stream.concat(Stream.of("PERSON"), facts.texts("attributes").stream())
                                .toList());
            case ROW_ACCESS_POLICY -> rowAccessPolicy(here(kind));
            case MASKING_POLICY -> maskingPolicy(here(kind));
            case ROLE -> here(kind).telling(Told.RIGHTS, Told.rights(rights(part)));
            case DATABASE, SCHEMA -> here(kind);
        };
    }

    private Wanted here(Kind kind) {
        Optional<Kind> parent = kind.parent();
        Name name = parent.isEmpty()
                ? Name.of(facts.text("name"))
                : parent.get() == Kind.DATABASE
                        ? Name.of(facts.text("database"), facts.text("name"))
                        : Name.of(facts.text("database"), facts.text("schema"), facts.text("name"));
        return Wanted.of(kind, name, facts.optional("comment").orElse(part.what()));
    }

    private Wanted warehouse(Wanted here) {
        long suspend = facts.number("suspend-after-seconds");
        boolean resume = facts.truth("resume");
        return here.first(Property.truth("INITIALLY_SUSPENDED", true))
                .always(
                        Property.word("WAREHOUSE_SIZE", facts.text("size")),
                        Property.number("AUTO_SUSPEND", suspend),
                        Property.truth("AUTO_RESUME", resume))
                .telling(Told.SIZE, Told.word(facts.text("size")))
                .telling(Told.SUSPEND, String.valueOf(suspend))
                .telling(Told.RESUME, Told.word(String.valueOf(resume)));
    }

    private Wanted volume(Wanted here) {
        Property place = new Property(
                "STORAGE_LOCATIONS",
                new Property.Group(List.of(
                        Property.text("NAME", "curated"),
                        Property.text("STORAGE_PROVIDER", "S3"),
                        Property.text("STORAGE_BASE_URL", facts.text("location")),
                        Property.text("STORAGE_AWS_ROLE_ARN", role()))));
        // With leave to write, Snowflake tries to, and the role may not.
        return here.first(place).always(Property.truth("ALLOW_WRITES", false)).telling(Told.WRITES, "FALSE");
    }

    private Wanted storage(Wanted here) {
        List<String> locations = facts.texts("locations");
        String role = role();
        return here.first(Property.word("TYPE", "EXTERNAL_STAGE"), Property.text("STORAGE_PROVIDER", "S3"))
                .always(
                        Property.truth("ENABLED", true),
                        Property.text("STORAGE_AWS_ROLE_ARN", role),
                        Property.texts("STORAGE_ALLOWED_LOCATIONS", locations))
                .telling(Told.ENABLED, "TRUE")
                .telling(Told.LOCATION, Told.list(locations))
                .telling(Told.READER, role);
    }

    private String role() {
        return outputs.of(facts.text("role"), "arn");
    }

    private Wanted networkRule(Wanted here) {
        List<String> addresses = Stream.of(
                        outputs.of(facts.text("from"), "addresses").split(",", -1))
                .map(String::strip)
                .sorted()
                .toList();
        return here.first(Property.word("TYPE", "IPV4"), Property.word("MODE", "INGRESS"))
                .always(Property.texts("VALUE_LIST", addresses))
                .telling(Told.ADDRESSES, Told.list(addresses));
    }

    /** Beside its rule a policy may have a list of addresses of its own, which lets in too: it is empty. */
    private Wanted networkPolicy(Wanted here) {
        Name rule = Name.of(facts.text("database"), facts.text("schema"), facts.text("rule"));
        return here.always(
                        new Property("ALLOWED_NETWORK_RULE_LIST", new Property.Names(List.of(rule))),
                        Property.texts("ALLOWED_IP_LIST", List.of()))
                .telling(Told.RULES, Told.names(rule.sql()))
                .telling(Told.ADDRESSES, "");
    }

    private Wanted authenticationPolicy(Wanted here) {
        List<String> methods = List.of("SAML", "OAUTH");
        String enrollment = facts.truth("second-factor") ? "REQUIRED" : "OPTIONAL";
        return here.always(
                        Property.texts("AUTHENTICATION_METHODS", methods), Property.word("MFA_ENROLLMENT", enrollment))
                .telling(Told.METHODS, Told.list(methods))
                .telling(Told.FACTOR, enrollment);
    }

    private Wanted table(Wanted here) {
        boolean refresh = facts.truth("refresh");
        return here.first(
                        Property.text("EXTERNAL_VOLUME", facts.text("volume")),
                        Property.text("CATALOG", facts.text("catalog")),
                        Property.text("BASE_LOCATION", facts.text("location")))
                .always(Property.truth("AUTO_REFRESH", refresh))
                .telling(Told.VOLUME, facts.text("volume"))
                .telling(Told.CATALOG, facts.text("catalog"))
                .telling(Told.LOCATION, facts.text("location"))
                .telling(Told.REFRESH, Told.word(String.valueOf(refresh)));
    }

    /** Returns the conditions on rows that a part has. */
    static Stream<String> conditions(Part part) {
        return Kind.of(part.id()) == Kind.ROW_ACCESS_POLICY
                ? new Facts(part.id(), part.content())
                        .each("sees").stream().flatMap(sees -> sees.optional("condition").stream())
                : Stream.empty();
    }

    private Wanted rowAccessPolicy(Wanted here) {
        String seen = facts.each("sees").stream()
                .map(sees -> sees.optional("condition")
                        .map(condition -> "(%s AND %s)".formatted(has(sees.text("role")), asking(condition)))
                        .orElseGet(() -> has(sees.text("role"))))
                .collect(Collectors.joining(" OR "));
        Rule rule = new Rule(arguments(), "BOOLEAN", seen);
        return attached(here.rule(rule), rule);
    }

    /** A condition asks for the person as the only row of a table called user, as the definition's SQL does. */
    private String asking(String condition) {
        return facts.optional("people")
                .map(people -> "EXISTS (SELECT 1 FROM %s AS \"user\" WHERE \"user\".\"PERSON\" = CURRENT_USER() AND %s)"
                        .formatted(
                                Name.of(facts.text("database"), facts.text("schema"), people)
                                        .sql(),
                                Rule.ofArguments(condition)))
                .orElseGet(() -> Rule.ofArguments(condition));
    }

    private Wanted maskingPolicy(Wanted here) {
        Argument column = argument(facts.fields("column"));
        List<String> clear = facts.texts("clear").stream().map(Blueprint::has).toList();
        String body = "IFF(%s, %s, NULL)"
                .formatted(clear.isEmpty() ? "FALSE" : String.join(" OR ", clear), Rule.named(column));
        Rule rule = new Rule(List.of(column), column.type(), body);
        return attached(here.rule(rule), rule);
    }

    private Wanted attached(Wanted here, Rule rule) {
        return here.telling(Told.BODY, Told.body(rule.body())).telling(Told.ON, Told.on(table(part), columns(rule)));
    }

    private static String has(String role) {
        return "IS_ROLE_IN_SESSION(%s)".formatted(Sql.text(role));
    }

    private List<Argument> arguments() {
        return facts.each("arguments").stream().map(Blueprint::argument).toList();
    }

    private static Argument argument(Facts column) {
        return new Argument(column.text("name"), column.text("type"));
    }

    static List<String> columns(Rule rule) {
        return rule.arguments().stream().map(Argument::name).toList();
    }

    /** Returns the table that a policy's part is on. */
    static Name table(Part policy) {
        Facts facts = new Facts(policy.id(), policy.content());
        return Name.of(facts.text("database"), facts.text("table-schema"), facts.text("table"));
    }

    /** Returns what a role's part may. */
    static List<Right> rights(Part role) {
        Facts facts = new Facts(role.id(), role.content());
        Name schema = Name.of(facts.text("database"), facts.text("schema"));
        List<Right> rights = new ArrayList<>(List.of(
                Right.of("USAGE", Kind.WAREHOUSE, Name.of(facts.text("warehouse"))),
                Right.of("USAGE", Kind.DATABASE, schema.parent()),
                Right.of("USAGE", Kind.SCHEMA, schema)));
        for (String table : facts.texts("reads")) {
            Name name = Name.of(schema.parts().get(0), schema.last(), table);
            rights.add(Right.of("SELECT", Kind.ICEBERG_TABLE, name));
        }
        return rights;
    }
}
