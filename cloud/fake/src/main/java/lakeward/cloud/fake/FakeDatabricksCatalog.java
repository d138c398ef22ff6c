package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unity Catalog: catalogs and schemas with what is in them, where it is, and what is granted on it.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/catalogs">Its REST API</a>
 */
final class FakeDatabricksCatalog {
    private final FakeDatabricksShelf catalogs = new FakeDatabricksShelf("Catalog", true);
    private final FakeDatabricksShelf schemas = new FakeDatabricksShelf("Schema", true);
    private final FakeDatabricksMetastore metastore = new FakeDatabricksMetastore();
    private final FakeDatabricksGrants grants;
    private final FakeDatabricksStorage storage;
    private final FakeDatabricksTables tables;

    FakeDatabricksCatalog(FakeDatabricksPeople people) {
        grants = new FakeDatabricksGrants(people);
        storage = new FakeDatabricksStorage(metastore, grants, this::places);
        tables = new FakeDatabricksTables(metastore, grants, storage, schemas);
    }

    /** Returns where catalogs and tables are. */
    private Stream<String> places() {
        return Stream.concat(
                catalogs.all().stream()
                        .map(catalog -> catalog.path("storage_root").asText()),
                tables.tables().all().stream()
                        .map(table -> table.path("storage_location").asText()));
    }

    FakeDatabricksMetastore metastore() {
        return metastore;
    }

    FakeDatabricksTables tables() {
        return tables;
    }

    FakeDatabricksGrants grants() {
        return grants;
    }

    void serve(FakeDatabricks.Routes routes) {
        storage.serve(routes);
        metastore.serve(routes, "catalogs", catalogs, this::createCatalog, this::updateCatalog, this::deleteCatalog);
        metastore.serve(routes, "schemas", schemas, this::createSchema, this::updateSchema, this::deleteSchema);
        tables.serve(routes);
        metastore.on(routes, "GET", "permissions/*/*", call -> grants.get(type(call), securable(call)));
        metastore.on(routes, "PATCH", "permissions/*/*", call -> {
            call.checkOwner(shelf(type(call)).get(securable(call)), type(call));
            return grants.update(type(call), securable(call), call);
        });
    }

    private JsonNode createCatalog(FakeDatabricksCall call) {
        metastore.checkMay("CREATE CATALOG", call);
        ObjectNode catalog = call.fields(Set.of("name"), Set.of("comment", "properties", "storage_root"));
        String name = FakeDatabricksCall.name(catalog);
        if (!catalog.has("storage_root")) {
            throw FakeDatabricksRefusal.state("Metastore storage root URL does not exist.");
        }
        storage.writableLocation(catalog.get("storage_root").textValue());
        call.own(catalog, catalogs, name);
        ObjectNode standard = FakeDatabricks.object().put("name", "default").put("catalog_name", name);
        call.own(standard, schemas, name + ".default");
        return catalog;
    }

    private JsonNode updateCatalog(FakeDatabricksCall call) {
        ObjectNode stored = call.owned(catalogs);
        return catalogs.put(
                call.name(),
                FakeDatabricksCall.merged(stored, call.fields(Set.of(), Set.of("comment", "properties", "owner"))));
    }

    private JsonNode deleteCatalog(FakeDatabricksCall call) {
        call.owned(catalogs);
        boolean used = schemas.names().stream().anyMatch(name -> name.startsWith(call.name() + "."));
        call.refuseUsed(used, "Catalog '%s' is not empty".formatted(call.name()));
        catalogs.remove(call.name());
        grants.forget("catalog", call.name());
        return FakeDatabricks.object();
    }

    private JsonNode createSchema(FakeDatabricksCall call) {
        ObjectNode schema =
                call.fields(Set.of("name", "catalog_name"), Set.of("comment", "properties", "storage_root"));
        String catalog = schema.get("catalog_name").textValue();
        call.checkOwner(catalogs.get(catalog), "Catalog");
        return call.own(schema, schemas, catalog + "." + FakeDatabricksCall.name(schema));
    }

    private JsonNode updateSchema(FakeDatabricksCall call) {
        ObjectNode stored = call.owned(schemas);
        return schemas.put(
                call.name(),
                FakeDatabricksCall.merged(stored, call.fields(Set.of(), Set.of("comment", "properties", "owner"))));
    }

    private JsonNode deleteSchema(FakeDatabricksCall call) {
        call.owned(schemas);
        boolean used = Stream.concat(tables.tables().names().stream(), tables.functions().names().stream())
                .anyMatch(name -> name.startsWith(call.name() + "."));
        call.refuseUsed(used, "Schema '%s' is not empty".formatted(call.name()));
        schemas.remove(call.name());
        grants.forget("schema", call.name());
        return FakeDatabricks.object();
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
            case "table" -> tables.tables();
            case "external_location" -> storage.locations();
            case "storage_credential" -> storage.credentials();
            default -> throw FakeDatabricksRefusal.invalid("no securable type " + type);
        };
    }

    void describe(StringBuilder text) {
        List.of(storage.credentials(), storage.locations(), catalogs, schemas, tables.tables(), tables.functions())
                .forEach(shelf -> shelf.describe(text));
        grants.describe(text);
    }
}
