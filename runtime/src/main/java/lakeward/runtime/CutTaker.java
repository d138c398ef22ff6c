package lakeward.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;

/** Takes snapshots of a source at whose very position a batch ends. Safe for use by many threads. */
final class CutTaker implements AutoCloseable {
    /** How long changes wait at most while a snapshot is taken beside them. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(3);

    private static final Duration LONGEST_CUT = Duration.ofMinutes(2);

    private final String database;
    private final Map<Position, CompletableFuture<Cut>> awaited = new ConcurrentHashMap<>();
    private final ScheduledExecutorService holds;

    CutTaker(String database) {
        this.database = database;
        this.holds = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon(task, "release " + database));
    }

    /**
     * Takes a snapshot and ends a batch exactly there. The feed is held meanwhile, so that it does not pass the snapshot's
     * position; when taking one needs long, because a transaction at the source does not end, the feed goes on.
     *
     * @return the snapshot, or empty if another try may do better
     */
    Optional<SourceSnapshot> take(Following open, Source from, Consumer<Cut> receiver) throws InterruptedException {
        if (!open.feed().hold(LONGEST_HOLD)) {
            return Optional.empty();
        }
        ScheduledFuture<?> release =
                holds.schedule(open.feed()::release, LONGEST_HOLD.toMillis(), TimeUnit.MILLISECONDS);
        SourceSnapshot snapshot = null;
        boolean isTaken = false;
        try {
            snapshot = from.snapshot();
            CompletableFuture<Cut> cut = awaited.computeIfAbsent(snapshot.position(), at -> new CompletableFuture<>());
            open.feed().endBatchAt(snapshot.position());
            if (release.cancel(false)) {
                open.feed().release();
                receiver.accept(cut.get(LONGEST_CUT.toMillis(), TimeUnit.MILLISECONDS));
                isTaken = true;
                return Optional.of(snapshot);
            }
            return Optional.empty();
        } catch (TimeoutException e) {
            // Passed after all, or the lake is far behind: a newer snapshot may do.
            return Optional.empty();
        } catch (ExecutionException e) {
            throw Threads.unwrapped(e);
        } finally {
            if (snapshot == null && release.cancel(false)) {
                open.feed().release();
            }
            if (snapshot != null) {
                awaited.remove(snapshot.position());
                if (!isTaken) {
                    snapshot.close();
                }
            }
        }
    }

    /** Gives a cut to whoever waits for its position. */
    void reached(Cut cut) {
        CompletableFuture<Cut> waiting = awaited.get(cut.position());
        if (waiting != null) {
            waiting.complete(cut);
        }
    }

    /** Tells whoever waits that the connection is gone. */
    void disconnected() {
        awaited.values()
                .forEach(cut -> cut.completeExceptionally(new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot compare '%s': the connection to it was lost. Try again.".formatted(database))));
    }

    @Override
    public void close() {
        holds.shutdownNow();
    }
}
