package lakeward.observe;

import java.time.Duration;
import java.time.Instant;

/** Times as people read them. */
final class Seconds {
    private Seconds() {}

    static double between(Instant from, Instant to) {
        return Math.max(0, of(Duration.between(from, to)));
    }

    static double of(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
