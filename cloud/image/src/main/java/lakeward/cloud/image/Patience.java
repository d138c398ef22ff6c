package lakeward.cloud.image;

import java.time.Duration;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * How long a registry is waited for.
 *
 * @param tries how often an image is pushed at most; what arrived is not sent again
 * @param pause between the first try and the second; each one after that is twice as long
 */
public record Patience(int tries, Duration pause) {
    /** Two minutes between the first try and the last. */
    public static final Patience DEFAULT = new Patience(7, Duration.ofSeconds(2));

    public Patience {
        if (tries < 1 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "Cannot try %d times with pauses of %s: expected at least one try and no time before it. Correct it."
                            .formatted(tries, pause));
        }
    }

    /** Waits after a try that failed, counted from 1. */
    void rest(int failed) {
        try {
            Thread.sleep(pause.multipliedBy(1L << Math.min(failed - 1, 20)).toMillis());
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        }
    }

    static PlatformException interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot push the program's image: the thread was interrupted. Do it again; what arrived is kept.",
                stopped);
    }
}
