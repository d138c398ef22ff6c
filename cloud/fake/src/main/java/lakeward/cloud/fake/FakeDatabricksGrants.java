package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may do what on what. A change is seen by reads a little later.
 *
 * @see <a href="https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges">Privileges</a>
 */
final class FakeDatabricksGrants {
    private static final Map<String, Set<String>> PRIVILEGES = Map.of(
            "catalog",
                    Set.of(
                            "ALL_PRIVILEGES",
                            "USE_CATALOG",
                            "USE_SCHEMA",
                            "SELECT",
                            "BROWSE",
                            "CREATE_SCHEMA",
                            "MANAGE"),
            "schema",
                    Set.of(
                            "ALL_PRIVILEGES",
                            "USE_SCHEMA",
                            "SELECT",
                            "CREATE_TABLE",
                            "EXTERNAL_USE_SCHEMA",
                            "MODIFY",
                            "MANAGE"),
            "table", Set.of("ALL_PRIVILEGES", "SELECT", "MODIFY", "APPLY_TAG", "MANAGE"),
            "external_location",
                    Set.of(
                            "ALL_PRIVILEGES",
                            "CREATE_EXTERNAL_TABLE",
                            "EXTERNAL_USE_LOCATION",
                            "READ_FILES",
                            "WRITE_FILES",
                            "MANAGE"));

    private final FakeDatabricksShelf grants = new FakeDatabricksShelf("Grants", true);
    private final FakeDatabricksPeople people;

    FakeDatabricksGrants(FakeDatabricksPeople people) {
        this.people = people;
        people.onDelete(this::forgetPrincipal);
    }

    JsonNode get(String type, String name) {
        ObjectNode held;
        try {
            held = grants.read(key(type, name));
        } catch (FakeDatabricksRefusal none) {
            held = FakeDatabricks.object();
        }
        return answer(held);
    }

    JsonNode update(String type, String name, FakeDatabricksCall call) {
        ObjectNode body = call.fields(Set.of("changes"), Set.of("omit_permissions_in_response"));
        ObjectNode held = grants.find(key(type, name)).map(ObjectNode::deepCopy).orElseGet(FakeDatabricks::object);
        for (JsonNode change : body.get("changes")) {
            String principal = change.path("principal").asText();
            if (!people.knows(principal)) {
                throw FakeDatabricksRefusal.absent("Principal", principal);
            }
            Set<String> privileges = new TreeSet<>();
            held.path(principal).forEach(privilege -> privileges.add(privilege.textValue()));
            privileges.removeAll(read(type, change.path("remove")));
            privileges.addAll(read(type, change.path("add")));
            held.remove(principal);
            if (!privileges.isEmpty()) {
                ArrayNode list = held.putArray(principal);
                privileges.forEach(list::add);
            }
        }
        if (held.isEmpty()) {
            grants.remove(key(type, name));
        } else {
            grants.put(key(type, name), held);
        }
        return answer(held);
    }

    private static Set<String> read(String type, JsonNode privileges) {
        Set<String> read = new TreeSet<>();
        for (JsonNode privilege : privileges) {
            if (!PRIVILEGES.get(type).contains(privilege.textValue())) {
                throw FakeDatabricksRefusal.invalid(
                        "Privilege %s is not applicable to this entity [%s]".formatted(privilege.textValue(), type));
            }
            read.add(privilege.textValue());
        }
        return read;
    }

    private static JsonNode answer(ObjectNode held) {
        ObjectNode answer = FakeDatabricks.object();
        ArrayNode assignments = answer.putArray("privilege_assignments");
        held.properties().forEach(entry -> {
            ObjectNode assignment = assignments.addObject().put("principal", entry.getKey());
            assignment.set("privileges", entry.getValue());
        });
        return answer;
    }

    boolean has(String type, String name, String principal, String privilege) {
        for (JsonNode held :
                grants.find(key(type, name)).map(all -> all.path(principal)).orElse(FakeDatabricks.object())) {
            if (held.textValue().equals(privilege)) {
                return true;
            }
        }
        return false;
    }

    /** What goes takes along what was granted on it. */
    void forget(String type, String name) {
        if (grants.find(key(type, name)).isPresent()) {
            grants.remove(key(type, name));
        }
    }

    private void forgetPrincipal(String principal) {
        grants.all().forEach(held -> held.remove(principal));
        grants.names().stream().filter(name -> grants.get(name).isEmpty()).forEach(grants::remove);
    }

    private static String key(String type, String name) {
        return type + " " + name;
    }

    void describe(StringBuilder text) {
        grants.describe(text);
    }
}
