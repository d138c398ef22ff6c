package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.UnfitChangesException;

/**
 * One database's log on its way into the lake, as long as one connection lasts. A thread of its own reads, the caller of
 * {@link #run} commits; so the next batch is read while one is committed. What else writes the database's captured tables
 * is done between two batches, on the same thread.
 *
 * <p>The changes of a table that is being read whole are set aside until its snapshot is committed; nothing is confirmed to
 * the source meanwhile. A table whose changes cannot be committed is stopped, and the others go on.
 */
final class Following implements AutoCloseable {
    /** How often the position is recorded while no captured table changes, so that the source can let go of its log. */
    private static final Duration MARK_EVERY = Duration.ofSeconds(10);

    private final String database;
    private final SourceIdentity source;
    private final ChangeFeed feed;
    private final CaptureStore store;
    private final Clock clock;
    private final Listener listener;
    private final CommitQueue queue;
    private final CrashPoints crashPoints = new CrashPoints();
    private final Map<String, BatchLoad> loads = new LinkedHashMap<>();
    private final Map<CapturedTable, Long> counts = new LinkedHashMap<>();
    private final Set<String> aside = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    private final List<CommitQueue.Item.Task> tasks = new ArrayList<>();
    private Instant storedAt = Instant.EPOCH;
    private Position reached = Position.START;
    private volatile RuntimeException failure;
    private volatile boolean closed;

    /** Hears of what happened, on the thread that commits. */
    interface Listener {
        /** A batch is stored. */
        void stored(BatchEnd end, Map<CapturedTable, Long> changes, List<TableVersion> versions, Duration took);

        /** A table's changes are no longer taken in; to be recorded before this returns. */
        void stopped(CapturedTable table, Position at, String why);

        /** A table's changes don't fit what is stored; returns whether it will be read whole without being asked for. */
        boolean readsAnew(CapturedTable table, String why);

        /** Whether a failure is the table's own and lasts, rather than one of the machine that may pass. */
        boolean mustStop(CapturedTable table, PlatformException failure);

        /** Returns the table whose raw table records positions without changes, if there is one to choose. */
        Optional<CapturedTable> marked();
    }

    Following(
            String database,
            SourceIdentity source,
            ChangeFeed feed,
            CaptureStore store,
            CaptureSettings settings,
            Clock clock,
            Listener listener) {
        this.database = database;
        this.source = source;
        this.feed = feed;
        this.store = store;
        this.clock = clock;
        this.listener = listener;
        this.queue = new CommitQueue(2 * settings.maxBytes().bytes());
    }

    /** Moves changes until it is closed or something fails, which is thrown. */
    void run() throws InterruptedException {
        Thread reader = Threads.daemon(this::read, "read " + database);
        reader.start();
        try {
            commitAll();
        } finally {
            closed = true;
            queue.close();
            tasks.forEach(task -> task.refused().run());
            loads.values().forEach(BatchLoad::close);
            feed.close();
            reader.interrupt();
            reader.join();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Sets the changes of a table aside from now on; to be called before the run or between two batches. */
    void setAside(CapturedTable table) {
        aside.add(table.name());
        ignored.remove(table.name());
    }

    /**
     * Commits what was set aside of a table, up to the last batch's end; to be called between two batches.
     *
     * @return the versions it made
     */
    List<TableVersion> joinIn(CapturedTable table) {
        aside.remove(table.name());
        BatchLoad load = loads.remove(table.name());
        if (load == null) {
            return List.of();
        }
        try (load) {
            return load.commit(reached);
        }
    }

    /** Forgets what was set aside of a table, and its changes from now on; to be called between two batches. */
    void ignore(CapturedTable table) {
        aside.remove(table.name());
        ignored.add(table.name());
        BatchLoad load = loads.remove(table.name());
        if (load != null) {
            load.close();
        }
    }

    /** Has something done on the thread that commits, between two batches; fails when the run ends before. */
    <T> CompletableFuture<T> between(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        queue.add(new CommitQueue.Item.Task(
                () -> {
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                () -> result.completeExceptionally(new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot finish this: the connection to database '%s' ended. Try again, see `lakeward status`."
                                .formatted(database)))));
        return result;
    }

    /** Ends the run with a failure from elsewhere. */
    void fail(RuntimeException why) {
        failure = why;
        queue.add(new CommitQueue.Item.Stop());
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
                tasks.add(task);
            } else if (item instanceof CommitQueue.Item.Halt halt) {
                halt.work().run();
            } else if (item instanceof CommitQueue.Item.Take take) {
                take(take);
            } else if (item instanceof CommitQueue.Item.End end) {
                commit(end.end());
                List<CommitQueue.Item.Task> due = List.copyOf(tasks);
                tasks.clear();
                due.forEach(task -> task.work().run());
            }
        }
    }

    private void take(CommitQueue.Item.Take take) {
        Changes changes = take.changes();
        CapturedTable table = changes.table();
        if (!ignored.contains(table.name())) {
            orStop(table, () -> {
                loads.computeIfAbsent(table.name(), name -> store.begin(source)).append(changes);
                counts.merge(table, (long) changes.size(), Long::sum);
                return List.of();
            });
        }
        queue.taken(take);
        feed.recycle(changes);
    }

    private void commit(BatchEnd end) {
        Instant begun = clock.instant();
        reached = end.position();
        List<TableVersion> versions = new ArrayList<>();
        boolean stored = false;
        for (CapturedTable table : List.copyOf(counts.keySet())) {
            BatchLoad load = aside.contains(table.name()) ? null : loads.remove(table.name());
            if (load != null) {
                versions.addAll(orStop(table, () -> {
                    try (load) {
                        return load.commit(end.position());
                    }
                }));
                stored = true;
            }
        }
        confirm(end.position(), stored, begun);
        listener.stored(
                end,
                Collections.unmodifiableMap(new LinkedHashMap<>(counts)),
                versions,
                Duration.between(begun, clock.instant()));
        counts.clear();
    }

    /**
     * Only what the lake has recorded is confirmed, so that a slot ahead of the lake is always somebody else's doing, and
     * nothing while changes are set aside.
     */
    private void confirm(Position position, boolean stored, Instant at) {
        if (!aside.isEmpty() || position.equals(Position.START)) {
            return;
        }
        if (!stored) {
            Optional<CapturedTable> marked = listener.marked();
            if (marked.isEmpty() || Duration.between(storedAt, at).compareTo(MARK_EVERY) <= 0) {
                return;
            }
            store.mark(marked.get(), source, position);
        }
        crashPoints.reach("before-slot");
        feed.confirm(position);
        storedAt = at;
    }

    /** What is wrong with one table alone stops that one; what is wrong with the machine or the server stops all. */
    private List<TableVersion> orStop(CapturedTable table, Supplier<List<TableVersion>> work) {
        try {
            return work.get();
        } catch (PlatformException e) {
            boolean isReadAnew = e instanceof UnfitChangesException && listener.readsAnew(table, e.getMessage());
            if (!isReadAnew) {
                if (!listener.mustStop(table, e)) {
                    throw e;
                }
                listener.stopped(table, reached, e.getMessage());
            }
            ignore(table);
            return List.of();
        }
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
            queue.add(new CommitQueue.Item.Halt(() -> listener.stopped(table, at, why)));
        }
    }

    /** The reader was told to end while it waited for the committer. */
    private static final class InterruptedChanges extends RuntimeException {
        InterruptedChanges(InterruptedException cause) {
            super(cause);
        }
    }
}
