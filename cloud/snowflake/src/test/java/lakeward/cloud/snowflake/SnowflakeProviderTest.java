package lakeward.cloud.snowflake;

import java.nio.file.Path;
import java.time.Duration;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The shop, with roles that see a part of some tables, before a stand-in of Snowflake and the stock driver. */
class SnowflakeProviderTest extends ProviderContract {
    private static final Shop SHOP = Shops.guarded();

    private final Hurry hurry = new Hurry();
    private final FakeSnowflake snowflake = new FakeSnowflake("shop-eu").withLake(SHOP.plan(Standing.NOTHING));

    @BeforeEach
    void connect() {
        snowflake.writeConnection(Path.of(System.getenv("SNOWFLAKE_HOME")));
    }

    @AfterEach
    void stop() {
        snowflake.close();
        hurry.close();
    }

    @Override
    protected FaultyServer vendor() {
        return snowflake.server();
    }

    @Override
    protected String state() {
        return snowflake.state();
    }

    @Override
    protected Provider open() {
        return new SnowflakeProvider("shop", "prod", "shop-eu", Duration.ofSeconds(2));
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
