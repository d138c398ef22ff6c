package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What all calls to Unity Catalog have in common, and what tests switch off. */
final class FakeDatabricksMetastore {
    private static final String ROOT = "/api/2.1/unity-catalog/";

    private final Set<String> denied = new HashSet<>();
    private boolean isAssigned = true;
    private boolean openToExternalEngines = true;
    private boolean trusted = true;

    void deny(String privilege) {
        denied.add(privilege);
    }

    void remove() {
        isAssigned = false;
    }

    void closeToExternalEngines() {
        openToExternalEngines = false;
    }

    void distrust() {
        trusted = false;
    }

    boolean isOpenToExternalEngines() {
        return openToExternalEngines;
    }

    boolean isTrusted() {
        return trusted;
    }

    void checkMay(String privilege, FakeDatabricksCall call) {
        if (call.caller().equals(FakeDatabricks.APPLIER) && denied.contains(privilege)) {
            throw FakeDatabricksRefusal.denied("User does not have %s on Metastore 'main'.".formatted(privilege));
        }
    }

    void serve(
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

    void on(FakeDatabricks.Routes routes, String method, String path, Function<FakeDatabricksCall, JsonNode> answer) {
        routes.on(method, ROOT + path, call -> {
            if (!isAssigned) {
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
}
