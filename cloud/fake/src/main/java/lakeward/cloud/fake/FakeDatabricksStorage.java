package lakeward.cloud.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Storage credentials and external locations.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/storagecredentials">Storage Credentials</a>
 */
final class FakeDatabricksStorage {
    private final FakeDatabricksShelf credentials = new FakeDatabricksShelf("Storage Credential", true);
    private final FakeDatabricksShelf locations = new FakeDatabricksShelf("External Location", true);
    private final FakeDatabricksMetastore metastore;
    private final FakeDatabricksGrants grants;
    private final Supplier<Stream<String>> places;

    /**
     * Makes them.
     *
     * @param places gives where catalogs and tables are
     */
    FakeDatabricksStorage(
            FakeDatabricksMetastore metastore, FakeDatabricksGrants grants, Supplier<Stream<String>> places) {
        this.metastore = metastore;
        this.grants = grants;
        this.places = places;
    }

    void serve(FakeDatabricks.Routes routes) {
        metastore.serve(
                routes,
                "storage-credentials",
                credentials,
                this::createCredential,
                this::updateCredential,
                this::deleteCredential);
        metastore.serve(
                routes,
                "external-locations",
                locations,
                this::createLocation,
                this::updateLocation,
                this::deleteLocation);
        metastore.on(routes, "POST", "validate-storage-credentials", this::validate);
    }

    FakeDatabricksShelf credentials() {
        return credentials;
    }

    FakeDatabricksShelf locations() {
        return locations;
    }

    private JsonNode createCredential(FakeDatabricksCall call) {
        metastore.checkMay("CREATE STORAGE CREDENTIAL", call);
        ObjectNode credential =
                call.fields(Set.of("name", "aws_iam_role"), Set.of("comment", "read_only", "skip_validation"));
        if (!credential.path("skip_validation").asBoolean() && !metastore.isTrusted()) {
            throw FakeDatabricksRefusal.invalid("Missing permissions: the role does not trust Databricks.");
        }
        identify(credential);
        return call.own(credential, credentials, FakeDatabricksCall.name(credential));
    }

    private JsonNode updateCredential(FakeDatabricksCall call) {
        ObjectNode stored = call.owned(credentials);
        ObjectNode update = call.fields(
                Set.of(), Set.of("aws_iam_role", "comment", "read_only", "skip_validation", "owner", "force"));
        ObjectNode changed = FakeDatabricksCall.merged(stored, update);
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
        call.owned(credentials);
        boolean used = locations.all().stream()
                .anyMatch(
                        location -> location.get("credential_name").textValue().equals(call.name()));
        call.refuseUsed(used, "Storage credential '%s' has dependent external locations".formatted(call.name()));
        credentials.remove(call.name());
        return FakeDatabricks.object();
    }

    private JsonNode createLocation(FakeDatabricksCall call) {
        metastore.checkMay("CREATE EXTERNAL LOCATION", call);
        ObjectNode location = call.fields(
                Set.of("name", "url", "credential_name"),
                Set.of("comment", "read_only", "fallback", "enable_file_events", "skip_validation"));
        location.remove("skip_validation");
        credentials.get(location.get("credential_name").textValue());
        checkUrl(location.get("url").textValue(), Optional.empty());
        return call.own(location, locations, FakeDatabricksCall.name(location));
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
        ObjectNode stored = call.owned(locations);
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
        ObjectNode changed = FakeDatabricksCall.merged(stored, update);
        checkUrl(changed.get("url").textValue(), Optional.of(call.name()));
        boolean moves = !changed.get("url").equals(stored.get("url"));
        call.refuseUsed(moves && isUsed(stored), "External location '%s' has dependents".formatted(call.name()));
        return locations.put(call.name(), changed);
    }

    private JsonNode deleteLocation(FakeDatabricksCall call) {
        ObjectNode location = call.owned(locations);
        call.refuseUsed(isUsed(location), "External location '%s' has dependents".formatted(call.name()));
        locations.remove(call.name());
        grants.forget("external_location", call.name());
        return FakeDatabricks.object();
    }

    private boolean isUsed(ObjectNode location) {
        return places.get().anyMatch(place -> isWithin(place, location));
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
                    .put("result", skipped ? "SKIP" : metastore.isTrusted() ? "PASS" : "FAIL")
                    .put("message", metastore.isTrusted() ? "" : "The role cannot be assumed");
        }
        return answer;
    }

    ObjectNode writableLocation(String url) {
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
}
