package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What an amount of something costs a month in a region. */
final class Costs {
    static final BigDecimal HOURS = new BigDecimal(730);

    /** AWS's regions differ: most in Europe and Asia are up to a quarter dearer than the one the prices are from. */
    private static final BigDecimal DEARER = new BigDecimal("1.25");

    private final Prices prices;
    private final String region;

    Costs(Prices prices, String region) {
        this.prices = prices;
        this.region = region;
    }

    /** Returns the cost of a steady amount, at all hours. */
    Cost always(String unit, double amount, String assumption) {
        return hourly(unit, amount, amount, assumption);
    }

    Cost hourly(String unit, double from, double to, String assumption) {
        return cost(
                unit,
                BigDecimal.valueOf(from).multiply(HOURS),
                BigDecimal.valueOf(to).multiply(HOURS),
                assumption);
    }

    Cost monthly(String unit, double from, double to, String assumption) {
        return cost(unit, BigDecimal.valueOf(from), BigDecimal.valueOf(to), assumption);
    }

    /** Returns the cost of what is not AWS's, and costs the same everywhere. */
    Cost elsewhere(String unit, double from, double to, String assumption) {
        return Cost.of(
                prices.of(unit).multiply(BigDecimal.valueOf(from)),
                prices.of(unit).multiply(BigDecimal.valueOf(to)),
                assumption);
    }

    private Cost cost(String unit, BigDecimal from, BigDecimal to, String assumption) {
        List<String> assumptions = new ArrayList<>();
        if (!assumption.isEmpty()) {
            assumptions.add(assumption);
        }
        BigDecimal most = prices.of(unit).multiply(to);
        if (!region.equals(AwsFacts.PRICED_REGION)) {
            assumptions.add(
                    "AWS's list prices of %s; up to a quarter more in %s".formatted(AwsFacts.PRICED_REGION, region));
            most = most.multiply(DEARER);
        }
        return new Cost(prices.of(unit).multiply(from), most, assumptions);
    }
}
