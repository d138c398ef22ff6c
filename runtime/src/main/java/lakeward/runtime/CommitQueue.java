package lakeward.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import lakeward.core.platform.Changes;
import lakeward.core.port.BatchEnd;

/** What waits to be committed, in order. Whoever adds changes waits while too much is waiting already. */
final class CommitQueue {
    /** One thing to do, in its turn. */
    sealed interface Item {
        /** Take these changes into the batch. */
        record Take(Changes changes, int kibibytes) implements Item {}

        /** Commit the batch. */
        record End(BatchEnd end) implements Item {}

        /** Do something when the batch is committed. */
        record Task(Runnable work, Runnable refused) implements Item {}

        /** Learn at once that a table's changes end. */
        record Halt(Runnable work) implements Item {}

        /** Nothing more comes. */
        record Stop() implements Item {}
    }

    private static final int LARGEST = Integer.MAX_VALUE / 2;

    private final Deque<Item> items = new ArrayDeque<>();
    private final Semaphore kibibytes;
    private final int capacity;
    private boolean closed;

    /** @param bytes how much may wait */
    CommitQueue(long bytes) {
        this.capacity = (int) Math.min(LARGEST, Math.max(1, bytes >> 10));
        this.kibibytes = new Semaphore(capacity);
    }

    void add(Changes changes) throws InterruptedException {
        int size = (int) Math.min(capacity, Math.max(1, changes.byteSize() >> 10));
        kibibytes.acquire(size);
        add(new Item.Take(changes, size));
    }

    /** Adds an item; a task is refused at once if nobody takes from here any more. */
    void add(Item item) {
        synchronized (items) {
            if (!closed) {
                items.add(item);
                items.notifyAll();
                return;
            }
        }
        if (item instanceof Item.Task task) {
            task.refused().run();
        }
    }

    Item take() throws InterruptedException {
        synchronized (items) {
            while (items.isEmpty()) {
                items.wait();
            }
            return items.remove();
        }
    }

    /** Tells that changes no longer wait. */
    void taken(Item.Take item) {
        kibibytes.release(item.kibibytes());
    }

    /** Takes nothing more, and refuses the tasks that wait. */
    void close() {
        Deque<Item> left;
        synchronized (items) {
            closed = true;
            left = new ArrayDeque<>(items);
            items.clear();
        }
        for (Item item : left) {
            if (item instanceof Item.Task task) {
                task.refused().run();
            }
        }
    }
}
