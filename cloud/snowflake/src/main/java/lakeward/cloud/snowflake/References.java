package lakeward.cloud.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which policies are on which tables. Snowflake tells it to a session with a warehouse that runs. */
final class References {
    /** So that no statement grows without bound. */
    private static final int MOST = 50;

    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

    private final Session session;
    private final Inventory inventory;

    References(Session session, Inventory inventory) {
        this.session = session;
        this.inventory = inventory;
    }

    /** Returns what these policies of ours are on; nothing where our warehouse is gone, so that nobody can tell. */
    List<Reference> of(List<Name> policies) {
        List<Found> warehouses = inventory.ofPart(Kind.WAREHOUSE, "snowflake:warehouse");
        if (policies.isEmpty() || warehouses.isEmpty()) {
            return List.of();
        }
        session.use(warehouses.get(0).name());
        List<Reference> references = new ArrayList<>();
        for (int from = 0; from < policies.size(); from += MOST) {
            List<Name> some = policies.subList(from, Math.min(policies.size(), from + MOST));
            String sql = some.stream().map(References::question).collect(Collectors.joining(" UNION ALL "));
            for (Map<String, String> row : session.rows(sql, "look what policies are on", "any right on them")) {
                references.add(read(row, some));
            }
        }
        return references;
    }

    private static String question(Name policy) {
        return "SELECT POLICY_NAME, REF_SCHEMA_NAME, REF_ENTITY_NAME, REF_COLUMN_NAME, REF_ARG_COLUMN_NAMES FROM TABLE(%s.INFORMATION_SCHEMA.POLICY_REFERENCES(POLICY_NAME => %s))"
                .formatted(Sql.name(policy.parts().get(0)), Sql.text(policy.sql()));
    }

    private static Reference read(Map<String, String> row, List<Name> policies) {
        Name policy = policies.stream()
                .filter(name -> name.last().equals(row.get("policy_name")))
                .findFirst()
                .orElseThrow();
        Name table = Name.of(policy.parts().get(0), row.get("ref_schema_name"), row.get("ref_entity_name"));
        String column = row.getOrDefault("ref_column_name", "");
        return new Reference(
                policy,
                table,
                column.isEmpty() ? arguments(row.getOrDefault("ref_arg_column_names", "")) : List.of(column));
    }

    private static List<String> arguments(String list) {
        return QUOTED.matcher(list)
                .results()
                .map((MatchResult found) -> found.group(1).replace("\"\"", "\""))
                .toList();
    }
}
