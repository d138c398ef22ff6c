package lakeward.cloud.snowflake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/** A stand-in of Snowflake to which the driver's own configuration leads, and what tests do there. */
final class Account implements AutoCloseable {
    /** Where the driver looks for its connections. */
    static final Path HOME = Path.of(System.getenv("SNOWFLAKE_HOME"));

    final FakeSnowflake snowflake;
    private final Hurry hurry = new Hurry();

    Account(Shop shop) {
        snowflake = new FakeSnowflake("shop-eu").withLake(shop.plan(Standing.NOTHING));
        snowflake.writeConnection(HOME);
    }

    static SnowflakeProvider open() {
        return new SnowflakeProvider("shop", "prod", "shop-eu", Duration.ofSeconds(2));
    }

    /** Does a plan's steps here; all that others make stands. */
    static void apply(Plan plan) {
        apply(plan.steps());
    }

    static void apply(List<Step> steps) {
        try (SnowflakeProvider provider = open()) {
            for (Step step : steps) {
                if (step.part().site().vendor() == Vendor.SNOWFLAKE) {
                    provider.apply(step, Shops::output);
                }
            }
        }
    }

    static Standing standing() {
        try (SnowflakeProvider provider = open()) {
            return provider.standing();
        }
    }

    /** Returns the ids of steps that do something here. */
    static List<String> doing(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step.part().site().vendor() == Vendor.SNOWFLAKE)
                .filter(step -> step.action() != Action.NOTHING)
                .map(step -> "%s %s".formatted(step.action().label(), step.id()))
                .toList();
    }

    @Override
    public void close() {
        snowflake.close();
        hurry.close();
    }
}
