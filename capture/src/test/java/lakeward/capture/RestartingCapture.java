package lakeward.capture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.SourceSnapshot;

/**
 * Captures tables and stores batch after batch, as the lake does: whole or not at all, with its position. Whatever fails for
 * the server's or the network's sake, another source goes on from what is stored, as after the end of the process.
 */
final class RestartingCapture implements AutoCloseable {
    /** Little, so that larger transactions come in pieces. */
    private static final CaptureSettings SETTINGS = new CaptureSettings(Duration.ofMillis(100), ByteSize.mebibytes(1));

    private static final long PAUSE_NANOS = 20_000_000;

    private final Supplier<PostgresSource> sources;
    private final List<SourceTable> names;
    private final Map<SourceTable, CapturedTable> tables = new HashMap<>();
    private final List<SeenChanges> stored = new ArrayList<>();
    private final Map<SourceTable, String> stops = new HashMap<>();
    private final Thread thread = new Thread(this::follow, "capture");
    private Position position = Position.START;
    private int restarts;
    private Throwable failure;
    private volatile boolean closed;

    /** Reads the tables whole. */
    RestartingCapture(Supplier<PostgresSource> sources, List<String> tables) {
        this.sources = sources;
        this.names = tables.stream().map(SourceTable::parse).toList();
        PostgresSource source = sources.get();
        source.keepLog(names, Optional.empty());
        try (SourceSnapshot snapshot = source.snapshot()) {
            SeenChanges rows = new SeenChanges();
            for (String name : tables) {
                CapturedTable table = TestServer.captured(source, name);
                this.tables.put(table.source(), table);
                rows.readAll(snapshot, table, 2);
            }
            stored.add(rows);
            position = snapshot.position();
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until everything up to the position is stored. */
    synchronized void await(Position wanted) throws InterruptedException {
        while (wanted.isAfter(position)) {
            if (failure != null) {
                throw new AssertionError("Capture failed", failure);
            }
            wait(1_000);
        }
    }

    synchronized Map<SourceTable, String> stops() {
        return Map.copyOf(stops);
    }

    synchronized int restarts() {
        return restarts;
    }

    /** Returns the rows of the table after all that is stored. */
    synchronized List<Map<String, Object>> rows(SourceTable table) {
        return stored.stream().reduce(new SeenChanges(), SeenChanges::and).replayed(table);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!closed) {
            try (PostgresSource source = sources.get()) {
                source.keepLog(names, Optional.of(position));
                try (ChangeFeed feed = source.follow(wanted(), SETTINGS)) {
                    while (!closed) {
                        SeenChanges batch = new SeenChanges();
                        BatchEnd end = batch.read(feed);
                        store(batch, end);
                        feed.confirm(end.position());
                    }
                }
            } catch (RuntimeException | AssertionError e) {
                if (!(e instanceof PlatformException known) || known.fault() != Fault.ENVIRONMENT) {
                    fail(e);
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                synchronized (this) {
                    restarts++;
                }
            }
        }
    }

    private synchronized Map<CapturedTable, Position> wanted() {
        Map<CapturedTable, Position> wanted = new LinkedHashMap<>();
        Set<SourceTable> going = new TreeSet<>(names);
        going.removeAll(stops.keySet());
        going.forEach(name -> wanted.put(tables.get(name), position));
        return wanted;
    }

    private synchronized void store(SeenChanges batch, BatchEnd end) {
        stored.add(batch);
        for (SeenChange change : batch.all()) {
            tables.put(change.table().source(), change.table());
        }
        batch.stops().forEach(stop -> stops.put(stop.table(), stop.why()));
        position = end.position();
        notifyAll();
    }

    private synchronized void fail(Throwable why) {
        failure = why;
        notifyAll();
    }
}
