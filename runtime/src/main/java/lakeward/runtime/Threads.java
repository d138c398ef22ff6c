package lakeward.runtime;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What every use of threads here shares. */
final class Threads {
    private Threads() {}

    /** Returns a thread that does not keep the process alive; not started yet. */
    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns what a future failed of. */
    static RuntimeException unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
