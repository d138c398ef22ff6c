package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that RDS runs, and not Aurora. */
class RdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static JsonNode resources;

    @BeforeAll
    static void synthesise() throws Exception {
        Shop shop = Shop.with(
                folder.resolve("shop"),
                Map.of(
                        "app: {service: aurora, capacity: 0.5..8}",
                        "app: {service: rds, size: db.r7g.large, version: \"16.10\"}"));
        Synthesis.write(shop.plan(Standing.NOTHING), folder);
        resources = JSON.readTree(Synthesis.files(folder).get("shop-prod-databases.template.json"))
                .path("Resources");
    }

    private static JsonNode only(String type) {
        return Stream.of(resources)
                .flatMap(all -> all.properties().stream())
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .reduce((one, other) -> {
                    throw new AssertionError("two of " + type);
                })
                .orElseThrow();
    }

    @Test
    void passwordComesByThePrivateWayToSecrets() throws Exception {
        assertThat(Synthesis.files(folder).get("shop-prod-network.template.json"))
                .contains(":secret:rds!db-*");
    }

    @Test
    void instanceIsKeptProtectedEncryptedBackedUpAndClosed() {
        JsonNode instance = only("AWS::RDS::DBInstance");
        JsonNode properties = instance.path("Properties");

        assertThat(instance.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
        assertThat(instance.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        assertThat(properties.path("DBInstanceIdentifier").asText()).isEqualTo("shop-prod-app");
        assertThat(properties.path("Engine").asText()).isEqualTo("postgres");
        assertThat(properties.path("EngineVersion").asText()).isEqualTo("16.10");
        assertThat(properties.path("DBInstanceClass").asText()).isEqualTo("db.r7g.large");
        assertThat(properties.path("MultiAZ").asBoolean()).isTrue();
        assertThat(properties.path("AllocatedStorage").asText()).isEqualTo("20");
        assertThat(properties.path("MaxAllocatedStorage").asInt()).isEqualTo(1_000);
        assertThat(properties.path("PubliclyAccessible").asBoolean(true)).isFalse();
        assertThat(properties.path("StorageEncrypted").asBoolean()).isTrue();
        assertThat(properties.path("KmsKeyId").toString()).contains("shop-prod-Key");
        assertThat(properties.path("DeletionProtection").asBoolean()).isTrue();
        assertThat(properties.path("DeleteAutomatedBackups").asBoolean(true)).isFalse();
        assertThat(properties.path("BackupRetentionPeriod").asInt()).isPositive();
        assertThat(properties.path("ManageMasterUserPassword").asBoolean()).isTrue();
        assertThat(properties.path("EnablePerformanceInsights").asBoolean()).isTrue();
        assertThat(properties.path("PerformanceInsightsKMSKeyId").toString()).contains("shop-prod-Key");
    }

    @Test
    void logCanBeReadAndConnectionsWithoutTlsAreRefused() {
        JsonNode parameters = only("AWS::RDS::DBParameterGroup").path("Properties");

        assertThat(parameters.path("Family").asText()).isEqualTo("postgres16");
        assertThat(parameters.path("Parameters").path("rds.logical_replication").asText())
                .isEqualTo("1");
        assertThat(parameters.path("Parameters").path("rds.force_ssl").asText()).isEqualTo("1");
    }

    @Test
    void passwordIsRotated() {
        JsonNode rotation = only("AWS::SecretsManager::RotationSchedule").path("Properties");

        assertThat(rotation.path("RotationRules").path("AutomaticallyAfterDays").asInt())
                .isEqualTo(30);
    }

    @Test
    void alarmsAskForTheInstance() throws Exception {
        assertThat(Synthesis.files(folder).get("shop-prod-notices.template.json"))
                .contains("DBInstanceIdentifier")
                .doesNotContain("DBClusterIdentifier");
    }

    @Test
    void validatorAndRulesFindNothingThatHasNoReason() throws Exception {
        assertThat(Validator.wrong(folder)).isEmpty();
        assertThat(Reasons.read("rds.txt").contradictions(Reasons.notOfTheShop(folder)))
                .isEmpty();
    }
}
