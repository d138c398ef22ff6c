package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** An organization with one root, in which accounts move between units. */
final class FakeOrganization {
    static final String ROOT = "r-ab12";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where accounts are that are not in the root. */
    private final Map<String, String> parents = new TreeMap<>();

    void takeAll(FakeOrganization from) {
        parents.putAll(from.parents);
    }

    String state() {
        return parents.isEmpty() ? "" : "accounts in units: %s\n".formatted(parents);
    }

    boolean isEmpty(String unit) {
        return !parents.containsValue(unit);
    }

    JsonNode answer(String action, JsonNode body) {
        ObjectNode answer = JSON.createObjectNode();
        switch (action) {
            case "ListRoots" -> answer.putArray("Roots").addObject().put("Id", ROOT);
            case "ListParents" ->
                answer.putArray("Parents")
                        .addObject()
                        .put("Id", parent(body.path("ChildId").asText()));
            case "ListChildren" -> {
                ArrayNode children = answer.putArray("Children");
                parents.forEach((account, unit) -> {
                    if (unit.equals(body.path("ParentId").asText())) {
                        children.addObject().put("Id", account).put("Type", "ACCOUNT");
                    }
                });
            }
            case "MoveAccount" -> move(body, answer);
            default -> answer.put("__type", "UnknownOperationException").put("Message", action);
        }
        return answer;
    }

    private void move(JsonNode body, ObjectNode answer) {
        String account = body.path("AccountId").asText();
        String to = body.path("DestinationParentId").asText();
        if (!parent(account).equals(body.path("SourceParentId").asText())) {
            answer.put("__type", "SourceParentNotFoundException").put("Message", "The account is elsewhere.");
        } else if (to.equals(ROOT)) {
            parents.remove(account);
        } else {
            parents.put(account, to);
        }
    }

    private String parent(String account) {
        return parents.getOrDefault(account, ROOT);
    }
}
