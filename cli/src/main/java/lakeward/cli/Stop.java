package lakeward.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether this process is to end: somebody said so, or the system did, which then waits until this is closed. */
final class Stop implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Stop() {}

    /** Begins to listen to the system. */
    static Stop whenAsked() {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::awaitClosed, "stop"));
        return stop;
    }

    void now() {
        asked.countDown();
    }

    /** Waits a while; tells whether the process is to end. */
    boolean await(long time, TimeUnit unit) throws InterruptedException {
        return asked.await(time, unit);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** The process ends when this returns. */
    private void awaitClosed() {
        asked.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
