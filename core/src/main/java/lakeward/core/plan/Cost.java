package lakeward.core.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What something costs a month, in US dollars.
 *
 * @param from with the least use that the assumptions allow
 * @param to with the most
 * @param assumptions what the figures stand on
 */
public record Cost(BigDecimal from, BigDecimal to, List<String> assumptions) {
    public static final Cost NOTHING = new Cost(BigDecimal.ZERO, BigDecimal.ZERO, List.of());

    public Cost {
        assumptions = List.copyOf(assumptions);
        if (from.signum() < 0 || from.compareTo(to) > 0) {
            throw new IllegalArgumentException(
                    "Cannot cost from %s to %s US dollars: it is 0 or more, the lesser first. Swap them."
                            .formatted(from, to));
        }
        from = from.setScale(2, RoundingMode.HALF_UP);
        to = to.setScale(2, RoundingMode.HALF_UP);
    }

    static Cost of(BigDecimal from, BigDecimal to, String... assumptions) {
        return new Cost(from, to, List.of(assumptions));
    }

    /** Returns both together. */
    public Cost plus(Cost other) {
        List<String> all = new ArrayList<>(assumptions);
        other.assumptions.stream().filter(text -> !all.contains(text)).forEach(all::add);
        return new Cost(from.add(other.from), to.add(other.to), all);
    }

    public boolean isNothing() {
        return to.signum() == 0;
    }
}
