package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import org.junit.jupiter.api.Test;

class ShopTest {
    private static final Path SHOP = Path.of("../examples/shop");

    @Test
    void shopIsValid() {
        Result result = Definitions.read(SHOP, TestParser.PARSER, Map.of());

        assertThat(result).isInstanceOf(Result.Valid.class);
        Platform shop = ((Result.Valid) result).platform();
        assertThat(shop.databases().get(0).tables()).hasSize(6);
        assertThat(shop.models().stream().map(Model::name))
                .containsExactly(
                        "customer_lifetime_value",
                        "order_status_now",
                        "returns_rate",
                        "revenue_by_day",
                        "revenue_by_country",
                        "top_products");
    }
}
