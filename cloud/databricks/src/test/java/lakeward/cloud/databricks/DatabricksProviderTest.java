package lakeward.cloud.databricks;

import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class DatabricksProviderTest extends ProviderContract {
    private static Shop shop;

    private Vendors vendors = new Vendors();

    @BeforeAll
    static void read() {
        shop = Shop.asWritten().small();
    }

    @AfterEach
    void close() {
        vendors.close();
    }

    @Override
    protected void renew() {
        vendors.close();
        vendors = new Vendors();
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
