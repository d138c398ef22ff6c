package lakeward.capture.dms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Looks from time to time whether DMS loads its tables anew. For use by one thread. */
final class LoadWatch {
    private final Duration pause;
    private final Clock clock;
    private final Runnable look;
    private Instant next = Instant.MIN;

    /** @param look throws if there is another load */
    LoadWatch(Duration pause, Clock clock, Runnable look) {
        this.pause = pause;
        this.clock = clock;
        this.look = look;
    }

    /** Looks, if the last look was long enough ago. */
    void look() {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            look.run();
            next = now.plus(pause);
        }
    }
}
