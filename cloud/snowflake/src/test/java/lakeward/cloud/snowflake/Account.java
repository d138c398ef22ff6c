package lakeward.cloud.snowflake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
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

    /** Returns the shop whose role {@code oncall} sees a part of the revenue: by country, and not how much. */
    static Shop shop() {
        return shop("country = user.country");
    }

    /** Returns the same with another condition on which rows {@code oncall} sees. */
    static Shop shop(String condition) {
        return Shop.guarded("revenue_by_day", "revenue", condition);
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
                    provider.apply(step, Account::output);
                }
            }
        }
    }

    static Standing standing() {
        try (SnowflakeProvider provider = open()) {
            return provider.standing();
        }
    }

    /** Stands for AWS. */
    static String output(String part, String name) {
        return switch (part + " " + name) {
            case "aws:guest:snowflake arn" -> "arn:aws:iam::111111111111:role/shop-prod-snowflake";
            case "aws:nat addresses" -> "203.0.113.7,198.51.100.9";
            default -> throw new AssertionError("no %s of %s".formatted(name, part));
        };
    }

    @Override
    public void close() {
        snowflake.close();
        hurry.close();
    }
}
