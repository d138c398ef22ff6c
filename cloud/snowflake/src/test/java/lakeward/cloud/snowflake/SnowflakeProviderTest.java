package lakeward.cloud.snowflake;

import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;

/** The shop, with roles that see a part of some tables, before a stand-in of Snowflake and the stock driver. */
class SnowflakeProviderTest extends ProviderContract {
    private static final Shop SHOP = Shops.guarded();

    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @Override
    protected FaultyServer vendor() {
        return account.snowflake.server();
    }

    @Override
    protected String state() {
        return account.snowflake.state();
    }

    @Override
    protected Provider open() {
        return Account.open();
    }

    @Override
    protected Plan plan(Standing standing) {
        return SHOP.plan(standing);
    }

    @Override
    protected Plan smaller(Standing standing) {
        return SHOP.smaller().plan(standing);
    }

    @Override
    protected Plan nothing(Standing standing) {
        return SHOP.nothing(standing);
    }

    @Override
    protected String output(String part, String name) {
        return Shops.output(part, name);
    }
}
