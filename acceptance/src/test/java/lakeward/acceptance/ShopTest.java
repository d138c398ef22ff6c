package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example shop, run by the built program from start to stop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShopTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Lakeward shop;
    private long pid;
    private String console;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        shop = new Lakeward(Lakeward.example("shop", folder.resolve("shop")));
        up();
    }

    @AfterAll
    void stop() throws Exception {
        shop.call("down");
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @Order(1)
    void statusShowsEveryTableAndModelMoving() throws Exception {
        JsonNode status = shop.mustCall("status", "--json").json();

        assertThat(status.path("moving").asBoolean()).isTrue();
        assertThat(status.path("tables"))
                .hasSize(6)
                .allSatisfy(table -> assertThat(table.path("state").asText()).isEqualTo("following"));
        assertThat(status.path("models"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(model -> assertThat(model.path("state").asText()).isEqualTo("current"));
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "390, LIGHT", "390, DARK"})
    @Order(2)
    void consoleShowsTheMapWithMovingNumbers(int width, ColorScheme scheme) {
        try (ConsolePage browser = new ConsolePage(width, scheme)) {
            Page page = browser.open(console);
            page.waitForSelector("[data-key='model/revenue_by_day']");
            String before = page.locator("[data-key='raw/orders'] .facts").innerText();
            page.waitForFunction(
                    "before => document.querySelector(\"[data-key='raw/orders'] .facts\").innerText !== before",
                    before);
            browser.screenshot("console-%d-%s".formatted(width, scheme.name().toLowerCase(Locale.ROOT)));

            assertThat(page.locator("[data-key^='database/']").count()).isEqualTo(1);
            assertThat(page.locator("[data-key^='raw/']").count()).isEqualTo(6);
            assertThat(page.locator("[data-key^='processed/']").count()).isEqualTo(6);
            assertThat(browser.overflow()).isZero();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void consoleWithoutTokenSaysWhatToDo() {
        try (ConsolePage browser = new ConsolePage(1440, ColorScheme.LIGHT)) {
            Page page = browser.open(console.substring(0, console.indexOf('#')));
            page.waitForSelector("#banner:not([hidden])");

            assertThat(page.locator("#banner").innerText()).startsWith("Cannot let you in:");
        }
    }

    @Test
    @Order(2)
    void booksBalanceWhileOrdersComeIn() throws Exception {
        Lakeward.Outcome verified = shop.mustCall("verify");

        assertThat(verified.out()).contains("The books balance");
    }

    @Test
    @Order(3)
    void queriesReadNowAndThePast() throws Exception {
        JsonNode now = shop.mustCall("query", "--format", "json", "select count(*) from processed.orders")
                .json();
        JsonNode past = shop.mustCall(
                        "query", "--format", "json", "select count(*) from processed.orders at (version => 1)")
                .json();

        assertThat(now.path("rows").path(0).path(0).asLong())
                .isGreaterThan(past.path("rows").path(0).path(0).asLong());
    }

    @Test
    @Order(3)
    void queriesInTheGuideHaveAnswers() throws Exception {
        List<String> queries = Example.blocks("docs/guide.md", "sql").stream()
                .flatMap(example -> example.text().lines())
                .toList();

        assertThat(queries).hasSizeGreaterThan(3);
        for (String query : queries) {
            String past = query.replaceAll("timestamp => '[^']*'", "timestamp => '%s'".formatted(Instant.now()));
            shop.mustCall("query", past.replace("version => 12", "version => 1"));
        }
    }

    @Test
    @Order(6)
    void commandsPrintTheJsonThatIsDocumented() throws Exception {
        List<Example> examples = Example.blocks("docs/json.md", "json");

        assertThat(examples).hasSizeGreaterThan(10);
        for (Example example : examples) {
            String command = example.heading();
            if (!command.startsWith("lakeward down")) {
                JsonNode printed = shop.mustCall(words(command)).json();
                assertThat(JsonShape.differences(MAPPER.readTree(example.text()), printed))
                        .as(command)
                        .isEmpty();
            }
        }
    }

    @Test
    @Order(3)
    void tablesInTheCloudAreTheTablesHere() throws Exception {
        Parity parity = new Parity(shop.project().resolve(".lakeward/lake"));
        int tables = 0;
        for (JsonNode step : shop.mustCall("plan", "-t", "prod", "--offline", "--json")
                .json()
                .path("steps")) {
            if (Parity.isTable(step)) {
                tables++;
                assertThat(parity.there(step)).as(step.path("id").asText()).isEqualTo(parity.here(step));
            }
        }
        // 18 tables in Glue, 12 captured ones and 6 models in Databricks, 6 models in Snowflake.
        assertThat(tables).isEqualTo(42);
    }

    @Test
    @Order(4)
    void rebuildFromRawKeepsTheBooksBalanced() throws Exception {
        shop.mustCall("rebuild", "orders");

        assertThat(shop.mustCall("verify").out()).contains("The books balance");
    }

    @Test
    @Order(5)
    void resnapshotKeepsTheBooksBalanced() throws Exception {
        shop.mustCall("resnapshot", "customers");

        assertThat(shop.mustCall("verify").out()).contains("The books balance");
    }

    @Test
    @Order(7)
    void killedProcessLosesNothing() throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(1, TimeUnit.MINUTES);

        up();

        assertThat(shop.mustCall("verify").out()).contains("The books balance");
    }

    @Test
    @Order(8)
    void secondProcessIsRefused() throws Exception {
        Lakeward.Outcome second = shop.call("up");

        assertThat(second.exitCode()).isEqualTo(3);
        assertThat(second.err()).contains("Cannot use state directory").contains("lakeward down");
    }

    @Test
    @Order(9)
    void downStopsAndStoppedLakeStillAnswers() throws Exception {
        JsonNode stopped = shop.mustCall("down", "--json").json();

        assertThat(stopped.path("stopped").asLong()).isEqualTo(pid);
        assertThat(stopped.path("kept").path(0).path("name").asText()).isEqualTo("lakeward_shop_app");
        assertThat(ProcessHandle.of(pid)).isEmpty();
        JsonNode rows = shop.mustCall("query", "--format", "json", "select count(*) from revenue_by_day")
                .json();
        assertThat(rows.path("rows").path(0).path(0).asLong()).isPositive();
    }

    /** Splits a command as a shell does, without the program's name. */
    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(command)
                .results()
                .skip(1)
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toArray(String[]::new);
    }

    private void up() throws Exception {
        JsonNode started = shop.mustCall("up", "--detach", "--json").json();
        pid = started.path("pid").asLong();
        console = started.path("console").asText();
    }
}
