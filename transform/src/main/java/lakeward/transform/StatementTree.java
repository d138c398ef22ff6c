package lakeward.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    /** Returns the nodes that name a table of the lake: those whose name no WITH clause around them gives. */
    List<ObjectNode> tables() {
        List<ObjectNode> found = new ArrayList<>();
        collectTables(root, Set.of(), found);
        return found;
    }

    /** Returns the nodes that call a function in an expression. */
    List<ObjectNode> functions() {
        List<ObjectNode> found = new ArrayList<>();
        collect(root, "FUNCTION", found);
        return found;
    }

    /** Returns the nodes that describe something by its name, as SHOW, DESCRIBE and SUMMARIZE do. */
    List<ObjectNode> descriptions() {
        List<ObjectNode> found = new ArrayList<>();
        collect(root, "SHOW_REF", found);
        found.removeIf(description -> description.path("query").isObject());
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

    /** Makes a table's node name a temporary view, at no version, under the name it had. */
    static void rename(ObjectNode table, String view) {
        if (table.path("alias").asText().isEmpty()) {
            table.put("alias", table.path("table_name").asText());
        }
        // Named in full, as a WITH clause may give the short name.
        table.put("catalog_name", "temp");
        table.put("schema_name", "main");
        table.put("table_name", view);
        table.putNull("at_clause");
        table.putObject("qualified_name")
                .putArray("path")
                .add("temp")
                .add("main")
                .add(view);
    }

    /** Goes down with the names that WITH clauses give; each clause's query sees those before it. */
    private static void collectTables(JsonNode node, Set<String> given, List<ObjectNode> found) {
        if ("BASE_TABLE".equals(node.path("type").asText())) {
            boolean isGiven = node.path("schema_name").asText().isEmpty() && given.contains(folded(node, "table_name"));
            if (!isGiven && node instanceof ObjectNode table) {
                found.add(table);
            }
        }
        Set<String> seen = new HashSet<>(given);
        for (JsonNode clause : node.path("cte_map").path("map")) {
            JsonNode query = clause.path("value").path("query_node");
            boolean isRecursive = "RECURSIVE_CTE_NODE".equals(query.path("type").asText());
            if (isRecursive) {
                seen.add(folded(clause, "key"));
            }
            collectTables(clause, seen, found);
            seen.add(folded(clause, "key"));
        }
        node.properties().stream()
                .filter(field -> !field.getKey().equals("cte_map"))
                .forEach(field -> collectTables(field.getValue(), seen, found));
        if (node.isArray()) {
            node.forEach(child -> collectTables(child, seen, found));
        }
    }

    private static String folded(JsonNode node, String field) {
        return node.path(field).asText().toLowerCase(Locale.ROOT);
    }

    private static void collect(JsonNode node, String type, List<ObjectNode> found) {
        if (node instanceof ObjectNode object && type.equals(object.path("type").asText())) {
            found.add(object);
        }
        node.forEach(child -> collect(child, type, found));
    }
}
