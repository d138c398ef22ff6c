package lakeward.core.plan;

import java.util.Optional;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;

/**
 * What is to stand.
 *
 * @param prices what its cost is told by
 * @param image the tag of the program's image that services start from, in the target's own repository; empty where no
 *     service starts, be it that the target is one machine, or that nothing is to be made of it
 */
public record Wanted(Platform platform, Target target, Prices prices, Optional<String> image) {
    /** A platform of which no service starts. */
    public Wanted(Platform platform, Target target, Prices prices) {
        this(platform, target, prices, Optional.empty());
    }
}
