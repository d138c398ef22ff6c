package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.FaultyServer.Failure;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shop, with roles that see a part of some tables, before a stand-in of Snowflake and the stock driver. */
class SnowflakeProviderTest extends ProviderContract {
    private static final Shop SHOP = Account.shop();

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
        return Account.output(part, name);
    }

    /** Some statements are refused the second time, as a row access policy where there is one. */
    @Test
    void everyAnswerMayBeLost() {
        vendor().heal();
        apply(plan(Standing.NOTHING));
        int making = vendor().count();
        String full = state();
        vendor().heal();
        apply(nothing(Account.standing()));
        int taking = vendor().count();

        for (int call = 0; call < Math.max(making, taking); call++) {
            vendor().fail(Failure.LOST, call, 1);
            apply(plan(Standing.NOTHING));
            assertThat(state()).as("lost at call %d", call).isEqualTo(full);
            vendor().fail(Failure.LOST, call, 1);
            apply(nothing(Account.standing()));
            assertThat(state()).as("lost at call %d", call).isEmpty();
        }
    }
}
