package lakeward.lake.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** How long a request that may yet succeed is repeated, and with which waits: each up to twice as long as the one before. */
final class Patience {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;
    /** A store that takes long to fail is not given up after the first time. */
    private static final int LEAST_ATTEMPTS = 5;

    private final Duration limit;
    private final long start = System.nanoTime();
    private int attempts = 1;

    Patience(Duration limit) {
        this.limit = limit;
    }

    /** Waits, unless it was tried for long enough; returns whether to try again. */
    boolean triesAgain() {
        if (attempts >= LEAST_ATTEMPTS && taken().compareTo(limit) >= 0) {
            return false;
        }
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempts, 10));
        attempts++;
        try {
            // By chance, so that many who failed together do not come back together.
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot wait for S3: interrupted. Try again.", e);
        }
    }

    private Duration taken() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Returns how much was tried, for people. */
    @Override
    public String toString() {
        return "%d %s in %.1f s".formatted(attempts, attempts == 1 ? "attempt" : "attempts", taken().toMillis() / 1e3);
    }
}
