package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.KeptLog;
import lakeward.core.port.Reading;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;
import lakeward.core.port.TableStore;

/**
 * Keeps one database's captured tables in the lake: reads whole what was never read, follows the log, and comes back
 * after the database was gone. Safe for use by many threads.
 */
final class DatabasePipeline implements AutoCloseable {
    private static final Duration SHORT_PAUSE = Duration.ofMillis(50);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Database database;
    private final Engines engines;
    private final CaptureStore captures;
    private final TableStore store;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Consumer<Cut> cuts;
    private final CapturedTables tables;
    private final SnapshotReader snapshots;
    private final CutTaker cutTaker;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread follower;
    private volatile Source source;
    private volatile SourceIdentity identity;
    private volatile Following following;
    private volatile Position keptFrom = Position.START;
    /** Whether this connection has brought a batch into the lake, so that the next one may be tried soon. */
    private volatile boolean hasStored;

    DatabasePipeline(
            Database database,
            Engines engines,
            CaptureStore captures,
            TableStore store,
            StoppedTables stopped,
            Clock clock,
            Consumer<Event> events,
            Consumer<Cut> cuts) {
        this.database = database;
        this.engines = engines;
        this.captures = captures;
        this.store = store;
        this.clock = clock;
        this.events = events;
        this.cuts = cuts;
        this.tables = new CapturedTables(database.tables(), stopped, clock, events);
        this.snapshots = new SnapshotReader(database.name(), tables, captures, clock, events);
        this.cutTaker = new CutTaker(database.name());
        this.follower = Threads.daemon(this::follow, "commit " + database.name());
    }

    /**
     * Opens the database and begins to follow it in the background.
     *
     * @throws PlatformException if it can't be captured as it is; the message has the remedies
     */
    void start() {
        connect();
        begin();
    }

    /** Begins to follow the database in the background, as soon as it can be. */
    void begin() {
        follower.start();
    }

    String name() {
        return database.name();
    }

    boolean isFollowing() {
        return following != null;
    }

    /** Says that the database has forgotten us: every table is to be read whole when it is followed again. */
    void forgotten() {
        tables.readAllAnew();
    }

    SourceIdentity identity() {
        return identity;
    }

    Collection<CapturedTable> tables() {
        return tables.all();
    }

    /** Reads a table whole once more while the others go on; returns when it is done. */
    void resnapshot(CapturedTable table) {
        try {
            Following open = running();
            Source from = connected();
            // Between two batches, so that nothing is confirmed while the slot is looked at.
            open.between(() -> from.keepLog(
                            Stream.concat(tables.wanted().stream(), Stream.of(table.source()))
                                    .distinct()
                                    .sorted()
                                    .toList(),
                            stored()))
                    .get();
            snapshots.read(List.of(table), from, open).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(
                    Fault.ENVIRONMENT, "Cannot wait for table '%s': interrupted.".formatted(table), e);
        } catch (ExecutionException e) {
            throw Threads.unwrapped(e);
        }
    }

    /** Makes a processed table anew from raw, between two batches. */
    TableVersion rebuild(CapturedTable table) {
        try {
            return running()
                    .between(() -> {
                        TableVersion rebuilt = captures.rebuild(table, identity);
                        tables.remember(rebuilt);
                        return rebuilt;
                    })
                    .join();
        } catch (CompletionException e) {
            throw Threads.unwrapped(e);
        }
    }

    /**
     * Takes a snapshot of the source and ends a batch exactly there; tries for as long as {@code patience} lasts. Tables
     * that are being read whole are waited for, half of that time at most.
     */
    SourceSnapshot snapshotWithCut(Duration patience, Consumer<Cut> receiver) throws InterruptedException {
        long begun = System.nanoTime();
        Optional<PlatformException> last = Optional.empty();
        for (long took = 0; took < patience.toNanos() && !isClosing(); took = System.nanoTime() - begun) {
            try {
                Following open = running();
                if (tables.isReading() && took < patience.toNanos() / 2) {
                    pauseInterrupted(SHORT_PAUSE);
                    continue;
                }
                Optional<SourceSnapshot> snapshot = cutTaker.take(open, connected(), receiver);
                if (snapshot.isPresent()) {
                    return snapshot.get();
                }
            } catch (PlatformException e) {
                // A connection that was lost comes back.
                if (e.fault() != Fault.ENVIRONMENT || pauseInterrupted(FIRST_PAUSE)) {
                    throw e;
                }
                last = Optional.of(e);
            }
        }
        throw last.orElseGet(() -> new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot compare '%s': source and lake were not at one position within %d s. Look for a long transaction at the source (pg_stat_activity), or for lag in `lakeward status`, and try again."
                        .formatted(database.name(), patience.toSeconds())));
    }

    /** Looks at what the database holds back for us. */
    Optional<KeptLog> keptLog() {
        Source open = source;
        return open == null ? Optional.empty() : open.keptLog();
    }

    @Override
    public void close() {
        closing.countDown();
        cutTaker.close();
        Following open = following;
        if (open != null) {
            open.close();
        }
        try {
            if (follower.isAlive()) {
                follower.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        snapshots.close();
        if (source != null) {
            source.close();
        }
    }

    private void follow() {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (!isClosing()) {
            try {
                if (source == null) {
                    connect();
                }
                followOnce();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (isClosing()) {
                    return;
                }
                events.accept(new Event.DatabaseLost(clock.instant(), database.name(), message(e)));
                disconnect();
                Duration pause = backoff.afterFailure(hasStored);
                hasStored = false;
                if (pauseInterrupted(pause)) {
                    return;
                }
            }
        }
    }

    private void connect() {
        Source opened = engines.open(database);
        try {
            identity = opened.identity();
            List<SourceTable> wanted = tables.wanted();
            Blockers.refuse(database.name(), opened.diagnose(wanted));
            Position from = opened.keepLog(wanted, stored());
            keptFrom = from;
            events.accept(new Event.DatabaseReached(clock.instant(), database.name(), opened.description()));
            events.accept(new Event.FollowingBegun(clock.instant(), database.name(), identity.slot(), from));
            source = opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void disconnect() {
        following = null;
        Source open = source;
        source = null;
        if (open != null) {
            open.close();
        }
        cutTaker.disconnected();
    }

    /** Returns how far the lake is, or empty if it holds nothing of this source that still counts. */
    private Optional<Position> stored() {
        return tables.all().stream()
                .filter(table -> !tables.isToBeRead(table))
                .map(table -> captures.rawPosition(table, identity))
                .flatMap(Optional::stream)
                .max(Position::compareTo);
    }

    private void followOnce() throws InterruptedException {
        List<CapturedTable> unread = new ArrayList<>();
        Map<CapturedTable, Position> from = new HashMap<>();
        tables.beginFollowing();
        for (CapturedTable defined : List.copyOf(tables.all())) {
            CapturedTable table = asForwarded(defined);
            tables.put(table);
            if (tables.isStopped(table)) {
                tables.tellStopped(table);
            } else if (tables.isToBeRead(table)
                    || captures.processedPosition(table, identity).isEmpty()) {
                unread.add(table);
                from.put(table, keptFrom);
            } else if (caughtUp(table)) {
                tables.reaches(captures.processedPosition(table, identity).orElseThrow());
                from.put(table, captures.rawPosition(table, identity).orElse(keptFrom));
            }
            store.latest(table.raw()).ifPresent(tables::remember);
            store.latest(table.processed()).ifPresent(tables::remember);
        }
        Following open = new Following(
                database.name(),
                identity,
                source.follow(from, database.capture()),
                captures,
                database.capture(),
                clock,
                new Stored());
        unread.forEach(open::setAside);
        unread.forEach(tables::beginReading);
        following = open;
        if (isClosing()) {
            open.close();
        }
        snapshots.begin(unread, source, open);
        open.run();
    }

    /** Adds the columns that were forwarded before, so that they are not taken for new ones again. */
    private CapturedTable asForwarded(CapturedTable table) {
        Optional<TableVersion> latest = store.latest(table.raw());
        Optional<TableSchema> current =
                Optional.ofNullable(source.schemas(List.of(table.source())).get(table.source()));
        if (latest.isEmpty() || current.isEmpty()) {
            return table;
        }
        TableSchema forwarded;
        try (Reading raw = store.read(table.raw(), latest.get().version())) {
            forwarded = raw.schema();
        }
        List<Column> columns = new ArrayList<>(table.schema().columns());
        current.get().columns().stream()
                .filter(column -> table.schema().column(column.name()).isEmpty())
                .filter(column -> forwarded
                        .column(column.name())
                        .filter(known -> known.type().equals(column.type()))
                        .isPresent())
                .forEach(columns::add);
        return table.with(new TableSchema(columns, table.schema().key()));
    }

    private boolean caughtUp(CapturedTable table) {
        try {
            captures.catchUp(table, identity);
            return true;
        } catch (PlatformException e) {
            if (!tables.mustStop(table, e)) {
                throw e;
            }
            tables.stop(table, e.getMessage());
            return false;
        }
    }

    /** Returns the connection at work, for which it waits a little. */
    private Following running() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Following open = following;
        while (open == null && System.nanoTime() < until && !pauseInterrupted(SHORT_PAUSE)) {
            open = following;
        }
        if (open == null) {
            throw unreachable();
        }
        return open;
    }

    private Source connected() {
        Source open = source;
        if (open == null) {
            throw unreachable();
        }
        return open;
    }

    private PlatformException unreachable() {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot reach database '%s': it is not connected. See `lakeward status` for why."
                        .formatted(database.name()));
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean pauseInterrupted(Duration pause) {
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static String message(RuntimeException e) {
        return e instanceof PlatformException ? e.getMessage() : e.toString();
    }

    private final class Stored implements Following.Listener {
        @Override
        public void stored(
                BatchEnd end, Map<CapturedTable, Long> changes, List<TableVersion> committed, Duration took) {
            hasStored = true;
            committed.forEach(tables::remember);
            changes.keySet().forEach(tables::succeeded);
            events.accept(new Event.BatchCommitted(
                    clock.instant(), database.name(), end.position(), end.committedAt(), changes, committed, took));
            tables.cutAt(identity, end).ifPresent(cut -> {
                cuts.accept(cut);
                cutTaker.reached(cut);
            });
        }

        @Override
        public void stopped(CapturedTable table, Position at, String why) {
            tables.stop(table, why);
        }

        @Override
        public boolean readsAnew(CapturedTable table, String why) {
            boolean mayBeRead = tables.readAnew(table, why);
            if (mayBeRead) {
                snapshots.begin(List.of(table), source, following);
            }
            return mayBeRead;
        }

        @Override
        public boolean mustStop(CapturedTable table, PlatformException failure) {
            return tables.mustStop(table, failure);
        }

        @Override
        public Optional<CapturedTable> marked() {
            return tables.marked();
        }
    }
}
