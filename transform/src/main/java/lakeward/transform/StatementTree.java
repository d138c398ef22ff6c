package lakeward.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A parsed statement in DuckDB's form, whose tables can be given other names. */
final class StatementTree {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;

    StatementTree(String json) {
        try {
            this.root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read the statement's tree: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the nodes that name a table of the lake, those of a WITH clause left out. */
    List<ObjectNode> tables() {
        Set<String> common = new HashSet<>();
        root.findValues("cte_map")
                .forEach(map -> map.path("map")
                        .forEach(entry -> common.add(entry.path("key").asText())));
        List<ObjectNode> found = new ArrayList<>();
        collect(root, "BASE_TABLE", found);
        found.removeIf(table -> table.path("schema_name").asText().isEmpty()
                && common.contains(table.path("table_name").asText()));
        return found;
    }

    /** Returns the nodes that call a function in place of a table. */
    List<ObjectNode> tableFunctions() {
        List<ObjectNode> found = new ArrayList<>();
        collect(root, "TABLE_FUNCTION", found);
        return found;
    }

    /** Returns the tree as DuckDB reads it back. */
    String json() {
        return root.toString();
    }

    /** Makes a table's node name something else, at no version, under the name it had. */
    static void rename(ObjectNode table, String name) {
        if (table.path("alias").asText().isEmpty()) {
            table.put("alias", table.path("table_name").asText());
        }
        table.put("catalog_name", "");
        table.put("schema_name", "");
        table.put("table_name", name);
        table.putNull("at_clause");
        table.putObject("qualified_name").putArray("path").add(name);
    }

    private static void collect(JsonNode node, String type, List<ObjectNode> found) {
        if (node instanceof ObjectNode object && type.equals(object.path("type").asText())) {
            found.add(object);
        }
        node.forEach(child -> collect(child, type, found));
    }
}
