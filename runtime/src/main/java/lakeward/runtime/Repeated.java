package lakeward.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Work that is done again and again, with pauses between, by a thread of its own. */
final class Repeated implements AutoCloseable {
    private final ScheduledExecutorService timer;
    private ScheduledFuture<?> next;

    Repeated(String name) {
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon(task, name));
    }

    /** @param work throws nothing */
    void start(Duration first, Duration pause, Runnable work) {
        next = timer.scheduleWithFixedDelay(work, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the work that is being done is the last. */
    boolean isEnding() {
        return timer.isShutdown();
    }

    /** Has nothing begin any more, and waits for what has begun. */
    @Override
    public void close() {
        if (next != null) {
            next.cancel(false);
        }
        timer.shutdown();
        try {
            timer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
