package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.DmsFormat;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shop, captured by DMS. */
class DmsTasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STACK = "shop-prod-dms";

    @TempDir
    private static Path folder;

    private static Map<String, String> written;
    private static List<JsonNode> resources;

    @BeforeAll
    static void synthesise() throws Exception {
        Shop shop = Shop.with(
                folder.resolve("shop"),
                Map.of(
                        "    snowflake: {account: shop-eu}\n",
                        "    snowflake: {account: shop-eu}\n    place: {capture: dms}\n"));
        Synthesis.write(shop.plan(Standing.NOTHING), folder.resolve("templates"));
        written = Synthesis.files(folder.resolve("templates"));
        resources = new ArrayList<>();
        JSON.readTree(written.get(STACK + ".template.json")).path("Resources").forEach(resources::add);
    }

    private static Stream<JsonNode> all(String type) {
        return resources.stream()
                .filter(resource -> resource.path("Type").asText().equals(type))
                .map(resource -> resource.path("Properties"));
    }

    private static JsonNode only(String type) {
        return all(type).findFirst().orElseThrow();
    }

    @Test
    void validatorFindsNothingWrongAndNothingIsUnwritten() throws Exception {
        assertThat(Validator.wrong(folder.resolve("templates"))).isEmpty();
        assertThat(JSON.readTree(written.get("manifest.json")).path("unwritten"))
                .isEmpty();
    }

    @Test
    void taskLoadsAndFollowsTheCapturedTablesAndNoOthers() throws Exception {
        JsonNode task = only("AWS::DMS::ReplicationTask");
        JsonNode rules = JSON.readTree(task.path("TableMappings").asText()).path("rules");
        List<String> selected = new ArrayList<>();
        List<String> added = new ArrayList<>();
        for (JsonNode rule : rules) {
            JsonNode table = rule.path("object-locator");
            String name = table.path("schema-name").asText() + "."
                    + table.path("table-name").asText();
            if (rule.path("rule-type").asText().equals("selection")) {
                selected.add(name);
            } else if (name.equals("public.orders")) {
                added.add(rule.path("value").asText() + " "
                        + rule.path("expression").asText());
            }
        }

        assertThat(task.path("MigrationType").asText()).isEqualTo("full-load-and-cdc");
        assertThat(selected).contains("public.orders", "public.customers").doesNotHaveDuplicates();
        assertThat(added)
                .containsExactly(
                        "lakeward_committed $AR_H_COMMIT_TIMESTAMP",
                        "lakeward_position $AR_H_STREAM_POSITION",
                        "lakeward_sequence $AR_H_CHANGE_SEQ");
        assertThat(rules).hasSize(4 * selected.size());
    }

    @Test
    void filesAreWrittenAsTheyAreRead() {
        JsonNode files = all("AWS::DMS::Endpoint")
                .filter(endpoint -> endpoint.path("EndpointType").asText().equals("target"))
                .findFirst()
                .orElseThrow()
                .path("S3Settings");

        assertThat(files.path("DataFormat").asText()).isEqualTo("csv");
        assertThat(files.path("PreserveTransactions").asBoolean()).isTrue();
        assertThat(files.path("CdcPath").asText()).isEqualTo(DmsFormat.CHANGES);
        assertThat(files.path("Rfc4180").asBoolean()).isTrue();
        assertThat(files.path("IncludeOpForFullLoad").asBoolean()).isTrue();
        assertThat(files.path("CsvNullValue").asText()).isEqualTo(DmsFormat.NULL);
        assertThat(files.path("UseCsvNoSupValue").asBoolean()).isTrue();
        assertThat(files.path("CsvNoSupValue").asText()).isEqualTo(DmsFormat.UNCHANGED);
        assertThat(files.path("CdcMaxBatchInterval").asInt()).isEqualTo(DmsFormat.SECONDS_A_FILE);
        // Neither goes with PreserveTransactions.
        assertThat(files.has("AddColumnName")).isFalse();
        assertThat(files.has("DatePartitionEnabled")).isFalse();
    }

    @Test
    void taskStopsRatherThanLoseOrEraseAnything() throws Exception {
        JsonNode settings = JSON.readTree(only("AWS::DMS::ReplicationTask")
                .path("ReplicationTaskSettings")
                .asText());

        assertThat(settings.path("ErrorBehavior").path("DataErrorPolicy").asText())
                .isEqualTo("STOP_TASK");
        assertThat(settings.path("ErrorBehavior")
                        .path("DataTruncationErrorPolicy")
                        .asText())
                .isEqualTo("STOP_TASK");
        assertThat(settings.path("ErrorBehavior").path("TableErrorPolicy").asText())
                .isEqualTo("STOP_TASK");
        assertThat(settings.path("TargetMetadata").path("BatchApplyEnabled").asBoolean(true))
                .isFalse();
        assertThat(settings.path("ChangeProcessingDdlHandlingPolicy"))
                .hasSize(3)
                .allSatisfy(handled -> assertThat(handled.asBoolean()).isFalse());
    }

    @Test
    void rolesReachWhatTheyNeedAndNothingElse() throws Exception {
        assertThat(AccessTable.read("dms-access.txt").wrong(written)).isEmpty();
    }

    /** Each breaks one policy of a private way in the written text; the table must notice it at the row that ends so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lakeward-dms/*                       | lakeward-dsm/* | DMS signs in",
                "s3:PutObjectTagging                  | s3:Nothing     | DMS asks for it",
                "s3:::shop-prod-landing-app-111111111111/* | s3:::*    | a bucket of a stranger",
            })
    void brokenPrivateWayIsNoticed(String from, String to, String why) throws Exception {
        Map<String, String> broken = new TreeMap<>(written);
        broken.computeIfPresent("shop-prod-network.template.json", (name, text) -> text.replace(from, to));
        assertThat(broken).isNotEqualTo(written);

        assertThat(AccessTable.read("dms-access.txt").wrong(broken)).anyMatch(row -> row.endsWith("| " + why));
    }

    @Test
    void othersRulesPassOrHaveAReason() throws Exception {
        assertThat(Reasons.read("dms-rules.txt").contradictionsIn(STACK, folder.resolve("templates")))
                .isEmpty();
    }
}
