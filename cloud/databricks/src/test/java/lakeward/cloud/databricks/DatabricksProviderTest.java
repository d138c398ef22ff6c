package lakeward.cloud.databricks;

import java.nio.file.Path;
import java.util.Map;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class DatabricksProviderTest extends ProviderContract {
    private static Shop shop;

    private final Vendors vendors = new Vendors();

    @BeforeAll
    static void read(@TempDir Path folder) {
        shop = SmallShop.of(Shop.with(
                folder,
                Map.of(
                        "snowflake: {account: shop-eu}",
                        "snowflake: {account: shop-eu}\n    place: {models: lakeward}")));
    }

    @AfterEach
    void close() {
        vendors.close();
    }

    @Override
    protected FaultyServer vendor() {
        return vendors.server;
    }

    @Override
    protected String state() {
        return vendors.databricks.state();
    }

    @Override
    protected Provider open() {
        return vendors.open();
    }

    @Override
    protected Plan plan(Standing standing) {
        return shop.plan(standing);
    }

    @Override
    protected Plan smaller(Standing standing) {
        return shop.smaller().plan(standing);
    }

    @Override
    protected Plan nothing(Standing standing) {
        return shop.nothing(standing);
    }

    @Override
    protected String output(String part, String name) {
        return Vendors.output(part, name);
    }
}
