package lakeward.cloud.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Unity Catalog: credentials, locations, catalogs, schemas, tables, and what is granted on them.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/catalogs">Its REST API</a>
 */
final class FakeDatabricksCatalog {
    private static final String ROOT = "/api/2.1/unity-catalog/";
    private static final Pattern NAME = Pattern.compile("[^ ./\\x00-\\x1f\\x7f]{1,255}");
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

    private final FakeDatabricksShelf credentials = new FakeDatabricksShelf("Storage Credential", true);
    private final FakeDatabricksShelf locations = new FakeDatabricksShelf("External Location", true);
    private final FakeDatabricksShelf catalogs = new FakeDatabricksShelf("Catalog", true);
    private final FakeDatabricksShelf schemas = new FakeDatabricksShelf("Schema", true);
    private final FakeDatabricksShelf tables = new FakeDatabricksShelf("Table", true);
    private final FakeDatabricksGrants grants;
    private final Set<String> denied = new HashSet<>();
    private boolean hasMetastore = true;
    private boolean openToExternalEngines = true;
    private boolean trusted = true;

    FakeDatabricksCatalog(FakeDatabricksPeople people) {
        grants = new FakeDatabricksGrants(people);
    }

    void deny(String privilege) {
        denied.add(privilege);
    }

    void removeMetastore() {
        hasMetastore = false;
    }

    void closeToExternalEngines() {
        openToExternalEngines = false;
    }

    void distrust() {
        trusted = false;
    }

    void serve(FakeDatabricks.Routes routes) {
        serve(
                routes,
                "storage-credentials",
                credentials,
                this::createCredential,
                this::updateCredential,
                this::deleteCredential);
        serve(
                routes,
                "external-locations",
                locations,
                this::createLocation,
                this::updateLocation,
                this::deleteLocation);
        serve(routes, "catalogs", catalogs, this::createCatalog, this::updateCatalog, this::deleteCatalog);
        serve(routes, "schemas", schemas, this::createSchema, this::updateSchema, this::deleteSchema);
        serve(
                routes,
                "tables",
                tables,
                this::createTable,
                call -> {
                    throw FakeDatabricksRefusal.invalid("only the owner of a table can be changed");
                },
                this::deleteTable);
        on(routes, "POST", "validate-storage-credentials", this::validate);
        on(routes, "GET", "permissions/*/*", call -> grants.get(type(call), securable(call)));
        on(routes, "PATCH", "permissions/*/*", call -> {
            checkOwned(shelf(type(call)).get(securable(call)), type(call), call);
            return grants.update(type(call), securable(call), call);
        });
    }

    private void serve(
            FakeDatabricks.Routes routes,
            String path,
            FakeDatabricksShelf shelf,
            Function<FakeDatabricksCall, JsonNode> create,
            Function<FakeDatabricksCall, JsonNode> update,
            Function<FakeDatabricksCall, JsonNode> delete) {
        on(routes, "GET", path, call -> listed(path, shelf, call));
        on(routes, "POST", path, create);
        on(routes, "GET", path + "/*", call -> shelf.read(call.name()));
        on(routes, "PATCH", path + "/*", update);
        on(routes, "DELETE", path + "/*", delete);
    }

    private void on(
            FakeDatabricks.Routes routes, String method, String path, Function<FakeDatabricksCall, JsonNode> answer) {
        routes.on(method, ROOT + path, call -> {
            if (!hasMetastore) {
                throw FakeDatabricksRefusal.withoutMetastore();
            }
            return answer.apply(call);
        });
    }

    private static JsonNode listed(String path, FakeDatabricksShelf shelf, FakeDatabricksCall call) {
        List<ObjectNode> found = shelf.list().stream()
                .filter(thing -> matches(thing, "catalog_name", call) && matches(thing, "schema_name", call))
                .toList();
        return FakeDatabricks.listed(path.replace('-', '_'), found);
    }

    private static boolean matches(ObjectNode thing, String field, FakeDatabricksCall call) {
        String asked = call.query().get(field);
        return asked == null || asked.equals(thing.path(field).asText());
    }

    private JsonNode createCredential(FakeDatabricksCall call) {
        checkMay("CREATE STORAGE CREDENTIAL", call);
        ObjectNode credential =
                call.fields(Set.of("name", "aws_iam_role"), Set.of("comment", "read_only", "skip_validation"));
        if (!credential.path("skip_validation").asBoolean() && !trusted) {
            throw FakeDatabricksRefusal.invalid("Missing permissions: the role does not trust Databricks.");
        }
        identify(credential);
        return own(credential, call, credentials, name(credential));
    }

    private JsonNode updateCredential(FakeDatabricksCall call) {
        ObjectNode stored = owned(credentials, "Storage Credential", call);
        ObjectNode update = call.fields(
                Set.of(), Set.of("aws_iam_role", "comment", "read_only", "skip_validation", "owner", "force"));
        ObjectNode changed = merged(stored, update);
        identify(changed);
        return credentials.put(call.name(), changed);
    }

    /** Says who takes the role, and the word that it brings: the account's id, when an admin of the account asks. */
    private static void identify(ObjectNode credential) {
        ObjectNode role = (ObjectNode) credential.get("aws_iam_role");
        if (!role.path("role_arn").asText().matches("arn:aws:iam::\\d{12}:role/.+")) {
            throw FakeDatabricksRefusal.invalid("role_arn is no ARN of a role");
        }
        role.put(
                "unity_catalog_iam_arn",
                "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL");
        role.put("external_id", "7c1a5c0e-3f0d-4b69-8f6e-0d0c1a2b3c4d");
        credential.remove("skip_validation");
    }

    private JsonNode deleteCredential(FakeDatabricksCall call) {
        owned(credentials, "Storage Credential", call);
        boolean used = locations.all().stream()
                .anyMatch(
                        location -> location.get("credential_name").textValue().equals(call.name()));
        refuseUsed(used, "Storage credential '%s' has dependent external locations".formatted(call.name()), call);
        credentials.remove(call.name());
        return FakeDatabricks.object();
    }

    private JsonNode createLocation(FakeDatabricksCall call) {
        checkMay("CREATE EXTERNAL LOCATION", call);
        ObjectNode location = call.fields(
                Set.of("name", "url", "credential_name"),
                Set.of("comment", "read_only", "fallback", "enable_file_events", "skip_validation"));
        location.remove("skip_validation");
        credentials.get(location.get("credential_name").textValue());
        checkUrl(location.get("url").textValue(), Optional.empty());
        return own(location, call, locations, name(location));
    }

    private void checkUrl(String url, Optional<String> itself) {
        if (!url.matches("s3://[a-z0-9.-]{3,63}(/.*)?")) {
            throw FakeDatabricksRefusal.invalid("URL '%s' is no location on S3".formatted(url));
        }
        for (ObjectNode other : locations.all()) {
            if (!Optional.of(other.get("name").textValue()).equals(itself)
                    && (isWithin(url, other) || other.get("url").textValue().startsWith(url))) {
                throw FakeDatabricksRefusal.invalid(
                        "Input path url '%s' overlaps with other external locations".formatted(url));
            }
        }
    }

    private JsonNode updateLocation(FakeDatabricksCall call) {
        ObjectNode stored = owned(locations, "External Location", call);
        ObjectNode update = call.fields(
                Set.of(),
                Set.of(
                        "comment",
                        "url",
                        "credential_name",
                        "read_only",
                        "fallback",
                        "skip_validation",
                        "owner",
                        "force"));
        update.remove("skip_validation");
        ObjectNode changed = merged(stored, update);
        checkUrl(changed.get("url").textValue(), Optional.of(call.name()));
        boolean moves = !changed.get("url").equals(stored.get("url"));
        refuseUsed(moves && isUsed(stored), "External location '%s' has dependents".formatted(call.name()), call);
        return locations.put(call.name(), changed);
    }

    private JsonNode deleteLocation(FakeDatabricksCall call) {
        ObjectNode location = owned(locations, "External Location", call);
        refuseUsed(isUsed(location), "External location '%s' has dependents".formatted(call.name()), call);
        locations.remove(call.name());
        grants.forget("external_location", call.name());
        return FakeDatabricks.object();
    }

    private boolean isUsed(ObjectNode location) {
        return tables.all().stream()
                        .anyMatch(
                                table -> isWithin(table.path("storage_location").asText(), location))
                || catalogs.all().stream()
                        .anyMatch(
                                catalog -> isWithin(catalog.path("storage_root").asText(), location));
    }

    private static boolean isWithin(String url, ObjectNode location) {
        String top = location.get("url").textValue();
        return url.equals(top) || url.startsWith(top.endsWith("/") ? top : top + "/");
    }

    private JsonNode validate(FakeDatabricksCall call) {
        ObjectNode asked =
                call.fields(Set.of(), Set.of("storage_credential_name", "external_location_name", "url", "read_only"));
        credentials.get(asked.path("storage_credential_name").asText());
        ObjectNode answer = FakeDatabricks.object().put("isDir", true);
        var results = answer.putArray("results");
        for (String operation : List.of("READ", "LIST", "WRITE", "DELETE")) {
            boolean skipped = asked.path("read_only").asBoolean()
                    && Set.of("WRITE", "DELETE").contains(operation);
            results.addObject()
                    .put("operation", operation)
                    .put("result", skipped ? "SKIP" : trusted ? "PASS" : "FAIL")
                    .put("message", trusted ? "" : "The role cannot be assumed");
        }
        return answer;
    }

    private JsonNode createCatalog(FakeDatabricksCall call) {
        checkMay("CREATE CATALOG", call);
        ObjectNode catalog = call.fields(Set.of("name"), Set.of("comment", "properties", "storage_root"));
        String name = name(catalog);
        if (!catalog.has("storage_root")) {
            throw FakeDatabricksRefusal.state("Metastore storage root URL does not exist.");
        }
        writableLocation(catalog.get("storage_root").textValue());
        own(catalog, call, catalogs, name);
        ObjectNode standard = FakeDatabricks.object().put("name", "default").put("catalog_name", name);
        own(standard, call, schemas, name + ".default");
        return catalog;
    }

    private ObjectNode writableLocation(String url) {
        ObjectNode location = locations.all().stream()
                .filter(one -> isWithin(url, one))
                .findFirst()
                .orElseThrow(() -> FakeDatabricksRefusal.invalid("No external location covers '%s'".formatted(url)));
        if (location.path("read_only").asBoolean()) {
            throw FakeDatabricksRefusal.invalid("External location '%s' is read-only: nothing can be created in it"
                    .formatted(location.get("name").textValue()));
        }
        return location;
    }

    private JsonNode updateCatalog(FakeDatabricksCall call) {
        ObjectNode stored = owned(catalogs, "Catalog", call);
        return catalogs.put(
                call.name(), merged(stored, call.fields(Set.of(), Set.of("comment", "properties", "owner"))));
    }

    private JsonNode deleteCatalog(FakeDatabricksCall call) {
        owned(catalogs, "Catalog", call);
        boolean used = schemas.names().stream().anyMatch(name -> name.startsWith(call.name() + "."));
        refuseUsed(used, "Catalog '%s' is not empty".formatted(call.name()), call);
        catalogs.remove(call.name());
        grants.forget("catalog", call.name());
        return FakeDatabricks.object();
    }

    private JsonNode createSchema(FakeDatabricksCall call) {
        ObjectNode schema =
                call.fields(Set.of("name", "catalog_name"), Set.of("comment", "properties", "storage_root"));
        String catalog = schema.get("catalog_name").textValue();
        checkOwned(catalogs.get(catalog), "Catalog", call);
        return own(schema, call, schemas, catalog + "." + name(schema));
    }

    private JsonNode updateSchema(FakeDatabricksCall call) {
        ObjectNode stored = owned(schemas, "Schema", call);
        return schemas.put(
                call.name(), merged(stored, call.fields(Set.of(), Set.of("comment", "properties", "owner"))));
    }

    private JsonNode deleteSchema(FakeDatabricksCall call) {
        owned(schemas, "Schema", call);
        boolean used = tables.names().stream().anyMatch(name -> name.startsWith(call.name() + "."));
        refuseUsed(used, "Schema '%s' is not empty".formatted(call.name()), call);
        schemas.remove(call.name());
        grants.forget("schema", call.name());
        return FakeDatabricks.object();
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
        checkOwned(schemas.get(schema), "Schema", call);
        ObjectNode location = writableLocation(table.get("storage_location").textValue());
        if (!openToExternalEngines) {
            throw FakeDatabricksRefusal.denied("External data access is not enabled on the metastore.");
        }
        checkExplicit(call, "schema", schema, "EXTERNAL_USE_SCHEMA");
        checkExplicit(call, "external_location", location.get("name").textValue(), "EXTERNAL_USE_LOCATION");
        table.get("columns").forEach(FakeDatabricksCatalog::checkColumn);
        return register(table, call.caller());
    }

    /** Registers a table whose place is free. */
    private ObjectNode register(ObjectNode table, String owner) {
        String name = checkPlace(table);
        return tables.add(name, table.put("full_name", name).put("owner", owner));
    }

    /** Does what {@code CREATE OR REPLACE TABLE} does; what was granted on the table stays. */
    void replace(ObjectNode table, String caller) {
        FakeDatabricksCall call = new FakeDatabricksCall(caller, List.of(), Map.of(), table);
        checkOwned(schemas.get(schema(table)), "Schema", call);
        String name = checkPlace(table);
        tables.find(name).ifPresent(there -> checkOwned(there, "Table", call));
        writableLocation(table.get("storage_location").textValue());
        tables.put(name, table.put("full_name", name).put("owner", caller));
    }

    FakeDatabricksShelf tables() {
        return tables;
    }

    /** Returns the table's full name. */
    private String checkPlace(ObjectNode table) {
        String place = table.get("storage_location").textValue();
        String name = schema(table) + "." + name(table);
        for (ObjectNode other : tables.all()) {
            if (!other.get("full_name").textValue().equals(name)
                    && other.get("storage_location").textValue().equals(place)) {
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
        owned(tables, "Table", call);
        tables.remove(call.name());
        grants.forget("table", call.name());
        return FakeDatabricks.object();
    }

    private void checkMay(String privilege, FakeDatabricksCall call) {
        if (call.caller().equals(FakeDatabricks.APPLIER) && denied.contains(privilege)) {
            throw FakeDatabricksRefusal.denied("User does not have %s on Metastore 'main'.".formatted(privilege));
        }
    }

    private static ObjectNode owned(FakeDatabricksShelf shelf, String kind, FakeDatabricksCall call) {
        ObjectNode thing = shelf.get(call.name());
        checkOwned(thing, kind, call);
        return thing;
    }

    private static void checkOwned(ObjectNode thing, String kind, FakeDatabricksCall call) {
        if (call.caller().equals(FakeDatabricks.APPLIER)
                && !thing.get("owner").textValue().equals(call.caller())) {
            throw FakeDatabricksRefusal.denied("User is not an owner of %s '%s'."
                    .formatted(kind, thing.path("name").asText()));
        }
    }

    private static void refuseUsed(boolean used, String message, FakeDatabricksCall call) {
        if (used && !call.forced() && !call.body().path("force").asBoolean()) {
            throw FakeDatabricksRefusal.state(message);
        }
    }

    private static ObjectNode own(
            ObjectNode thing, FakeDatabricksCall call, FakeDatabricksShelf shelf, String fullName) {
        return shelf.add(fullName, thing.put("full_name", fullName).put("owner", call.caller()));
    }

    private static ObjectNode merged(ObjectNode stored, ObjectNode update) {
        update.remove("force");
        ObjectNode merged = stored.deepCopy();
        merged.setAll(update);
        return merged;
    }

    /** Returns the name of what is made, as it is kept: in small letters. */
    private static String name(ObjectNode thing) {
        String name = thing.get("name").textValue();
        if (!NAME.matcher(name).matches()) {
            throw FakeDatabricksRefusal.invalid(
                    "name \"%s\" is not a valid name. Valid names cannot contain spaces, periods, forward slashes, or control characters."
                            .formatted(name));
        }
        String kept = name.toLowerCase(Locale.ROOT);
        thing.put("name", kept);
        return kept;
    }

    private static String type(FakeDatabricksCall call) {
        return call.names().get(0);
    }

    private static String securable(FakeDatabricksCall call) {
        return call.names().get(1);
    }

    private FakeDatabricksShelf shelf(String type) {
        return switch (type) {
            case "catalog" -> catalogs;
            case "schema" -> schemas;
            case "table" -> tables;
            case "external_location" -> locations;
            case "storage_credential" -> credentials;
            default -> throw FakeDatabricksRefusal.invalid("no securable type " + type);
        };
    }

    void describe(StringBuilder text) {
        List.of(credentials, locations, catalogs, schemas, tables).forEach(shelf -> shelf.describe(text));
        grants.describe(text);
    }
}
