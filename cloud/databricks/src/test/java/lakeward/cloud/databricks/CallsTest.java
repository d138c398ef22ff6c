package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.databricks.sdk.service.catalog.CreateCatalog;
import com.databricks.sdk.service.catalog.CreateExternalLocation;
import com.databricks.sdk.service.catalog.CreateSchema;
import com.databricks.sdk.service.catalog.CreateStorageCredential;
import com.databricks.sdk.service.catalog.CreateTableRequest;
import com.databricks.sdk.service.catalog.UpdateCatalog;
import com.databricks.sdk.service.catalog.UpdateExternalLocation;
import com.databricks.sdk.service.catalog.UpdatePermissions;
import com.databricks.sdk.service.catalog.UpdateStorageCredential;
import com.databricks.sdk.service.catalog.ValidateStorageCredential;
import com.databricks.sdk.service.compute.ClusterPolicyPermissionsRequest;
import com.databricks.sdk.service.compute.CreatePolicy;
import com.databricks.sdk.service.compute.DeletePolicy;
import com.databricks.sdk.service.compute.EditPolicy;
import com.databricks.sdk.service.iam.Group;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.DeleteJob;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.sql.CreateQueryRequest;
import com.databricks.sdk.service.sql.CreateWarehouseRequest;
import com.databricks.sdk.service.sql.EditWarehouseRequest;
import com.databricks.sdk.service.sql.ExecuteStatementRequest;
import com.databricks.sdk.service.sql.UpdateQueryRequest;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.cloud.fake.Shop;
import lakeward.cloud.fake.StatementParser;
import lakeward.contract.FaultyServer.Request;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent for the shop: made, looked at, made less, taken away. In {@code src/test/golden/shop.calls} a call is a line;
 * where something is made or taken away, those that only look are left out, and so is what our labels say to us.
 */
class CallsTest {
    private static final Path GOLDEN = Path.of("src/test/golden/shop.calls");

    private static final Map<String, Class<?>> BODIES = Map.ofEntries(
            Map.entry("POST /api/2.1/unity-catalog/storage-credentials", CreateStorageCredential.class),
            Map.entry("POST /api/2.1/unity-catalog/validate-storage-credentials", ValidateStorageCredential.class),
            Map.entry("POST /api/2.1/unity-catalog/external-locations", CreateExternalLocation.class),
            Map.entry("POST /api/2.1/unity-catalog/catalogs", CreateCatalog.class),
            Map.entry("PATCH /api/2.1/unity-catalog/catalogs/[^/]+", UpdateCatalog.class),
            Map.entry("POST /api/2.1/unity-catalog/schemas", CreateSchema.class),
            Map.entry("POST /api/2.1/unity-catalog/tables", CreateTableRequest.class),
            Map.entry("PATCH /api/2.1/unity-catalog/permissions/[^/]+/[^/]+", UpdatePermissions.class),
            Map.entry("POST /api/2.0/account/scim/v2/Groups", Group.class),
            Map.entry("POST /api/2.0/sql/warehouses", CreateWarehouseRequest.class),
            Map.entry("POST /api/2.0/sql/warehouses/[^/]+/edit", EditWarehouseRequest.class),
            Map.entry("PATCH /api/2.1/unity-catalog/storage-credentials/[^/]+", UpdateStorageCredential.class),
            Map.entry("PATCH /api/2.1/unity-catalog/external-locations/[^/]+", UpdateExternalLocation.class),
            Map.entry("POST /api/2.0/sql/statements/?", ExecuteStatementRequest.class),
            Map.entry("POST /api/2.0/sql/queries", CreateQueryRequest.class),
            Map.entry("PATCH /api/2.0/sql/queries/[^/]+", UpdateQueryRequest.class),
            Map.entry("POST /api/2.2/jobs/create", CreateJob.class),
            Map.entry("POST /api/2.2/jobs/reset", ResetJob.class),
            Map.entry("POST /api/2.2/jobs/delete", DeleteJob.class),
            Map.entry("POST /api/2.0/policies/clusters/create", CreatePolicy.class),
            Map.entry("POST /api/2.0/policies/clusters/edit", EditPolicy.class),
            Map.entry("POST /api/2.0/policies/clusters/delete", DeletePolicy.class),
            Map.entry("PUT /api/2.0/permissions/cluster-policies/[^/]+", ClusterPolicyPermissionsRequest.class));

    private final Vendors vendors = new Vendors();
    private final Shop shop = Shop.asWritten();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void shopIsMadeAndTakenAwayByTheseCalls() throws IOException {
        String sent = sent().replaceAll(
                        "Made by Lakeward, which changes it and takes it away\\.(?:\n|\\\\n)lakeward \\{(?:[^\"'\\\\]|\\\\.)*",
                        "…")
                .replaceAll("(\"key\":\"lakeward-\\d+\",\"value\":)\"[^\"]*\"", "$1\"…\"");

        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, sent);
        }
        assertThat(sent).isEqualTo(Files.readString(GOLDEN));
    }

    /** The SDK's classes are made of Databricks' own description of its API: what they have no field for, there is not. */
    @Test
    void everyFieldIsOneThatDatabricksKnows() throws IOException {
        sent();
        vendors.apply(shop.plan(Standing.NOTHING));
        changeByHand();
        vendors.apply(shop.plan(vendors.standing()));
        Set<String> unknownValues = new TreeSet<>();
        ObjectMapper strict = new ObjectMapper().addHandler(new DeserializationProblemHandler() {
            @Override
            public Object handleWeirdStringValue(
                    DeserializationContext context, Class<?> type, String value, String problem) {
                unknownValues.add(value);
                return null;
            }
        });
        Set<String> seen = new TreeSet<>();

        for (Request request : vendors.requests()) {
            if (!request.body().isEmpty()) {
                String call = request.method() + " " + request.path();
                String pattern = BODIES.keySet().stream()
                        .filter(call::matches)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no class for the body of " + call));
                seen.add(pattern);
                strict.readValue(request.body(), BODIES.get(pattern));
            }
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(BODIES.keySet());
        // Documented, and younger than the SDK's list.
        assertThat(unknownValues).containsExactly("EXTERNAL_USE_LOCATION");
    }

    private void changeByHand() {
        vendors.databricks.changeWarehouses(warehouse -> warehouse.replace("2X-Small", "Large"));
        vendors.databricks.bySomebodyElse(
                "PATCH", "/api/2.1/unity-catalog/storage-credentials/shop-prod-lake", "{\"read_only\": true}");
        vendors.databricks.bySomebodyElse(
                "PATCH", "/api/2.1/unity-catalog/external-locations/shop-prod-raw", "{\"read_only\": true}");
        vendors.databricks.bySomebodyElse(
                "PATCH",
                "/api/2.0/sql/queries/" + vendors.databricks.idOf("shop-prod-returns-rate"),
                "{\"query\": {\"query_text\": \"\", \"warehouse_id\": \"%s\"}, \"update_mask\": \"query_text\"}"
                        .formatted(vendors.databricks.idOf("shop-prod-models")));
        vendors.standing();
    }

    @Test
    void misspeltFieldIsFound() {
        assertThatThrownBy(() -> new ObjectMapper()
                        .readValue("{\"name\": \"a\", \"tasks\": [{\"task_kee\": \"b\"}]}", CreateJob.class))
                .hasMessageContaining("task_kee");
    }

    @Test
    void anotherParserUnderstandsStatements() throws Exception {
        sent();
        List<String> statements = vendors.requests().stream()
                .filter(request -> request.path().equals("/api/2.0/sql/statements")
                        || (request.path().equals("/api/2.0/sql/queries")
                                && request.method().equals("POST")))
                .flatMap(request -> statements(request.body()))
                .distinct()
                .toList();

        List<String> kinds = new StatementParser("databricks").kinds(statements);

        Set<String> unknown = new TreeSet<>();
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).equals("opaque") || kinds.get(i).startsWith("error")) {
                unknown.add(statements
                        .get(i)
                        .replaceAll("(`[^`]*`\\.?)+", "x")
                        .replaceAll("(?s)\\(.*|\\n.*", "")
                        .strip());
            }
        }
        assertThat(statements).hasSizeGreaterThan(30);
        // Read line by line beside Databricks' reference instead.
        assertThat(unknown)
                .containsExactly(
                        "ALTER TABLE x ALTER COLUMN x DROP MASK",
                        "ALTER TABLE x ALTER COLUMN x SET MASK x",
                        "ALTER TABLE x DROP ROW FILTER",
                        "CREATE FUNCTION IF NOT EXISTS x",
                        "CREATE TABLE IF NOT EXISTS x");
        assertThat(new StatementParser("databricks").kinds(parts(statements)))
                .hasSizeGreaterThan(10)
                .containsOnly("select");
    }

    /** Returns as queries what functions compute, and the types of tables' columns. */
    private static List<String> parts(List<String> statements) {
        return statements.stream()
                .flatMap(statement -> statement.startsWith("CREATE FUNCTION")
                        ? Stream.of(statement.replaceFirst("(?s).*\nRETURN ", "SELECT "))
                        : statement.startsWith("CREATE TABLE")
                                ? statement
                                        .lines()
                                        .filter(line -> line.startsWith("  `"))
                                        .map(line -> line.replaceFirst(
                                                "  `[^`]*` ([a-z_0-9(),]+?)( .*|,)?$", "SELECT CAST(NULL AS $1)"))
                                : Stream.of())
                .distinct()
                .toList();
    }

    /** Returns a body's statements; those of a script one by one. */
    private static Stream<String> statements(String body) {
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            String sql = json.path("statement")
                    .asText(json.path("query").path("query_text").asText());
            return sql.startsWith("BEGIN\n")
                    ? Stream.of(sql.substring("BEGIN\n".length(), sql.length() - ";\nEND".length())
                            .split(";\n", -1))
                    : Stream.of(sql);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private String sent() {
        StringBuilder sent = new StringBuilder();
        sent.append("# Made\n").append(during(true, () -> vendors.apply(shop.plan(Standing.NOTHING))));
        Standing[] standing = new Standing[1];
        sent.append("\n# Looked at\n").append(during(false, () -> standing[0] = vendors.standing()));
        sent.append("\n# Made less\n")
                .append(during(true, () -> vendors.apply(shop.smaller().plan(standing[0]))));
        standing[0] = vendors.standing();
        sent.append("\n# Taken away\n").append(during(true, () -> vendors.apply(shop.nothing(standing[0]))));
        return sent.toString();
    }

    private String during(boolean changesAlone, Runnable work) {
        int before = vendors.requests().size();
        work.run();
        List<Request> all = vendors.requests();
        return all.subList(before, all.size()).stream()
                .filter(request -> !changesAlone || !request.method().equals("GET"))
                .map(request -> "%s %s%s %s"
                        .formatted(
                                request.method(),
                                request.path(),
                                request.query().isEmpty() ? "" : "?" + request.query(),
                                request.body()))
                .map(String::strip)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
