package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Groups of the account, by way of the workspace, as an admin of the workspace may handle them.
 *
 * @see <a href="https://docs.databricks.com/api/scim/v1/create-account-group.md">Create Account Group</a>
 */
final class FakeDatabricksPeople {
    private static final String GROUPS = "/api/2.0/account/scim/v2/Groups";
    private static final Pattern FILTER = Pattern.compile("displayName eq \"([^\"]*)\"");
    private static final int MAX_EXTERNAL_ID = 64;

    private final FakeDatabricksShelf groups = new FakeDatabricksShelf("Group", false);
    private Consumer<String> onDelete = name -> {};

    /** Has somebody told of each group that goes. */
    void onDelete(Consumer<String> told) {
        onDelete = told;
    }

    void serve(FakeDatabricks.Routes routes) {
        routes.on(
                "GET",
                "/api/2.0/preview/scim/v2/Me",
                call -> FakeDatabricks.object().put("userName", call.caller()));
        routes.on("GET", GROUPS, this::list);
        routes.on("POST", GROUPS, this::create);
        routes.on("DELETE", GROUPS + "/*", this::delete);
    }

    private JsonNode list(FakeDatabricksCall call) {
        Matcher filter = FILTER.matcher(call.query().getOrDefault("filter", ""));
        if (!filter.matches()) {
            throw FakeDatabricksRefusal.invalid("cannot read the filter");
        }
        return FakeDatabricks.listed(
                "Resources",
                groups.list().stream()
                        .filter(group -> group.get("displayName").textValue().equals(filter.group(1)))
                        .toList());
    }

    private JsonNode create(FakeDatabricksCall call) {
        ObjectNode group = call.fields(Set.of("displayName"), Set.of("externalId", "members", "roles"));
        if (group.path("externalId").asText().length() > MAX_EXTERNAL_ID) {
            throw FakeDatabricksRefusal.invalid("externalId has more than 64 characters");
        }
        String name = group.get("displayName").textValue();
        // Real ids are numbers drawn anew. That of a name is always the same here, for states to be compared.
        group.put("id", String.valueOf(Integer.toUnsignedLong(name.hashCode())));
        return groups.add(name, group);
    }

    private JsonNode delete(FakeDatabricksCall call) {
        ObjectNode group = groups.all().stream()
                .filter(one -> one.get("id").textValue().equals(call.name()))
                .findFirst()
                .orElseThrow(() -> FakeDatabricksRefusal.absent("Group", call.name()));
        groups.remove(group.get("displayName").textValue());
        onDelete.accept(group.get("displayName").textValue());
        return FakeDatabricks.object();
    }

    /** Whether Unity Catalog can grant something to it: people of the account and groups of the account alone. */
    boolean knows(String principal) {
        return principal.contains("@") || groups.find(principal).isPresent();
    }

    void describe(StringBuilder text) {
        groups.describe(text);
    }
}
