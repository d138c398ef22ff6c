package lakeward.cloud.fake;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** An object of an account. */
final class FakeSnowflakeThing {
    private static final String MADE = "2026-01-01 00:00:00.000 +0000";

    final FakeSnowflakeKind kind;
    final List<String> name;
    final String owner;

    /** Also what is no property in a statement: a policy's body, a table's columns, what is attached to it. */
    final SortedMap<String, String> values = new TreeMap<>();

    /** What Snowflake makes up. */
    final int number;

    FakeSnowflakeThing(FakeSnowflakeKind kind, List<String> name, String owner, int number) {
        this.kind = kind;
        this.name = List.copyOf(name);
        this.owner = owner;
        this.number = number;
    }

    String last() {
        return name.get(name.size() - 1);
    }

    String value(String property) {
        return values.getOrDefault(property, "");
    }

    boolean isWithin(List<String> other) {
        return name.size() > other.size() && name.subList(0, other.size()).equals(other);
    }

    /** Returns what SHOW says in a column. */
    String shown(String column) {
        return switch (column) {
            case "name" -> last();
            case "database_name" -> name.get(0);
            case "schema_name" -> name.get(1);
            case "owner" -> owner;
            case "comment" -> value("COMMENT");
            case "created_on" -> MADE;
            case "size" -> value("WAREHOUSE_SIZE").replaceFirst("^X", "X-");
            case "auto_suspend", "auto_resume", "allow_writes", "enabled", "disabled" -> lower(column);
            case "entries_in_allowed_ip_list", "entries_in_blocked_ip_list" ->
                String.valueOf(count(column.substring("entries_in_".length())));
            case "entries_in_allowed_network_rules" -> String.valueOf(count("allowed_network_rule_list"));
            case "entries_in_valuelist" -> String.valueOf(count("value_list"));
            case "external_volume_name" -> value("EXTERNAL_VOLUME");
            case "catalog_name" -> value("CATALOG");
            case "base_location" -> value("BASE_LOCATION") + "/";
            case "auto_refresh_status" ->
                value("AUTO_REFRESH").equals("TRUE")
                        ? "{\"executionState\":\"RUNNING\",\"pendingSnapshotCount\":0}"
                        : "";
            case "is_iceberg" -> kind == FakeSnowflakeKind.ICEBERG_TABLE ? "Y" : "N";
            default -> value(column.toUpperCase(Locale.ROOT));
        };
    }

    private String lower(String column) {
        String value = value(column.toUpperCase(Locale.ROOT));
        return value.isEmpty() && column.equals("disabled") ? "false" : value.toLowerCase(Locale.ROOT);
    }

    private int count(String property) {
        String value = value(property.toUpperCase(Locale.ROOT));
        return value.isEmpty() ? 0 : value.split(",", -1).length;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%s %s of %s%n".formatted(kind.words(), String.join(".", name), owner));
        values.forEach((property, value) -> text.append("  %s: %s%n".formatted(property, value.replace("\n", "\\n"))));
        return text.toString();
    }
}
