package lakeward.cloud.databricks;

import java.time.Duration;

/**
 * How long a workspace that is busy, or away, is asked again.
 *
 * @param tries how often one call is made
 * @param first how long before the second try; each next one waits twice as long
 * @param longest how long at most between two tries, also where the workspace asks for more
 */
record Patience(int tries, Duration first, Duration longest) {
    /** About two and a half minutes a call: 1 + 2 + 4 + 8 + 16 + 4 × 30 s. */
    static final Patience MINUTES = new Patience(10, Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** Waits before the try after this one, counted from 1. */
    void waitAfter(int attempt) {
        Duration wait = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        sleep(wait);
    }

    /** Waits as long as was asked for, within bounds. */
    void sleep(Duration wait) {
        try {
            Thread.sleep((wait.compareTo(longest) > 0 ? longest : wait).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot wait for Databricks: the thread was interrupted. Start again.", e);
        }
    }
}
