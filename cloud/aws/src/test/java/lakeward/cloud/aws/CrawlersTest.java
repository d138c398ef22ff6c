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

/** The shop, with folders in which others put files. */
class CrawlersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STACK = "shop-prod-crawlers";

    @TempDir
    private static Path folder;

    private static Map<String, String> written;
    private static Map<String, JsonNode> crawlers;
    private static JsonNode resources;

    @BeforeAll
    static void synthesise() throws Exception {
        Shop shop = Shop.with(folder.resolve("shop"), Map.of("targets:\n", """
                        crawlers:
                          drops: {path: raw/drops, every: 15m}
                          partners: {path: curated/from/partners, every: 6h}
                          prices: {path: processed/prices}
                          rates: {path: processed/rates, every: 1h}

                        targets:
                        """));
        Synthesis.write(shop.plan(Standing.NOTHING), folder.resolve("templates"));
        written = Synthesis.files(folder.resolve("templates"));
        resources = JSON.readTree(written.get(STACK + ".template.json")).path("Resources");
        crawlers = new TreeMap<>();
        for (JsonNode resource : resources) {
            if (resource.path("Type").asText().equals("AWS::Glue::Crawler")) {
                crawlers.put(resource.path("Properties").path("Name").asText(), resource.path("Properties"));
            }
        }
    }

    @Test
    void crawlersLookWhereAndWhenTheyAreAskedTo() {
        Map<String, String> looks = new TreeMap<>();
        crawlers.forEach((name, crawler) -> looks.put(
                name,
                crawler.path("Schedule").path("ScheduleExpression").asText() + " "
                        + crawler.path("Targets")
                                .path("S3Targets")
                                .path(0)
                                .path("Path")
                                .asText()));

        assertThat(looks)
                .containsOnly(
                        Map.entry(
                                "shop-prod-crawler-drops",
                                "cron(0/15 * * * ? *) s3://shop-prod-raw-111111111111/drops/"),
                        Map.entry(
                                "shop-prod-crawler-partners",
                                "cron(0 0/6 * * ? *) s3://shop-prod-curated-111111111111/from/partners/"),
                        Map.entry(
                                "shop-prod-crawler-prices",
                                "cron(0 0 * * ? *) s3://shop-prod-processed-111111111111/prices/"),
                        Map.entry(
                                "shop-prod-crawler-rates",
                                "cron(0 0/1 * * ? *) s3://shop-prod-processed-111111111111/rates/"));
    }

    @Test
    void nothingIsTakenOffTheCatalog() {
        assertThat(crawlers.values()).allSatisfy(crawler -> {
            assertThat(crawler.path("SchemaChangePolicy").path("DeleteBehavior").asText())
                    .isEqualTo("LOG");
            assertThat(crawler.path("Configuration").asText()).contains("MergeNewColumns");
            assertThat(crawler.path("Tags").path("Name").asText()).startsWith("shop-prod-crawler-");
            assertThat(crawler.path("CrawlerSecurityConfiguration").asText()).isEqualTo(STACK);
        });
        assertThat(resources.toString()).doesNotContain("glue:Delete", "glue:BatchDelete");
    }

    @Test
    void rolesReachTheirFolderAndTheirDatabaseAndNothingElse() throws Exception {
        assertThat(AccessTable.read("crawler-access.txt").wrong(written)).isEmpty();
    }

    @Test
    void validatorFindsNothingWrongAndNothingIsUnwritten() throws Exception {
        assertThat(Validator.wrong(folder.resolve("templates"))).isEmpty();
        assertThat(JSON.readTree(written.get("manifest.json")).path("unwritten"))
                .isEmpty();
    }

    @Test
    void othersRulesPassOrHaveAReason() throws Exception {
        assertThat(Reasons.read("crawler-rules.txt").contradictionsIn(STACK, folder.resolve("templates")))
                .isEmpty();
    }
}
