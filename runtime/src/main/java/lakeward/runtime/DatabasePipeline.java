package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.Finding;
import lakeward.core.port.KeptLog;
import lakeward.core.port.Reading;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;
import lakeward.core.port.TableStore;

/**
 * Keeps one database's captured tables in the lake: reads whole what was never read, follows the log, and comes back
 * after the database was gone. Safe for use by many threads.
 */
final class DatabasePipeline implements AutoCloseable {
    /** How often a table's commit is tried before the table is stopped, so that the others can go on. */
    private static final int TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    /** How long changes wait at most while a snapshot is taken beside them. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_CUT = Duration.ofMinutes(2);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Database database;
    private final Engines engines;
    private final CaptureStore captures;
    private final TableStore store;
    private final StoppedTables stopped;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Consumer<Cut> cuts;
    private final Map<String, CapturedTable> tables = new ConcurrentHashMap<>();
    private final Map<TableId, Long> versions = new ConcurrentHashMap<>();
    /** Tables that stopped since they were last taken in, and why. */
    private final Map<String, String> interrupted = new ConcurrentHashMap<>();

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<Position, CompletableFuture<Cut>> awaited = new ConcurrentHashMap<>();
    private final ExecutorService loader;
    private final ScheduledExecutorService holds;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread follower;
    private volatile Source source;
    private volatile SourceIdentity identity;
    private volatile Following following;
    private volatile Position keptFrom = Position.START;
    private Position consistentFrom = Position.START;

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
        this.stopped = stopped;
        this.clock = clock;
        this.events = events;
        this.cuts = cuts;
        database.tables().forEach(table -> tables.put(table.name(), table));
        this.loader = Executors.newSingleThreadExecutor(task -> daemon(task, "read tables of " + database.name()));
        this.holds = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "release " + database.name()));
        this.follower = daemon(this::follow, "commit " + database.name());
    }

    /**
     * Opens the database and begins to follow it in the background.
     *
     * @throws PlatformException if it can't be captured as it is; the message has the remedies
     */
    void start() {
        connect();
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
        stopped.readAnew(List.copyOf(tables.values()));
    }

    SourceIdentity identity() {
        return identity;
    }

    Collection<CapturedTable> tables() {
        return tables.values();
    }

    /** Reads a table whole once more while the others go on; returns when it is done. */
    void resnapshot(CapturedTable table) {
        try {
            Following open = running();
            // Between two batches, so that nothing is confirmed while the slot is looked at.
            open.between(() -> source.keepLog(
                            Stream.concat(wanted().stream(), Stream.of(table.source()))
                                    .distinct()
                                    .sorted()
                                    .toList(),
                            stored()))
                    .get();
            readAnew(List.of(table), open).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(
                    Fault.ENVIRONMENT, "Cannot wait for table '%s': interrupted.".formatted(table), e);
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    /** Makes a processed table anew from raw, between two batches. */
    TableVersion rebuild(CapturedTable table) {
        try {
            return running()
                    .between(() -> {
                        TableVersion rebuilt = captures.rebuild(table, identity);
                        remember(rebuilt);
                        return rebuilt;
                    })
                    .join();
        } catch (CompletionException e) {
            throw unwrapped(e.getCause());
        }
    }

    /**
     * Takes a snapshot of the source and ends a batch exactly there. The feed is held meanwhile, so that it does not pass
     * the snapshot's position; when taking one needs long, because a transaction at the source does not end, the feed
     * goes on and another is taken.
     */
    SourceSnapshot snapshotWithCut(Duration patience, Consumer<Cut> receiver) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Optional<PlatformException> last = Optional.empty();
        while (System.nanoTime() < until && !isClosing()) {
            try {
                Optional<SourceSnapshot> snapshot = snapshotWithCut(running(), source, receiver);
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

    private Optional<SourceSnapshot> snapshotWithCut(Following open, Source from, Consumer<Cut> receiver)
            throws InterruptedException {
        if (from == null || !open.feed().hold(LONGEST_HOLD)) {
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
            throw unwrapped(e.getCause());
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

    /** Looks at what the database holds back for us. */
    Optional<KeptLog> keptLog() {
        Source open = source;
        return open == null ? Optional.empty() : open.keptLog();
    }

    @Override
    public void close() {
        closing.countDown();
        loader.shutdownNow();
        holds.shutdownNow();
        Following open = following;
        if (open != null) {
            open.close();
        }
        try {
            if (follower.isAlive()) {
                follower.join();
            }
            loader.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (source != null) {
            source.close();
        }
    }

    private void follow() {
        Duration pause = FIRST_PAUSE;
        while (!isClosing()) {
            try {
                if (source == null) {
                    connect();
                }
                followOnce();
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (isClosing()) {
                    return;
                }
                events.accept(new Event.DatabaseLost(clock.instant(), database.name(), message(e)));
                disconnect();
                if (pauseInterrupted(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private void connect() {
        Source opened = engines.open(database);
        try {
            identity = opened.identity();
            List<SourceTable> wanted = wanted();
            refuseIfBlocked(opened.diagnose(wanted));
            Position from = opened.keepLog(wanted, stored());
            keptFrom = from;
            events.accept(new Event.DatabaseReached(clock.instant(), database.name(), identity.database()));
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
        awaited.values()
                .forEach(cut -> cut.completeExceptionally(new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot compare '%s': the connection to it was lost. Try again.".formatted(database.name()))));
    }

    /** Returns how far the lake is, or empty if it holds nothing of this source that still counts. */
    private Optional<Position> stored() {
        return tables.values().stream()
                .filter(table -> !stopped.isToBeRead(table))
                .map(table -> captures.rawPosition(table, identity))
                .flatMap(Optional::stream)
                .max(Position::compareTo);
    }

    private List<SourceTable> wanted() {
        return tables.values().stream()
                .filter(table -> !stopped.isStopped(table))
                .map(CapturedTable::source)
                .sorted()
                .toList();
    }

    private void followOnce() throws InterruptedException {
        List<CapturedTable> unread = new ArrayList<>();
        Map<CapturedTable, Position> from = new HashMap<>();
        consistentFrom = Position.START;
        for (CapturedTable defined : List.copyOf(tables.values())) {
            CapturedTable table = asForwarded(defined);
            tables.put(table.name(), table);
            if (stopped.isStopped(table)) {
                events.accept(new Event.TableStopped(clock.instant(), table, stopped.why(table)));
            } else if (stopped.isToBeRead(table)
                    || captures.processedPosition(table, identity).isEmpty()) {
                unread.add(table);
                from.put(table, keptFrom);
            } else if (caughtUp(table)) {
                consistentFrom = consistentFrom.max(
                        captures.processedPosition(table, identity).orElseThrow());
                from.put(table, captures.rawPosition(table, identity).orElse(keptFrom));
            }
            store.latest(table.raw()).ifPresent(this::remember);
            store.latest(table.processed()).ifPresent(this::remember);
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
        following = open;
        if (isClosing()) {
            open.close();
        }
        readAnew(unread, open).exceptionally(why -> {
            open.fail(unwrapped(why));
            return null;
        });
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
            if (!mustStop(table, e)) {
                throw e;
            }
            stop(table, e.getMessage());
            return false;
        }
    }

    /** What is wrong with one table alone, and lasts, stops that table; what may pass is tried again. */
    private boolean mustStop(CapturedTable table, PlatformException failure) {
        return switch (failure.fault()) {
            case ENVIRONMENT -> false;
            case DEFINITION -> true;
            case ENGINE, BUG -> failures.merge(table.name(), 1, Integer::sum) >= TRIES;
        };
    }

    /** Reads tables whole, one after the other, under one snapshot. */
    private CompletableFuture<Void> readAnew(List<CapturedTable> unread, Following open) {
        if (unread.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(
                () -> {
                    List<CapturedTable> current = asTheyStand(unread);
                    open.between(() -> {
                                current.forEach(open::setAside);
                                current.forEach(table -> interrupted.remove(table.name()));
                                return true;
                            })
                            .join();
                    current.forEach(open.feed()::include);
                    try (SourceSnapshot snapshot = source.snapshot()) {
                        current.forEach(table -> load(table, snapshot, open));
                    }
                },
                loader);
    }

    private List<CapturedTable> asTheyStand(List<CapturedTable> unread) {
        Map<SourceTable, TableSchema> schemas =
                source.schemas(unread.stream().map(CapturedTable::source).toList());
        return unread.stream()
                .map(table -> schemas.containsKey(table.source()) ? table.with(schemas.get(table.source())) : table)
                .toList();
    }

    private void load(CapturedTable table, SourceSnapshot snapshot, Following open) {
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
            stopOrFail(table, unwrapped(e), open);
        }
    }

    private void commit(CapturedTable table, SnapshotLoad load, Following open, Position position, long rows) {
        String why = interrupted.get(table.name());
        if (why != null) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot finish reading table '%s': it changed meanwhile. %s".formatted(table, why));
        }
        List<TableVersion> committed = new ArrayList<>(load.commit());
        committed.addAll(open.joinIn(table));
        tables.put(table.name(), table);
        committed.forEach(this::remember);
        consistentFrom = consistentFrom.max(position);
        stopped.remove(table);
        events.accept(new Event.SnapshotLoaded(clock.instant(), table, rows, committed));
    }

    private void stopOrFail(CapturedTable table, RuntimeException failure, Following open) {
        if (!(failure instanceof PlatformException known) || known.fault() == Fault.ENVIRONMENT) {
            throw failure;
        }
        open.between(() -> {
                    open.ignore(table);
                    stop(table, known.getMessage());
                    return true;
                })
                .join();
    }

    private void stop(CapturedTable table, String why) {
        stopped.add(table, why);
        interrupted.put(table.name(), why);
        events.accept(new Event.TableStopped(clock.instant(), table, why));
    }

    private void refuseIfBlocked(List<Finding> findings) {
        List<Finding> blocking = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCKING)
                .toList();
        if (!blocking.isEmpty()) {
            String list = blocking.stream()
                    .map(finding -> "\n  ✗ %s%s"
                            .formatted(
                                    finding.what(),
                                    finding.remedy()
                                            .map(remedy -> "\n      " + remedy.replace("\n", "\n      "))
                                            .orElse("")))
                    .collect(Collectors.joining());
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot capture '%s': %s must change first, see also `lakeward doctor`.%s"
                            .formatted(
                                    database.name(),
                                    blocking.size() == 1 ? "one thing" : blocking.size() + " things",
                                    list));
        }
    }

    private void remember(TableVersion version) {
        versions.merge(version.table(), version.version(), Math::max);
    }

    /** Returns the connection at work, for which it waits a little. */
    private Following running() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Following open = following;
        while (open == null && System.nanoTime() < until && !pauseInterrupted(Duration.ofMillis(50))) {
            open = following;
        }
        if (open == null) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot reach database '%s': it is not connected. See `lakeward status` for why."
                            .formatted(database.name()));
        }
        return open;
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

    private static RuntimeException unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    private static String message(RuntimeException e) {
        return e instanceof PlatformException ? e.getMessage() : e.toString();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private final class Stored implements Following.Listener {
        @Override
        public void stored(
                BatchEnd end, Map<CapturedTable, Long> changes, List<TableVersion> committed, Duration took) {
            committed.forEach(DatabasePipeline.this::remember);
            changes.keySet().forEach(table -> tables.put(table.name(), table));
            events.accept(new Event.BatchCommitted(
                    clock.instant(), database.name(), end.position(), end.committedAt(), changes, committed, took));
            changes.keySet().forEach(table -> failures.remove(table.name()));
            boolean complete = tables.values().stream()
                    .allMatch(table -> versions.containsKey(table.processed()) || stopped.isStopped(table));
            if (complete && !consistentFrom.isAfter(end.position())) {
                Cut cut = new Cut(identity, end.position(), versions);
                cuts.accept(cut);
                CompletableFuture<Cut> waiting = awaited.get(end.position());
                if (waiting != null) {
                    waiting.complete(cut);
                }
            }
        }

        @Override
        public void stopped(CapturedTable table, Position at, String why) {
            stop(table, why);
        }

        @Override
        public boolean mustStop(CapturedTable table, PlatformException failure) {
            return DatabasePipeline.this.mustStop(table, failure);
        }

        @Override
        public Optional<CapturedTable> marked() {
            return tables.values().stream()
                    .filter(table -> !stopped.isStopped(table) && versions.containsKey(table.raw()))
                    .findFirst();
        }
    }
}
