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
import java.util.stream.Collectors;
import lakeward.core.plan.Plan;
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

class ShopTest {
    private static final Path PLAN = Path.of("src/test/golden/shop-plan.json");

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
        assertThat(shop.targets()).containsExactly(Target.LOCAL);
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

    @Test
    void planIsTheSameBytesEveryTime() throws IOException {
        String plan = Plan.of(shop(), Target.LOCAL).toJson();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PLAN, plan);
        }

        assertThat(Plan.of(shop(), Target.LOCAL).toJson()).isEqualTo(plan);
        assertThat(PLAN).content().isEqualTo(plan);
    }

    @Test
    void planHasAStepForEverything() {
        List<String> ids =
                Plan.of(shop(), Target.LOCAL).steps().stream().map(Step::id).toList();

        assertThat(ids)
                .contains("database:app", "traffic:app", "capture:app.orders", "raw.orders", "processed.orders")
                .hasSize(2 + 6 * 3 + 6)
                .endsWith("curated.revenue_by_day", "curated.revenue_by_country", "curated.top_products");
    }

    private static Platform shop() {
        Result result = Definitions.read(Path.of("../examples/shop"), TestParser.PARSER, Map.of());

        assertThat(result).isInstanceOf(Result.Valid.class);
        return ((Result.Valid) result).platform();
    }
}
