package lakeward.cloud.cloudformation;

import java.time.Duration;
import java.time.Instant;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * How long a vendor is waited for.
 *
 * @param pause the longest between two looks at what is not ready yet
 * @param most how long something may take, for example a database cluster that is made
 * @param tries how often a call is tried that is throttled or answered 5xx; the SDK waits longer each time
 */
public record Patience(Duration pause, Duration most, int tries) {
    /** A cluster takes a quarter of an hour, a call that fails for two minutes is given up. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(4), Duration.ofHours(2), 10);

    /** Returns what waits for one thing. */
    Waiting waiting() {
        return new Waiting(this);
    }

    /** Waits for one thing: shortly at first, for much is done in a second, then longer. */
    static final class Waiting {
        private static final Duration FIRST = Duration.ofMillis(100);

        private final Patience patience;
        private final Instant end;
        private Duration next = FIRST;

        private Waiting(Patience patience) {
            this.patience = patience;
            this.end = Instant.now().plus(patience.most());
        }

        /**
         * Lets time pass.
         *
         * @param what for the message: what is waited for, and how it stands
         */
        void rest(String what) {
            if (Instant.now().isAfter(end)) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot wait for %s any longer than %s. Look at it in AWS's console; apply again when it is done."
                                .formatted(what, patience.most()));
            }
            try {
                Thread.sleep((next.compareTo(patience.pause()) < 0 ? next : patience.pause()).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Cannot wait for AWS: the thread was interrupted. Start again.", e);
            }
            if (next.compareTo(patience.pause()) < 0) {
                next = next.multipliedBy(2);
            }
        }
    }
}
