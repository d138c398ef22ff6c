package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop, with a MySQL on Aurora and another one on RDS. */
class MysqlTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Map<String, String> written;
    private static JsonNode resources;

    @BeforeAll
    static void synthesise() throws Exception {
        Shop shop = Shop.with(
                folder.resolve("shop"), Map.of("targets:\n", """
                        databases:
                          ledger: {engine: mysql, backup: {keep: 7d}}
                          stock: {engine: mysql, insights: false}

                        targets:
                        """, "app: {service: aurora, capacity: 0.5..8}", """
                        app: {service: aurora, capacity: 0.5..8}
                              stock: {service: rds, size: db.m7g.large, version: "8.4"}"""));
        Synthesis.write(shop.plan(Standing.NOTHING), folder.resolve("templates"));
        written = Synthesis.files(folder.resolve("templates"));
        resources =
                JSON.readTree(written.get("shop-prod-databases.template.json")).path("Resources");
    }

    /** Returns the properties of what a part's logical id, which ends in a digest, and a suffix name. */
    private static JsonNode properties(String id, String suffix) {
        return resources.properties().stream()
                .filter(each -> each.getKey().matches(id + "[0-9a-f]{8}" + suffix))
                .map(each -> each.getValue().path("Properties"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + suffix));
    }

    private static Map<String, String> parameters(String id) {
        Map<String, String> parameters = new TreeMap<>();
        properties(id, "Parameters")
                .path("Parameters")
                .properties()
                .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
        return parameters;
    }

    @Test
    void clusterIsOfAuroraAndProtected() {
        JsonNode cluster = properties("DatabaseLedger", "");

        assertThat(cluster.path("Engine").asText()).isEqualTo("aurora-mysql");
        assertThat(cluster.path("EngineVersion").asText()).isEqualTo("8.0.mysql_aurora.3.10.4");
        assertThat(cluster.path("Port").asInt()).isEqualTo(3306);
        assertThat(cluster.path("BackupRetentionPeriod").asInt()).isEqualTo(7);
        assertThat(cluster.path("DeletionProtection").asBoolean()).isTrue();
        assertThat(cluster.path("StorageEncrypted").asBoolean()).isTrue();
        assertThat(cluster.path("ManageMasterUserPassword").asBoolean()).isTrue();
        assertThat(properties("DatabaseLedger", "Parameters").path("Family").asText())
                .isEqualTo("aurora-mysql8.0");
        assertThat(properties("DatabaseLedger", "Writer").path("Engine").asText())
                .isEqualTo("aurora-mysql");
    }

    @Test
    void instanceIsOfRdsAndProtected() {
        JsonNode instance = properties("DatabaseStock", "");

        assertThat(instance.path("Engine").asText()).isEqualTo("mysql");
        assertThat(instance.path("EngineVersion").asText()).startsWith("8.4.");
        assertThat(instance.path("MultiAZ").asBoolean()).isTrue();
        assertThat(instance.path("PubliclyAccessible").asBoolean(true)).isFalse();
        assertThat(instance.path("DeletionProtection").asBoolean()).isTrue();
        assertThat(instance.path("EnablePerformanceInsights").asBoolean()).isFalse();
        assertThat(properties("DatabaseStock", "Parameters").path("Family").asText())
                .isEqualTo("mysql8.4");
    }

    @Test
    void logHasWholeRowsAndConnectionsWithoutTlsAreRefused() {
        assertThat(parameters("DatabaseLedger"))
                .containsEntry("binlog_format", "ROW")
                .containsEntry("binlog_row_image", "full")
                .containsEntry("require_secure_transport", "ON");
        assertThat(parameters("DatabaseStock"))
                .containsEntry("binlog_format", "ROW")
                .containsEntry("require_secure_transport", "1");
    }

    @Test
    void nobodyIsLetInAndNothingCapturesIt() {
        String network = written.get("shop-prod-network.template.json");
        assertThat(network).contains("database:ledger").doesNotContain("\"FromPort\": 3306");
        assertThat(written.get("shop-prod-services.template.json"))
                .doesNotContain("ledger")
                .doesNotContain("stock");
    }

    @Test
    void validatorAndRulesFindNothingThatHasNoReason() throws Exception {
        assertThat(Validator.wrong(folder.resolve("templates"))).isEmpty();
        assertThat(Reasons.read("rds.txt", "mysql-rules.txt")
                        .contradictions(Reasons.notOfTheShop(folder.resolve("templates"))))
                .isEmpty();
    }
}
