package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** SHOW, DESCRIBE and SELECT. */
final class FakeSnowflakeQueries {
    /** Asks for a warehouse that runs. */
    interface Warehouse {
        String running() throws FakeSnowflakeException;
    }

    private static final String IAM_USER = "arn:aws:iam::444444444444:user/snow-1234";

    private final FakeSnowflakeAccount account;
    private final String role;

    FakeSnowflakeQueries(FakeSnowflakeAccount account, String role) {
        this.account = account;
        this.role = role;
    }

    FakeSnowflakeRows show(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        if (tokens.accepts("GRANTS TO ROLE")) {
            return grants(tokens);
        }
        if (tokens.accepts("PARAMETERS LIKE")) {
            return parameters(tokens);
        }
        if (tokens.accepts("COLUMNS IN TABLE")) {
            return columns(tokens);
        }
        FakeSnowflakeKind kind = FakeSnowflakeKind.takePlural(tokens);
        Optional<String> like = tokens.accepts("LIKE") ? Optional.of(tokens.text()) : Optional.empty();
        List<String> within = List.of();
        if (kind.depth() > 1) {
            tokens.expect("IN DATABASE");
            within = tokens.name();
            account.get(FakeSnowflakeKind.DATABASE, within);
        }
        tokens.end();
        FakeSnowflakeRows rows = FakeSnowflakeRows.of(kind.shown().toArray(String[]::new));
        for (FakeSnowflakeThing thing : account.all()) {
            boolean alike =
                    like.isEmpty() || pattern(like.get()).matcher(thing.last()).matches();
            boolean inside = kind.depth() == 1 || thing.isWithin(within);
            if (isShown(thing, kind) && alike && inside) {
                rows.with(kind.shown().stream().map(thing::shown).toArray(String[]::new));
            }
        }
        return rows;
    }

    private static boolean isShown(FakeSnowflakeThing thing, FakeSnowflakeKind kind) {
        return thing.kind == kind || (kind == FakeSnowflakeKind.TABLE && thing.kind == FakeSnowflakeKind.ICEBERG_TABLE);
    }

    private static Pattern pattern(String like) {
        String regex = like.chars()
                .mapToObj(c -> c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private FakeSnowflakeRows grants(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        List<String> name = tokens.name();
        tokens.end();
        account.get(FakeSnowflakeKind.ROLE, name);
        FakeSnowflakeRows rows =
                FakeSnowflakeRows.of("created_on", "privilege", "granted_on", "name", "granted_to", "grantee_name");
        account.rights.stream()
                .filter(right -> right.role().equals(name.get(0)))
                .forEach(right -> rows.with(
                        "2026-01-01",
                        right.privilege(),
                        right.on(),
                        FakeSnowflakeValues.written(right.name()),
                        "ROLE",
                        right.role()));
        return rows;
    }

    private FakeSnowflakeRows parameters(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        String parameter = tokens.text();
        tokens.expect("FOR USER");
        FakeSnowflakeThing user = account.get(FakeSnowflakeKind.USER, tokens.name());
        tokens.end();
        String value = user.value(parameter);
        return FakeSnowflakeRows.of("key", "value", "default", "level", "description", "type")
                .with(parameter, value, "", value.isEmpty() ? "" : "USER", "", "STRING");
    }

    private FakeSnowflakeRows columns(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeThing table = account.get(FakeSnowflakeKind.ICEBERG_TABLE, tokens.name());
        tokens.end();
        FakeSnowflakeRows rows = FakeSnowflakeRows.of("table_name", "schema_name", "column_name", "data_type", "null?");
        FakeSnowflakePolicies.columns(table)
                .forEach((name, type) ->
                        rows.with(table.last(), table.name.get(1), name, "{\"type\":\"" + type + "\"}", "true"));
        return rows;
    }

    FakeSnowflakeRows describe(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        FakeSnowflakeKind kind = FakeSnowflakeKind.take(tokens);
        FakeSnowflakeThing thing = account.get(kind, tokens.name());
        tokens.end();
        return switch (kind) {
            case EXTERNAL_VOLUME ->
                FakeSnowflakeRows.of(
                                "parent_property", "property", "property_type", "property_value", "property_default")
                        .with("", "ALLOW_WRITES", "Boolean", thing.shown("allow_writes"), "true")
                        .with("STORAGE_LOCATIONS", "STORAGE_LOCATION_1", "String", place(thing), "")
                        .with("STORAGE_LOCATIONS", "ACTIVE", "String", "", "");
            case STORAGE_INTEGRATION ->
                FakeSnowflakeRows.of("property", "property_type", "property_value", "property_default")
                        .with("ENABLED", "Boolean", thing.shown("enabled"), "false")
                        .with("STORAGE_PROVIDER", "String", "S3", "")
                        .with("STORAGE_ALLOWED_LOCATIONS", "List", thing.value("STORAGE_ALLOWED_LOCATIONS"), "[]")
                        .with("STORAGE_AWS_IAM_USER_ARN", "String", IAM_USER, "")
                        .with("STORAGE_AWS_ROLE_ARN", "String", thing.value("STORAGE_AWS_ROLE_ARN"), "")
                        .with("STORAGE_AWS_EXTERNAL_ID", "String", externalId(thing), "");
            case NETWORK_POLICY ->
                FakeSnowflakeRows.of("name", "value")
                        .with("ALLOWED_NETWORK_RULE_LIST", rules(thing))
                        .with("ALLOWED_IP_LIST", thing.value("ALLOWED_IP_LIST"));
            case NETWORK_RULE ->
                FakeSnowflakeRows.of("name", "type", "mode", "value_list")
                        .with(thing.last(), thing.value("TYPE"), thing.value("MODE"), thing.value("VALUE_LIST"));
            case AUTHENTICATION_POLICY ->
                FakeSnowflakeRows.of("property", "value", "default", "description")
                        .with("NAME", thing.last(), "", "")
                        .with(
                                "AUTHENTICATION_METHODS",
                                "[" + thing.value("AUTHENTICATION_METHODS").replace(",", ", ") + "]",
                                "[ALL]",
                                "")
                        .with("MFA_ENROLLMENT", thing.value("MFA_ENROLLMENT"), "OPTIONAL", "");
            case MASKING_POLICY, ROW_ACCESS_POLICY ->
                FakeSnowflakeRows.of("name", "signature", "return_type", "body")
                        .with(
                                thing.last(),
                                "(" + thing.value("arguments") + ")",
                                thing.value("returns"),
                                thing.value("body"));
            default -> throw FakeSnowflakeException.invalid("Unsupported DESCRIBE " + kind.words());
        };
    }

    private static String rules(FakeSnowflakeThing policy) throws FakeSnowflakeException {
        List<String> rules = new ArrayList<>();
        for (List<String> name : FakeSnowflakeValues.names(policy.value("ALLOWED_NETWORK_RULE_LIST"))) {
            String written =
                    FakeSnowflakeValues.written(name).replace("\\", "\\\\").replace("\"", "\\\"");
            rules.add("{\"fullyQualifiedRuleName\":\"%s\"}".formatted(written));
        }
        return "[" + String.join(",", rules) + "]";
    }

    private static String place(FakeSnowflakeThing volume) {
        StringBuilder json = new StringBuilder("{");
        for (String pair : List.of(volume.value("STORAGE_LOCATIONS").split(" "))) {
            json.append("\"%s\":\"%s\",".formatted((Object[]) pair.split("=", 2)));
        }
        return json.append(
                        "\"STORAGE_AWS_IAM_USER_ARN\":\"%s\",\"STORAGE_AWS_EXTERNAL_ID\":\"%s\",\"ENCRYPTION_TYPE\":\"NONE\"}"
                                .formatted(IAM_USER, externalId(volume)))
                .toString();
    }

    private static String externalId(FakeSnowflakeThing thing) {
        return "EU_SFCRole=%d_%s".formatted(thing.number, thing.last());
    }

    FakeSnowflakeRows select(FakeSnowflakeTokens tokens, Warehouse warehouse) throws FakeSnowflakeException {
        List<String> columns = new ArrayList<>();
        do {
            columns.add(tokens.word() + (tokens.accepts("( )") ? "()" : ""));
        } while (tokens.accepts(","));
        if (!tokens.accepts("FROM TABLE (")) {
            tokens.end();
            return context(columns);
        }
        warehouse.running();
        FakeSnowflakeRows rows = FakeSnowflakeRows.of(columns.toArray(String[]::new));
        references(tokens, columns, rows);
        while (tokens.accepts("UNION ALL SELECT")) {
            for (String column : columns) {
                tokens.expect(column);
                tokens.accepts(",");
            }
            tokens.expect("FROM TABLE (");
            references(tokens, columns, rows);
        }
        tokens.end();
        return rows;
    }

    private FakeSnowflakeRows context(List<String> functions) throws FakeSnowflakeException {
        String[] names = account.name.toUpperCase(Locale.ROOT).split("-", 2);
        Map<String, String> known = Map.of(
                "CURRENT_ORGANIZATION_NAME()", names[0],
                "CURRENT_ACCOUNT_NAME()", names[1],
                "CURRENT_ROLE()", role);
        for (String function : functions) {
            if (!known.containsKey(function)) {
                throw FakeSnowflakeException.invalid("Unknown function " + function);
            }
        }
        return FakeSnowflakeRows.of(functions.toArray(String[]::new))
                .with(functions.stream().map(known::get).toArray(String[]::new));
    }

    private void references(FakeSnowflakeTokens tokens, List<String> columns, FakeSnowflakeRows rows)
            throws FakeSnowflakeException {
        List<String> function = tokens.name();
        if (function.size() != 3
                || !function.subList(1, 3).equals(List.of("INFORMATION_SCHEMA", "POLICY_REFERENCES"))) {
            throw tokens.unexpected();
        }
        account.get(FakeSnowflakeKind.DATABASE, function.subList(0, 1));
        tokens.expect("( POLICY_NAME =>");
        List<String> name = new FakeSnowflakeTokens(tokens.text()).name();
        tokens.expect(") )");
        boolean isRows = account.find(FakeSnowflakeKind.ROW_ACCESS_POLICY, name).isPresent();
        FakeSnowflakeThing policy =
                account.get(isRows ? FakeSnowflakeKind.ROW_ACCESS_POLICY : FakeSnowflakeKind.MASKING_POLICY, name);
        for (FakeSnowflakeThing table : account.all()) {
            for (Map.Entry<String, String> value : table.values.entrySet()) {
                if (FakeSnowflakePolicies.isAbout(value, policy)) {
                    Map<String, String> row = reference(table, policy, value);
                    rows.with(columns.stream().map(row::get).toArray(String[]::new));
                }
            }
        }
    }

    private static Map<String, String> reference(
            FakeSnowflakeThing table, FakeSnowflakeThing policy, Map.Entry<String, String> value) {
        boolean isRows = policy.kind == FakeSnowflakeKind.ROW_ACCESS_POLICY;
        return Map.of(
                "POLICY_NAME", policy.last(),
                "POLICY_KIND", policy.kind.name(),
                "REF_DATABASE_NAME", table.name.get(0),
                "REF_SCHEMA_NAME", table.name.get(1),
                "REF_ENTITY_NAME", table.last(),
                "REF_COLUMN_NAME", isRows ? "" : value.getKey().substring(FakeSnowflakePolicies.MASK.length()),
                "REF_ARG_COLUMN_NAMES", isRows ? arguments(value.getValue()) : "",
                "POLICY_STATUS", "ACTIVE");
    }

    private static String arguments(String rows) {
        return "[ \"" + rows.replaceFirst(".* on ", "").replace(",", "\", \"") + "\" ]";
    }
}
