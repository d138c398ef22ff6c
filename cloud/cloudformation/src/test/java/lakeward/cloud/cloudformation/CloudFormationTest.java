package lakeward.cloud.cloudformation;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer;
import lakeward.contract.ProviderContract;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class CloudFormationTest extends ProviderContract {
    @TempDir
    private static Path folder;

    private static Shop shop;
    private static Templates templates;

    private FakeAws aws;
    /** One in which all stands, to be copied. */
    private Optional<FakeAws> made = Optional.empty();

    @BeforeAll
    static void read() {
        // One of its own could not go while it has members.
        shop = Shop.with(
                        folder.resolve("shop"),
                        Map.of(
                                "      existing:\n",
                                "      existing:\n        organization: o-a1b2c3d4e5\n        recorder: default\n"))
                .small();
        templates = new Templates(folder);
    }

    @BeforeEach
    void start() {
        aws = new FakeAws();
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @AfterEach
    void forget() {
        made.ifPresent(FakeAws::close);
    }

    @Override
    protected void renew() {
        stop();
        start();
    }

    @Override
    protected void renewWithAll() {
        if (made.isEmpty()) {
            super.renewWithAll();
            made = Optional.of(aws.copy());
        }
        stop();
        aws = made.get().copy();
    }

    @Override
    protected FaultyServer vendor() {
        return aws.server();
    }

    @Override
    protected String state() {
        return aws.state();
    }

    @Override
    protected Provider open() {
        return Aws.open(aws, shop.plan(Standing.NOTHING), templates);
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
        return name.equals("identity")
                ? "arn:aws:iam::999999999999:user/" + part.replace(':', '-')
                : "external-of-" + part;
    }
}
