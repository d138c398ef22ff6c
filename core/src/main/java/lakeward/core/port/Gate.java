package lakeward.core.port;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where one thread that comes by again and again is stopped by others. */
public final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final AtomicInteger holders = new AtomicInteger();
    private boolean waits;

    /** Has the thread wait when it comes by next; returns whether it did within the time. */
    public boolean hold(Duration patience) {
        lock.lock();
        try {
            holders.incrementAndGet();
            long left = patience.toNanos();
            while (!waits && left > 0) {
                left = arrived.awaitNanos(left);
            }
            if (!waits) {
                release();
            }
            return waits;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            release();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Undoes a hold that took effect. */
    public void release() {
        lock.lock();
        try {
            waits &= holders.decrementAndGet() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Called by the thread as it comes by: whether it is to wait and come by again. */
    public boolean isHeld() {
        if (holders.get() == 0) {
            return false;
        }
        lock.lock();
        try {
            waits = holders.get() > 0;
            arrived.signalAll();
            return waits;
        } finally {
            lock.unlock();
        }
    }
}
