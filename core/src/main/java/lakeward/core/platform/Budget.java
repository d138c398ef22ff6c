package lakeward.core.platform;

import java.math.BigDecimal;
import java.util.List;

/**
 * What the platform may cost.
 *
 * @param monthly US dollars, above 0
 * @param warnAt percent of it at which people are told, 1 to 100
 */
public record Budget(String name, BigDecimal monthly, int warnAt, List<Recipient> to) {
    public Budget {
        to = List.copyOf(to);
        if (monthly.signum() <= 0 || warnAt < 1 || warnAt > 100) {
            throw new IllegalArgumentException(
                    "Cannot make budget '%s' of %s USD, warning at %d%%: an amount is above 0, a share 1%% to 100%%. Change it."
                            .formatted(name, monthly, warnAt));
        }
    }
}
