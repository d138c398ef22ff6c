package lakeward.lake;

/**
 * Places where a test may have the process die, to see that nothing is lost or doubled. The system property
 * {@code lakeward.crash} names one, as {@code name} or {@code name:count} for the count-th time it is reached.
 */
class CrashPoints {
    private final String name;
    private int left;

    CrashPoints() {
        String[] parts = System.getProperty("lakeward.crash", "").split(":", 2);
        this.name = parts[0];
        this.left = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
    }

    /** Dies here, if that is wanted. */
    synchronized void reach(String point) {
        if (point.equals(name) && --left == 0) {
            Runtime.getRuntime().halt(137);
        }
    }
}
