package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import lakeward.core.platform.Database;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database on the author's own server, which our service captures. */
class OwnServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-a1b2c3";

    @TempDir
    private static Path folder;

    private static Map<String, String> files;

    @BeforeAll
    static void synthesise() throws Exception {
        Platform shop = Shop.asWritten().platform();
        Synthesis.write(
                new Shop(new Platform(
                                shop.name(),
                                1,
                                shop.databases().stream()
                                        .map(OwnServerTest::elsewhere)
                                        .toList(),
                                shop.lake(),
                                shop.models(),
                                shop.targets().stream()
                                        .map(OwnServerTest::withSecret)
                                        .toList(),
                                shop.ground()))
                        .plan(Standing.NOTHING),
                folder);
        files = Synthesis.files(folder);
    }

    private static Database elsewhere(Database database) {
        return new Database(
                database.name(),
                database.engine(),
                Optional.of("postgresql://etl@10.30.0.5:6432/app?sslmode=require"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                database.capture(),
                database.tables());
    }

    private static Target withSecret(Target target) {
        return target instanceof Target.Cloud cloud
                ? new Target.Cloud(
                        cloud.name(),
                        cloud.aws(),
                        cloud.snowflake(),
                        cloud.databricks(),
                        cloud.place(),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("app", SECRET)))
                : target;
    }

    private static JsonNode resources(String stack) throws Exception {
        return JSON.readTree(files.get("shop-prod-%s.template.json".formatted(stack)))
                .path("Resources");
    }

    @Test
    void serviceIsGivenThePasswordAndReadsTheRestInTheDefinition() throws Exception {
        JsonNode container = null;
        for (JsonNode resource : resources("services")) {
            if (resource.path("Type").asText().equals("AWS::ECS::TaskDefinition")) {
                container =
                        resource.path("Properties").path("ContainerDefinitions").path(0);
            }
        }

        assertThat(container.path("Environment").isMissingNode()).isTrue();
        assertThat(container.path("Secrets").toString())
                .contains("LAKEWARD_PASSWORD", SECRET, ":password::")
                .doesNotContain("LAKEWARD_USERNAME");
    }

    @Test
    void nobodyButItsStarterReadsThePassword() throws Exception {
        for (Map.Entry<String, JsonNode> resource : resources("services").properties()) {
            if (resource.getValue().path("Type").asText().equals("AWS::IAM::Role")) {
                assertThat(resource.getValue().toString().contains(SECRET))
                        .as(resource.getKey())
                        .isEqualTo(resource.getKey().endsWith("Starter"));
            }
        }
        assertThat(resources("network").toString()).contains(SECRET, "6432");
    }

    @Test
    void noServerIsMadeAndItsLogIsWatchedByOurOwnFigure() throws Exception {
        assertThat(String.join("", files.values())).doesNotContain("AWS::RDS::");
        for (JsonNode resource : resources("notices")) {
            if (resource.toString().contains("kept-log")) {
                assertThat(resource.path("Properties").path("Namespace").asText())
                        .isEqualTo("Lakeward");
            }
        }
    }
}
