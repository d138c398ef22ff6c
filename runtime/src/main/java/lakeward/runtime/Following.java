package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;

/**
 * One database's log on its way into the lake, as long as one connection lasts. A thread of its own reads, the caller of
 * {@link #run} commits; so the next batch is read while one is committed. What else writes the database's captured tables
 * is done between commits, on the same thread.
 */
final class Following implements AutoCloseable {
    private final String database;
    private final SourceIdentity source;
    private final ChangeFeed feed;
    private final CaptureStore store;
    private final CapturedTable marked;
    private final Clock clock;
    private final Listener listener;
    private final CommitQueue queue;
    private final Map<CapturedTable, Long> counts = new LinkedHashMap<>();
    private BatchLoad load;
    private Instant storedAt = Instant.EPOCH;
    private volatile RuntimeException failure;
    private volatile boolean closed;

    /** How often the position is recorded while no captured table changes, so that the source can let go of its log. */
    private static final Duration MARK_EVERY = Duration.ofSeconds(10);

    /** Hears of what was stored, on the thread that commits. */
    interface Listener {
        void stored(BatchEnd end, Map<CapturedTable, Long> changes, List<TableVersion> versions, Duration took);

        void stopped(CapturedTable table, Position at, String why);
    }

    /** @param marked the table whose raw table records positions without changes */
    Following(
            String database,
            SourceIdentity source,
            ChangeFeed feed,
            CaptureStore store,
            CaptureSettings settings,
            CapturedTable marked,
            Clock clock,
            Listener listener) {
        this.database = database;
        this.source = source;
        this.feed = feed;
        this.store = store;
        this.marked = marked;
        this.clock = clock;
        this.listener = listener;
        this.queue = new CommitQueue(2 * settings.maxBytes().bytes());
    }

    /** Moves changes until it is closed or something fails, which is thrown. */
    void run() throws InterruptedException {
        Thread reader = new Thread(this::read, "read " + database);
        reader.setDaemon(true);
        reader.start();
        try {
            commitAll();
        } finally {
            closed = true;
            if (load != null) {
                load.close();
            }
            feed.close();
            reader.interrupt();
            reader.join();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Has something done on the thread that commits, between two commits. */
    void between(Runnable task) {
        queue.add(new CommitQueue.Item.Task(task));
    }

    ChangeFeed feed() {
        return feed;
    }

    @Override
    public void close() {
        closed = true;
        queue.add(new CommitQueue.Item.Stop());
    }

    private void read() {
        try {
            while (!closed) {
                BatchEnd end = feed.next(new Receiver());
                queue.add(new CommitQueue.Item.End(end));
            }
        } catch (InterruptedChanges e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed) {
                failure = e;
            }
        } finally {
            queue.add(new CommitQueue.Item.Stop());
        }
    }

    private void commitAll() throws InterruptedException {
        while (true) {
            CommitQueue.Item item = queue.take();
            if (item instanceof CommitQueue.Item.Stop) {
                return;
            } else if (item instanceof CommitQueue.Item.Task task) {
                task.task().run();
            } else if (item instanceof CommitQueue.Item.Take take) {
                take(take);
            } else if (item instanceof CommitQueue.Item.End end) {
                commit(end.end());
            }
        }
    }

    private void take(CommitQueue.Item.Take take) {
        Changes changes = take.changes();
        if (load == null) {
            load = store.begin(source);
        }
        load.append(changes);
        counts.merge(changes.table(), (long) changes.size(), Long::sum);
        queue.taken(take);
        feed.recycle(changes);
    }

    private void commit(BatchEnd end) {
        Instant begun = clock.instant();
        List<TableVersion> versions = List.of();
        if (load != null) {
            versions = load.commit(end.position());
            load.close();
            load = null;
            confirm(end.position(), begun);
        } else if (Duration.between(storedAt, begun).compareTo(MARK_EVERY) > 0) {
            store.mark(marked, source, end.position());
            confirm(end.position(), begun);
        }
        listener.stored(end, Map.copyOf(counts), versions, Duration.between(begun, clock.instant()));
        counts.clear();
    }

    /** Only what the lake has recorded is confirmed, so that a slot ahead of the lake is always somebody else's doing. */
    private void confirm(Position position, Instant at) {
        feed.confirm(position);
        storedAt = at;
    }

    private final class Receiver implements ChangeReceiver {
        @Override
        public void changes(Changes changes) {
            try {
                queue.add(changes);
            } catch (InterruptedException e) {
                throw new InterruptedChanges(e);
            }
        }

        @Override
        public void stopped(CapturedTable table, Position at, String why) {
            between(() -> listener.stopped(table, at, why));
        }
    }

    /** The reader was told to end while it waited for the committer. */
    private static final class InterruptedChanges extends RuntimeException {
        InterruptedChanges(InterruptedException cause) {
            super(cause);
        }
    }
}
