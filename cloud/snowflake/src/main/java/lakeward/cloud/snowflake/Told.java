package lakeward.cloud.snowflake;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lakeward.core.plan.Content;

/**
 * What Snowflake tells of an object beside its comment, as far as somebody may have changed it by hand. Texts are made
 * equal where Snowflake spells what was asked of it in another way.
 */
final class Told {
    static final String SIZE = "size";
    static final String SUSPEND = "suspend";
    static final String RESUME = "resume";
    static final String WRITES = "writes";
    static final String ENABLED = "enabled";
    static final String ADDRESSES = "addresses";
    static final String RULES = "rules";
    static final String METHODS = "methods";
    static final String FACTOR = "second factor";
    static final String POLICY = "policy";
    static final String VOLUME = "volume";
    static final String CATALOG = "catalog";
    static final String LOCATION = "location";
    static final String REFRESH = "refresh";
    static final String BODY = "body";
    static final String ON = "on";
    static final String RIGHTS = "rights";
    static final String READER = "reader";

    private static final Pattern LISTED = Pattern.compile("[^\\[\\]\"',\\s]+");

    private static final Pattern RULE_NAME =
            Pattern.compile("\"fullyQualifiedRuleName\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Session session;
    private final References references;

    Told(Session session, References references) {
        this.session = session;
        this.references = references;
    }

    /** Returns what is told of each of these, in as few questions as there are. */
    Map<Found, SortedMap<String, String>> of(List<Found> all) {
        List<Found> policies = all.stream().filter(Told::isPolicyOnTables).toList();
        List<Reference> found = references.of(policies.stream().map(Found::name).toList());
        Map<Found, SortedMap<String, String>> told = new HashMap<>();
        for (Found object : all) {
            SortedMap<String, String> values = of(object);
            if (isPolicyOnTables(object)) {
                values.put(
                        ON,
                        found.stream()
                                .filter(reference -> reference.policy().equals(object.name()))
                                .map(reference -> on(reference.table(), reference.columns()))
                                .sorted()
                                .collect(Collectors.joining(";")));
            }
            told.put(object, values);
        }
        return told;
    }

    /** Returns what is told of one object, for its label. */
    static Content content(SortedMap<String, String> told) {
        Content.Fields fields = Content.empty();
        for (Map.Entry<String, String> entry : told.entrySet()) {
            fields = fields.with(entry.getKey(), entry.getValue());
        }
        return fields;
    }

    private SortedMap<String, String> of(Found found) {
        SortedMap<String, String> told = new TreeMap<>();
        switch (found.kind()) {
            case WAREHOUSE -> {
                told.put(SIZE, word(found.value("size")));
                told.put(SUSPEND, found.value("auto_suspend"));
                told.put(RESUME, word(found.value("auto_resume")));
            }
            case VOLUME -> told.put(WRITES, word(found.value("allow_writes")));
            case STORAGE -> {
                told.put(ENABLED, word(found.value("enabled")));
                List<Map<String, String>> rows = describe(found);
                told.put(LOCATION, list(property(rows, "property", "STORAGE_ALLOWED_LOCATIONS", "property_value")));
                told.put(READER, property(rows, "property", "STORAGE_AWS_ROLE_ARN", "property_value"));
            }
            case CATALOG -> told.put(ENABLED, word(found.value("enabled")));
            case NETWORK_RULE -> told.put(ADDRESSES, list(describe(found).get(0).getOrDefault("value_list", "")));
            case NETWORK_POLICY -> {
                List<Map<String, String>> rows = describe(found);
                told.put(RULES, rules(property(rows, "name", "ALLOWED_NETWORK_RULE_LIST", "value")));
                told.put(ADDRESSES, list(property(rows, "name", "ALLOWED_IP_LIST", "value")));
            }
            case AUTHENTICATION_POLICY -> {
                List<Map<String, String>> rows = describe(found);
                told.put(METHODS, list(property(rows, "property", "AUTHENTICATION_METHODS", "value")));
                told.put(FACTOR, word(property(rows, "property", "MFA_ENROLLMENT", "value")));
            }
            case USER -> told.put(POLICY, networkPolicy(found));
            case ICEBERG_TABLE -> {
                told.put(VOLUME, found.value("external_volume_name"));
                told.put(CATALOG, found.value("catalog_name"));
                told.put(LOCATION, found.value("base_location").replaceAll("/$", ""));
                told.put(REFRESH, word(String.valueOf(refreshes(found.value("auto_refresh_status")))));
            }
            case MASKING_POLICY, ROW_ACCESS_POLICY ->
                told.put(BODY, body(describe(found).get(0).getOrDefault("body", "")));
            case ROLE -> told.put(RIGHTS, rights(rights(found)));
            case DATABASE, SCHEMA, TABLE -> {}
        }
        return told;
    }

    static String word(String text) {
        return text.replace("-", "").toUpperCase(Locale.ROOT);
    }

    static String body(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    static String list(Collection<String> values) {
        return String.join(",", new TreeSet<>(values));
    }

    /** Writes names without the quotes that they do not need, as Snowflake tells them. */
    static String names(String sql) {
        return sql.replaceAll("\"([A-Z_][A-Z0-9_$]*)\"", "$1");
    }

    static String rights(Collection<Right> rights) {
        return rights.stream().map(Right::told).sorted().collect(Collectors.joining(";"));
    }

    /** Says what a policy is on: a table's column, or its rows by some columns. */
    static String on(Name table, Collection<String> columns) {
        return "%s.%s(%s)"
                .formatted(
                        table.parts().get(1),
                        table.last(),
                        columns.stream()
                                .map(column -> column.toUpperCase(Locale.ROOT))
                                .collect(Collectors.joining(",")));
    }

    private static boolean refreshes(String status) {
        return !status.isEmpty() && !status.contains("STOPPED");
    }

    /** Puts what Snowflake lists in brackets, quotes or with commas alone in an order. */
    private static String list(String text) {
        return list(LISTED.matcher(text).results().map(MatchResult::group).toList());
    }

    /** Returns the names that stand in a policy's JSON of rules. */
    private static String rules(String json) {
        return RULE_NAME
                .matcher(json)
                .results()
                .map(found -> names(found.group(1).replaceAll("\\\\(.)", "$1")))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private List<Map<String, String>> describe(Found found) {
        return session.rows(
                "DESCRIBE %s %s".formatted(found.kind().words(), found.name().sql()),
                "look at %s %s".formatted(found.kind().words().toLowerCase(Locale.ROOT), found.name()),
                "any right on it");
    }

    private static String property(List<Map<String, String>> rows, String column, String property, String value) {
        return rows.stream()
                .filter(row -> row.getOrDefault(column, "").equals(property))
                .map(row -> row.getOrDefault(value, ""))
                .findFirst()
                .orElse("");
    }

    private String networkPolicy(Found user) {
        return session
                .rows(
                        "SHOW PARAMETERS LIKE 'NETWORK_POLICY' FOR USER "
                                + user.name().sql(),
                        "look at user " + user.name(),
                        "OWNERSHIP of the user")
                .stream()
                .map(row -> row.getOrDefault("value", ""))
                .collect(Collectors.joining());
    }

    /** Returns what a role may, but for what it owns, which nobody can revoke. */
    List<Right> rights(Found role) {
        return session
                .rows("SHOW GRANTS TO ROLE " + role.name().sql(), "look at role " + role.name(), "any right on it")
                .stream()
                .filter(row -> !row.getOrDefault("privilege", "").equals("OWNERSHIP"))
                .map(row -> new Right(
                        row.getOrDefault("privilege", ""),
                        row.getOrDefault("granted_on", "").replace('_', ' '),
                        row.getOrDefault("name", "")))
                .toList();
    }

    /** Returns what Snowflake chose for a volume or a storage integration: who reads there, and what it says to AWS. */
    Optional<String> output(Found found, String name) {
        if (found.kind() != Kind.VOLUME && found.kind() != Kind.STORAGE) {
            return Optional.empty();
        }
        String property = switch (name) {
            case "identity" -> "STORAGE_AWS_IAM_USER_ARN";
            case "external-id" -> "STORAGE_AWS_EXTERNAL_ID";
            default -> "";
        };
        if (property.isEmpty()) {
            return Optional.empty();
        }
        if (found.kind() == Kind.STORAGE) {
            return Optional.of(property(describe(found), "property", property, "property_value"));
        }
        // A volume's place is one property, whose value is JSON.
        String place = property(describe(found), "property", "STORAGE_LOCATION_1", "property_value");
        Matcher value = Pattern.compile("\"%s\"\\s*:\\s*\"([^\"]*)\"".formatted(property))
                .matcher(place);
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    private static boolean isPolicyOnTables(Found found) {
        return found.kind() == Kind.MASKING_POLICY || found.kind() == Kind.ROW_ACCESS_POLICY;
    }
}
