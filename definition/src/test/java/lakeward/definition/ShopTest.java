package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content;
import lakeward.core.plan.Part;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.plan.Step;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.core.platform.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopTest {
    private static final Path GOLDEN = Path.of("src/test/golden");

    @Test
    void filesOfTheShopAreThoseThatItIsReadFrom() {
        assertThat(Definitions.files(Path.of("../examples/shop")))
                .containsExactly(
                        "cloud.yaml",
                        "db/app/001_tables.sql",
                        "db/app/002_functions.sql",
                        "db/app/003_first_data.sql",
                        "lakeward.yaml",
                        "models/customer_lifetime_value.sql",
                        "models/order_status_now.sql",
                        "models/returns_rate.sql",
                        "models/revenue_by_country.sql",
                        "models/revenue_by_day.sql",
                        "models/top_products.sql",
                        "schemas/app.yaml");
    }

    @Test
    void shopIsRead() {
        Platform shop = shop();

        assertThat(shop.name()).isEqualTo("shop");
        assertThat(shop.databases().get(0).tables())
                .extracting(CapturedTable::toString)
                .containsExactly(
                        "app.customers",
                        "app.products",
                        "app.orders",
                        "app.order_lines",
                        "app.payments",
                        "app.returns");
        assertThat(shop.databases().get(0).traffic()).contains(new Traffic("select shop.tick()", 50, 42));
        assertThat(shop.databases().get(0).migrations()).contains("db/app");
        assertThat(shop.databases().get(0).capture()).isEqualTo(CaptureSettings.DEFAULT);
        assertThat(shop.targets()).extracting(Target::name).containsExactly("local", "prod");
    }

    @Test
    void modelsStandAfterWhatTheyRead() {
        assertThat(shop().models())
                .extracting(Model::name)
                .containsExactly(
                        "customer_lifetime_value",
                        "order_status_now",
                        "returns_rate",
                        "revenue_by_day",
                        "revenue_by_country",
                        "top_products");
    }

    @Test
    void queriesSayWhereTheyNameTables() {
        for (Model model : shop().models()) {
            for (Query.Reference read : model.query().reads()) {
                String named = model.query().sql().substring(read.start(), read.end());

                assertThat(named.replace("\"", "")).isEqualTo(read.table().toString());
            }
        }
    }

    @Test
    void modelsRunOnDuckDbWithTheirTypes() throws SQLException {
        Platform shop = shop();
        try (Connection connection = TestParser.DUCKDB.connection();
                Statement statement = connection.createStatement()) {
            for (CapturedTable table : shop.databases().get(0).tables()) {
                statement.execute("create temp table %s as select %s".formatted(table.name(), nulls(table.schema())));
            }
            for (Model model : shop.models()) {
                String query = model.query().reading(table -> "(select * from %s)".formatted(table.name()));
                statement.execute("create temp table %s as %s".formatted(model.name(), query));
                try (ResultSet result = statement.executeQuery("select * from " + model.name())) {
                    assertThat(types(result))
                            .isEqualTo(model.schema().columns().stream()
                                    .map(column -> column.type().duckdb())
                                    .toList());
                }
                for (Expectation expectation : model.expectations()) {
                    statement
                            .executeQuery("select * from %s where %s".formatted(model.name(), expectation.condition()))
                            .close();
                }
            }
        }
    }

    private static String nulls(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> "cast(null as %s) as %s".formatted(column.type().duckdb(), column.name()))
                .collect(Collectors.joining(", "));
    }

    private static List<String> types(ResultSet result) throws SQLException {
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            types.add(result.getMetaData().getColumnTypeName(i).toLowerCase(Locale.ROOT));
        }
        return types;
    }

    @Test
    void everySettingIsRead() {
        Platform base = ((Result.Valid)
                        Definitions.read(Path.of("src/test/resources/base"), TestParser.PARSER, Map.of()))
                .platform();

        assertThat(base.databases().get(0).capture())
                .isEqualTo(new CaptureSettings(Duration.ofSeconds(1), ByteSize.mebibytes(64), Duration.ofMinutes(2)));
        assertThat(base.lake()).isEqualTo(new LakeSettings(Duration.ofDays(2), Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(base.models())
                .extracting(Model::maxDelay)
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(5));
        assertThat(base.databases().get(0).tables())
                .extracting(table -> table.processed().toString())
                .containsExactly("processed.clients", "processed.orders");
    }

    @ParameterizedTest
    @CsvSource({"local, shop-plan.json", "prod, shop-plan-prod.json"})
    void planIsTheSameBytesEveryTime(String target, String golden) throws IOException {
        Path file = GOLDEN.resolve(golden);
        String plan = plan(target).toJson();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, plan);
        }

        assertThat(plan(target).toJson()).isEqualTo(plan);
        assertThat(file).content().isEqualTo(plan);
        assertThat(Plan.parse(plan)).isEqualTo(plan(target));
    }

    @Test
    void planHasAStepForEverything() {
        List<String> ids = plan("local").steps().stream()
                .filter(step -> step.action() == Action.CREATE)
                .map(Step::id)
                .toList();

        assertThat(ids)
                .contains("database:app", "traffic:app", "capture:app.orders", "raw.orders", "processed.orders")
                .hasSize(3 + 6 * 3 + 6)
                .endsWith("curated.revenue_by_day", "curated.revenue_by_country", "curated.top_products");
    }

    @Test
    void tablesAreTheSameOnEveryVendor() {
        Map<String, List<String>> names = new TreeMap<>();
        for (Step step : plan("prod").steps()) {
            Part part = step.part();
            if (part.construct().equals("table") || part.id().startsWith("databricks:model:")) {
                names.computeIfAbsent(
                        part.site().vendor() + " " + part.id().replaceFirst(".*:", ""), none -> columns(part));
            }
        }
        Map<String, List<String>> local = new TreeMap<>();
        plan("local").steps().stream()
                .map(Step::part)
                .filter(part ->
                        part.construct().equals("table") || part.construct().equals("model"))
                .forEach(part -> local.put(part.id().replace("curated.", ""), columns(part)));

        assertThat(names).hasSize(18 + 6 + 18);
        names.forEach((name, columns) -> assertThat(columns)
                .as(name)
                .isEqualTo(local.get(name.replaceFirst("[A-Z]+ ", "").replace("curated.", ""))));
    }

    private static List<String> columns(Part part) {
        Content.Items columns = (Content.Items) part.content().get("columns").orElseThrow();
        return columns.values().stream()
                .map(column -> ((Content.Fields) column).get("name").orElseThrow())
                .map(name -> ((Content.Text) name).value())
                .toList();
    }

    private static Plan plan(String target) {
        Platform shop = shop();
        Target wanted = shop.targets().stream()
                .filter(each -> each.name().equals(target))
                .findFirst()
                .orElseThrow();
        return Plan.of(shop, wanted, Prices.builtIn());
    }

    private static Platform shop() {
        Result result = Definitions.read(Path.of("../examples/shop"), TestParser.PARSER, Map.of());

        assertThat(result).isInstanceOf(Result.Valid.class);
        return ((Result.Valid) result).platform();
    }
}
