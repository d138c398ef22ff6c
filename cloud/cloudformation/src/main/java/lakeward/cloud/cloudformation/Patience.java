package lakeward.cloud.cloudformation;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * How long a vendor is waited for.
 *
 * @param pause between two looks at what is not ready yet
 * @param most how long something may take, for example a database cluster that is made
 * @param tries how often a call is tried that is throttled or answered 5xx; the SDK waits longer each time
 */
public record Patience(Duration pause, Duration most, int tries) {
    /** A cluster takes a quarter of an hour, a call that fails for two minutes is given up. */
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(4), Duration.ofHours(2), 10);

    /** Waits until something is there, with pauses. */
    void until(String what, BooleanSupplier isThere) {
        Instant end = Instant.now().plus(most);
        while (!isThere.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot wait for %s any longer: it is not there after %s. Look at the logs of the services; apply again when it is."
                                .formatted(what, most));
            }
            rest();
        }
    }

    void rest() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot wait for AWS: the thread was interrupted. Start again.", e);
        }
    }
}
