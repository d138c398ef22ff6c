package lakeward.cloud.snowflake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import lakeward.cloud.fake.Shop;

/** The example shop in Snowflake, and what AWS tells of it. */
final class Shops {
    private Shops() {}

    /** Returns the shop whose role {@code oncall} sees a part of the revenue: by country, and not how much. */
    static Shop guarded() {
        return guarded("country = user.country");
    }

    /** Returns the same with another condition on which rows {@code oncall} sees. */
    static Shop guarded(String condition) {
        try {
            return Shop.with(
                    Files.createTempDirectory("lakeward-shop"),
                    Map.of(
                            "oncall: {read: [order_status_now]}",
                            "oncall: {read: [order_status_now, revenue_by_day],"
                                    + " mask: [revenue_by_day.revenue],"
                                    + " rows: {revenue_by_day: \"%s\"}}".formatted(condition)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String output(String part, String name) {
        return switch (part + " " + name) {
            case "aws:guest:snowflake arn" -> "arn:aws:iam::111111111111:role/shop-prod-snowflake";
            case "aws:nat addresses" -> "203.0.113.7,198.51.100.9";
            default -> throw new AssertionError("no %s of %s".formatted(name, part));
        };
    }
}
