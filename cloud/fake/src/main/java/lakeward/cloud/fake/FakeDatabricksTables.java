package lakeward.cloud.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * Tables and functions of Unity Catalog.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/tables">Tables</a>
 * @see <a href="https://docs.databricks.com/api/workspace/functions">Functions</a>
 */
final class FakeDatabricksTables {
    private static final Set<String> TYPE_NAMES = Set.of(
            "BOOLEAN",
            "BYTE",
            "SHORT",
            "INT",
            "LONG",
            "FLOAT",
            "DOUBLE",
            "DECIMAL",
            "STRING",
            "BINARY",
            "DATE",
            "TIMESTAMP",
            "TIMESTAMP_NTZ");
    private static final Set<String> COLUMN = Set.of(
            "name",
            "position",
            "nullable",
            "type_text",
            "type_name",
            "type_json",
            "type_precision",
            "type_scale",
            "comment");

    private final FakeDatabricksShelf tables = new FakeDatabricksShelf("Table", true);
    private final FakeDatabricksShelf functions = new FakeDatabricksShelf("Function", true);
    private final FakeDatabricksMetastore metastore;
    private final FakeDatabricksGrants grants;
    private final FakeDatabricksStorage storage;
    private final FakeDatabricksShelf schemas;

    FakeDatabricksTables(
            FakeDatabricksMetastore metastore,
            FakeDatabricksGrants grants,
            FakeDatabricksStorage storage,
            FakeDatabricksShelf schemas) {
        this.metastore = metastore;
        this.grants = grants;
        this.storage = storage;
        this.schemas = schemas;
    }

    void serve(FakeDatabricks.Routes routes) {
        metastore.serve(
                routes,
                "tables",
                tables,
                this::createTable,
                call -> {
                    throw FakeDatabricksRefusal.invalid("only the owner of a table can be changed");
                },
                this::deleteTable);
        metastore.serve(
                routes,
                "functions",
                functions,
                call -> {
                    throw FakeDatabricksRefusal.invalid("functions are made by SQL here");
                },
                call -> {
                    throw FakeDatabricksRefusal.invalid("only the owner of a function can be changed");
                },
                this::deleteFunction);
    }

    FakeDatabricksShelf tables() {
        return tables;
    }

    FakeDatabricksShelf functions() {
        return functions;
    }

    private JsonNode createTable(FakeDatabricksCall call) {
        ObjectNode table = call.fields(
                Set.of(
                        "name",
                        "catalog_name",
                        "schema_name",
                        "table_type",
                        "data_source_format",
                        "storage_location",
                        "columns"),
                Set.of("properties"));
        if (!table.get("table_type").textValue().equals("EXTERNAL")
                || !table.get("data_source_format").textValue().equals("DELTA")) {
            throw FakeDatabricksRefusal.invalid("Only external Delta tables can be created by this API");
        }
        String schema = schema(table);
        call.checkOwner(schemas.get(schema), "Schema");
        ObjectNode location =
                storage.writableLocation(table.get("storage_location").textValue());
        if (!metastore.isOpenToExternalEngines()) {
            throw FakeDatabricksRefusal.denied("External data access is not enabled on the metastore.");
        }
        checkExplicit(call, "schema", schema, "EXTERNAL_USE_SCHEMA");
        checkExplicit(call, "external_location", location.get("name").textValue(), "EXTERNAL_USE_LOCATION");
        table.get("columns").forEach(FakeDatabricksTables::checkColumn);
        return register(table, call.caller());
    }

    /** Registers a table whose place is free. */
    private ObjectNode register(ObjectNode table, String owner) {
        String name = checkPlace(table);
        return tables.add(name, table.put("full_name", name).put("owner", owner));
    }

    /**
     * Does what {@code CREATE TABLE} does.
     *
     * @param replaces whether one of that name is made anew: what was granted on it stays, what bounded it is gone
     */
    void create(ObjectNode table, boolean replaces, FakeDatabricksCall call) {
        call.checkOwner(schemas.get(schema(table)), "Schema");
        Optional<ObjectNode> there = tables.find(schema(table) + "." + FakeDatabricksCall.name(table));
        if (there.isPresent() && !replaces) {
            return;
        }
        there.ifPresent(old -> call.checkOwner(old, "Table"));
        String owner = there.map(old -> old.get("owner").textValue()).orElse(call.caller());
        String name = checkPlace(table);
        if (table.has("storage_location")) {
            storage.writableLocation(table.get("storage_location").textValue());
        }
        tables.put(name, table.put("full_name", name).put("owner", owner));
    }

    /** Returns a copy of a table that the caller may change. */
    ObjectNode owned(String name, FakeDatabricksCall call) {
        ObjectNode table = tables.get(name);
        call.checkOwner(table, "Table");
        return table.deepCopy();
    }

    void change(ObjectNode table) {
        tables.put(table.get("full_name").textValue(), table);
    }

    /** Does what {@code CREATE FUNCTION} does. */
    void create(ObjectNode function, String name, boolean replaces, FakeDatabricksCall call) {
        call.checkOwner(schemas.get(name.substring(0, name.lastIndexOf('.'))), "Schema");
        Optional<ObjectNode> there = functions.find(name);
        if (there.isPresent() && !replaces) {
            return;
        }
        there.ifPresent(old -> call.checkOwner(old, "Function"));
        String owner = there.map(old -> old.get("owner").textValue()).orElse(call.caller());
        functions.put(name, function.put("full_name", name).put("owner", owner));
    }

    /** Checks that a function can be put on columns of a table. */
    void checkTakes(String function, int arguments, ObjectNode table, Iterable<String> columns) {
        if (functions.get(function).path("input_params").path("parameters").size() != arguments) {
            throw FakeDatabricksRefusal.invalid("[WRONG_NUM_ARGS] The function %s takes others".formatted(function));
        }
        columns.forEach(column -> column(table, column));
    }

    static ObjectNode column(ObjectNode table, String name) {
        for (JsonNode column : table.get("columns")) {
            if (column.get("name").textValue().equalsIgnoreCase(name)) {
                return (ObjectNode) column;
            }
        }
        throw FakeDatabricksRefusal.invalid("[UNRESOLVED_COLUMN] There is no column %s".formatted(name));
    }

    /** Returns the table's full name. */
    private String checkPlace(ObjectNode table) {
        String place = table.path("storage_location").asText();
        String name = schema(table) + "." + FakeDatabricksCall.name(table);
        for (ObjectNode other : tables.all()) {
            if (!other.get("full_name").textValue().equals(name)
                    && !place.isEmpty()
                    && other.path("storage_location").asText().equals(place)) {
                throw FakeDatabricksRefusal.invalid(
                        "Input path url '%s' overlaps with other external tables".formatted(place));
            }
        }
        return name;
    }

    private static String schema(ObjectNode table) {
        return table.get("catalog_name").textValue() + "."
                + table.get("schema_name").textValue();
    }

    private void checkExplicit(FakeDatabricksCall call, String type, String name, String privilege) {
        if (!grants.has(type, name, call.caller(), privilege)) {
            throw FakeDatabricksRefusal.denied("User does not have %s on %s '%s'."
                    .formatted(privilege.replace('_', ' '), type.replace('_', ' '), name));
        }
    }

    private static void checkColumn(JsonNode column) {
        column.fieldNames().forEachRemaining(name -> {
            if (!COLUMN.contains(name)) {
                throw FakeDatabricksRefusal.invalid("unknown field of a column: " + name);
            }
        });
        if (!TYPE_NAMES.contains(column.path("type_name").asText())
                || (column.get("type_name").textValue().equals("DECIMAL")
                        && !(column.has("type_precision") && column.has("type_scale")))) {
            throw FakeDatabricksRefusal.invalid("no type of column " + column);
        }
        try {
            JsonNode field =
                    new ObjectMapper().readTree(column.path("type_json").asText());
            if (!field.path("name").equals(column.get("name")) || !field.has("type") || !field.has("metadata")) {
                throw FakeDatabricksRefusal.invalid("type_json is no field of Spark's: " + field);
            }
        } catch (JsonProcessingException none) {
            throw FakeDatabricksRefusal.invalid("type_json is no JSON: " + column);
        }
    }

    private JsonNode deleteTable(FakeDatabricksCall call) {
        call.owned(tables);
        tables.remove(call.name());
        grants.forget("table", call.name());
        return FakeDatabricks.object();
    }

    /** A table that it bounds stays, and nobody can read that any more. */
    private JsonNode deleteFunction(FakeDatabricksCall call) {
        call.owned(functions);
        functions.remove(call.name());
        return FakeDatabricks.object();
    }
}
