package lakeward.runtime;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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

        /** Do something between two batches, or as soon as possible inside one. */
        record Task(Runnable task) implements Item {}

        /** Nothing more comes. */
        record Stop() implements Item {}
    }

    private static final int LARGEST = Integer.MAX_VALUE / 2;

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Semaphore kibibytes;
    private final int capacity;

    /** @param bytes how much may wait */
    CommitQueue(long bytes) {
        this.capacity = (int) Math.min(LARGEST, Math.max(1, bytes >> 10));
        this.kibibytes = new Semaphore(capacity);
    }

    void add(Changes changes) throws InterruptedException {
        int size = (int) Math.min(capacity, Math.max(1, changes.byteSize() >> 10));
        kibibytes.acquire(size);
        items.add(new Item.Take(changes, size));
    }

    void add(Item item) {
        items.add(item);
    }

    Item take() throws InterruptedException {
        return items.take();
    }

    /** Tells that changes no longer wait. */
    void taken(Item.Take item) {
        kibibytes.release(item.kibibytes());
    }
}
