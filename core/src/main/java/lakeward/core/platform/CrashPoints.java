package lakeward.core.platform;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places where a test may have the process die, to see that nothing is lost or doubled. The system property
 * {@code lakeward.crash} names one, as {@code name} or {@code name:count} for the count-th time it is reached.
 */
public class CrashPoints {
    private final String name;
    private final AtomicInteger left;

    public CrashPoints() {
        String[] parts = System.getProperty("lakeward.crash", "").split(":", 2);
        this.name = parts[0];
        this.left = new AtomicInteger(parts.length > 1 ? Integer.parseInt(parts[1]) : 1);
    }

    /** Dies here, if that is wanted. */
    public void reach(String point) {
        if (point.equals(name) && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(137);
        }
    }
}
