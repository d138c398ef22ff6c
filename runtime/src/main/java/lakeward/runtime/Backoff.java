package lakeward.runtime;

import java.time.Duration;

/** How long to wait before the next try: twice as long after each failure, up to a longest pause. Used by one thread. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /**
     * Returns the pause after a failure.
     *
     * @param hadWorked whether something was done since the failure before, so that this one is the first again
     */
    Duration afterFailure(boolean hadWorked) {
        Duration pause = hadWorked ? first : next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }
}
