package lakeward.lake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Changes of one table on their way from those who have them to one who reads them, who is never far behind. */
final class ChangeStream {
    /** How many may wait: one to be read next, one that is being made meanwhile. */
    private static final int AHEAD = 2;

    private final Deque<Changes> waiting = new ArrayDeque<>();
    private boolean isEnded;
    private boolean isClosed;

    /** Gives changes, which must stay as they are; waits while the reader is behind. Once closed, they are forgotten. */
    synchronized void put(Changes changes) {
        waitWhile(() -> waiting.size() >= AHEAD && !isClosed);
        if (!isClosed) {
            waiting.add(changes);
            notifyAll();
        }
    }

    /** Says that no more will be given. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    /** Says that no more will be read: nobody waits any longer. */
    synchronized void close() {
        isClosed = true;
        waiting.clear();
        notifyAll();
    }

    /** Returns what was given next, for which it waits, or empty after the end. */
    synchronized Optional<Changes> next() {
        waitWhile(() -> waiting.isEmpty() && !isEnded && !isClosed);
        Optional<Changes> next = Optional.ofNullable(waiting.poll());
        notifyAll();
        return next;
    }

    private synchronized void waitWhile(BooleanSupplier mustWait) {
        try {
            while (mustWait.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot load changes: interrupted. Try again.", e);
        }
    }
}
