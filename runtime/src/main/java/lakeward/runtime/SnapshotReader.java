package lakeward.runtime;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;

/**
 * Reads captured tables whole, one after the other, on a thread of its own, while the log is followed. A table's changes
 * are set aside from before its snapshot is taken until that is committed.
 */
final class SnapshotReader implements AutoCloseable {
    private final CapturedTables tables;
    private final CaptureStore captures;
    private final Clock clock;
    private final Consumer<Event> events;
    private final ExecutorService loader;

    SnapshotReader(String database, CapturedTables tables, CaptureStore captures, Clock clock, Consumer<Event> events) {
        this.tables = tables;
        this.captures = captures;
        this.clock = clock;
        this.events = events;
        this.loader = Executors.newSingleThreadExecutor(task -> Threads.daemon(task, "read tables of " + database));
    }

    /** Begins to read tables whole. A failure of the connection ends {@code open}. */
    void begin(List<CapturedTable> unread, Source source, Following open) {
        CompletableFuture<Void> unused = read(unread, source, open);
    }

    /**
     * Reads tables whole under one snapshot, and has their changes join in; done when the last one is. What fails for the
     * connection's sake ends {@code open} too, since what was set aside can only be taken in by following anew.
     */
    CompletableFuture<Void> read(List<CapturedTable> unread, Source source, Following open) {
        if (unread.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        SourceIdentity identity = source.identity();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(
                () -> {
                    List<CapturedTable> current = asTheyStand(unread, source);
                    open.between(() -> {
                                current.forEach(open::setAside);
                                current.forEach(tables::beginReading);
                                return true;
                            })
                            .join();
                    current.forEach(open.feed()::include);
                    try (SourceSnapshot snapshot = source.snapshot()) {
                        current.forEach(table -> read(table, identity, snapshot, open));
                    }
                },
                loader);
        return reading.whenComplete((done, failure) -> {
            if (failure != null) {
                open.fail(Threads.unwrapped(failure));
            }
        });
    }

    @Override
    public void close() {
        loader.shutdownNow();
        try {
            loader.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<CapturedTable> asTheyStand(List<CapturedTable> unread, Source source) {
        Map<SourceTable, TableSchema> schemas =
                source.schemas(unread.stream().map(CapturedTable::source).toList());
        return unread.stream()
                .map(table -> schemas.containsKey(table.source()) ? table.with(schemas.get(table.source())) : table)
                .toList();
    }

    private void read(CapturedTable table, SourceIdentity identity, SourceSnapshot snapshot, Following open) {
        events.accept(
                new Event.SnapshotBegun(clock.instant(), table, snapshot.position(), snapshot.estimatedRows(table)));
        int parallelism = Math.max(1, Runtime.getRuntime().availableProcessors());
        AtomicLong rows = new AtomicLong();
        try (SnapshotLoad load = captures.beginSnapshot(table, identity, snapshot.position())) {
            snapshot.read(table, parallelism, changes -> {
                long read = changes.size();
                load.append(changes);
                rows.addAndGet(read);
                events.accept(new Event.SnapshotAdvanced(clock.instant(), table, read));
            });
            open.between(() -> {
                        commit(table, load, open, snapshot.position(), rows.get());
                        return true;
                    })
                    .join();
        } catch (CompletionException | PlatformException e) {
            stopOrFail(table, Threads.unwrapped(e), open);
        }
    }

    private void commit(CapturedTable table, SnapshotLoad load, Following open, Position position, long rows) {
        tables.interruption(table).ifPresent(why -> {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot finish reading table '%s': it changed meanwhile. %s".formatted(table, why));
        });
        List<TableVersion> committed = new ArrayList<>(load.commit());
        committed.addAll(open.joinIn(table));
        committed.forEach(tables::remember);
        tables.wasRead(table, position);
        events.accept(new Event.SnapshotLoaded(clock.instant(), table, rows, committed));
    }

    private void stopOrFail(CapturedTable table, RuntimeException failure, Following open) {
        if (!(failure instanceof PlatformException known) || known.fault() == Fault.ENVIRONMENT) {
            throw failure;
        }
        open.between(() -> {
                    open.ignore(table);
                    tables.stop(table, known.getMessage());
                    return true;
                })
                .join();
    }
}
