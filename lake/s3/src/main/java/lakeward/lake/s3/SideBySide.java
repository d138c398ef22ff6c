package lakeward.lake.s3;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Threads for requests that need not wait for one another. Safe for use by many threads. */
final class SideBySide implements AutoCloseable {
    private final ExecutorService threads;

    SideBySide(String name, int atATime) {
        threads = new ThreadPoolExecutor(
                atATime,
                atATime,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                },
                // Closed meanwhile: whoever wants it does it alone, and learns that the store is no longer asked.
                (work, closed) -> work.run());
    }

    /**
     * Does the same with each and returns what comes of it, in the same order. What fails with one is thrown when all have ended.
     */
    <T, R> List<R> each(Collection<T> of, Function<T, R> work) {
        List<CompletableFuture<R>> all = of.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> work.apply(one), threads))
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null)
                .join();
        try {
            return all.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Lets what was begun go on to its end; what comes later is done by its callers. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
