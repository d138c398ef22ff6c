package lakeward.cloud.snowflake;

import java.util.stream.Stream;

/**
 * Wakes a thread whenever Snowflake's driver has it sleep before it asks again: it sleeps a second at least, whatever it is
 * told, and takes an interrupt for the end of that.
 */
final class Hurry implements AutoCloseable {
    private final Thread hurried = Thread.currentThread();
    private final Thread watcher = new Thread(this::watch, "hurry");
    private volatile boolean over;

    Hurry() {
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        while (!over) {
            if (hurried.getState() == Thread.State.TIMED_WAITING && isBeforeRetry()) {
                hurried.interrupt();
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException unexpected) {
                return;
            }
        }
    }

    private boolean isBeforeRetry() {
        StackTraceElement[] stack = hurried.getStackTrace();
        return stack.length > 0
                && stack[0].getMethodName().startsWith("sleep")
                && Stream.of(stack).anyMatch(frame -> frame.getMethodName().equals("sleepForBackoffAndPrepareNext"));
    }

    @Override
    public void close() {
        over = true;
    }
}
