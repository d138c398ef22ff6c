package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;

/** Looks at the catalog beside the log, now and then, for what the log does not tell. Safe for use by many threads. */
final class TableWatch implements AutoCloseable {
    /** Under this the notes have what a table was like when its rows were captured. */
    static final String SHAPE = "table";

    private static final long PAUSE_MILLIS = 2_000;
    private static final long LONGEST_COMMIT_PAUSE_MILLIS = 250;

    private final Connections connections;
    private final Notes notes;
    private final Duration maxWait;
    private final Map<SourceTable, CapturedTable> watched = new ConcurrentHashMap<>();
    private final Map<SourceTable, String> stopped = new ConcurrentHashMap<>();
    private final ColumnHistory history;

    /** The columns' numbers as far as the log was read. Guarded by this. */
    private final Map<SourceTable, ColumnNumbers> numbers = new HashMap<>();

    /** Where the log is when a look finds a column that was dropped and added anew. */
    private final Map<SourceTable, Position> changed = new ConcurrentHashMap<>();

    /** Tables that are being read whole: what they were like at that moment comes later. Guarded by this. */
    private final Set<SourceTable> beingRead = new HashSet<>();

    /** Tables of which it is known what they were like when they were captured, not only since we look. */
    private final Set<SourceTable> known = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile Optional<PlatformException> failure = Optional.empty();
    private volatile boolean closed;
    private volatile Position stored = Position.START;
    private volatile Connection connection;

    /** @param maxWait how long other sessions may not see a commit of the log */
    TableWatch(Connections connections, Notes notes, Map<CapturedTable, Position> tables, Duration maxWait) {
        this.connections = connections;
        this.notes = notes;
        this.maxWait = maxWait;
        this.history = new ColumnHistory(notes);
        LogKeeping keeping = new LogKeeping(connections, notes);
        tables.forEach((table, from) -> {
            watched.put(table.source(), table);
            history.at(table.source(), from).ifPresent(known -> numbers.put(table.source(), known));
            keeping.publishedSince(table.source())
                    .filter(since -> since.isAfter(from))
                    .ifPresent(since -> stopped.put(
                            table.source(),
                            "publication '%s' names it only since %s, and the lake has its changes up to %s"
                                    .formatted(connections.settings().publication(), since, from)));
        });
        try {
            look(watched.keySet());
        } catch (SQLException e) {
            throw connections.failed("read the tables' columns", e);
        }
        this.thread = new Thread(this::watch, "lakeward-capture-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns what becomes of a table that the log describes so in this transaction and from there on. Waits until the
     * catalog shows what the transaction did.
     */
    Drift drift(CapturedTable table, Relation relation, Transaction transaction) {
        String what = "read the columns of '%s'".formatted(table);
        try {
            awaitCommit(transaction.number(), what);
            return drift(table, relation, new Position(transaction.position()));
        } catch (SQLException e) {
            throw connections.failed(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connections.failed(what, new SQLException("interrupted", e));
        }
    }

    /** Others may use the watch meanwhile, and close it. */
    private void awaitCommit(long transaction, String what) throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        long pause = 1;
        for (Optional<HeldCommit> held = held(transaction); held.isPresent(); held = held(transaction)) {
            if (System.nanoTime() - begun >= maxWait.toNanos()) {
                throw held.get().failure(what, connections.settings(), maxWait);
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_COMMIT_PAUSE_MILLIS);
        }
    }

    private synchronized Optional<HeldCommit> held(long transaction) throws SQLException {
        return HeldCommit.of(connect(), transaction);
    }

    private synchronized Drift drift(CapturedTable table, Relation relation, Position position) throws SQLException {
        look(Set.of(table.source()));
        Optional<PostgresTable> now = catalog(table.source());
        Optional<Boolean> rewritten = known.contains(table.source()) ? Optional.of(false) : Optional.empty();
        ColumnNumbers before = numbers.getOrDefault(table.source(), new ColumnNumbers(Map.of(), 0));
        Drift drift = Drift.of(table, before, relation, now, rewritten);
        if (drift.stop().isPresent()) {
            return drift;
        }
        moveOn(table.source(), position, drift.numbers());
        return beingRead.contains(table.source()) ? drift.withoutReplacing() : drift;
    }

    /**
     * Returns the tables of which a column was dropped and added anew before this position. The log describes a table anew
     * before the first change after that; if it has not by now, nothing changed since.
     */
    Set<SourceTable> changedBefore(Position position) {
        return changed.isEmpty()
                ? Set.of()
                : changed.entrySet().stream()
                        .filter(entry -> !entry.getValue().isAfter(position))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
    }

    /** Returns what becomes of a table of which that is so, at this position. */
    synchronized Drift addedAnew(CapturedTable table, Position position) {
        try {
            changed.remove(table.source());
            ColumnNumbers before = numbers.get(table.source());
            Optional<PostgresTable> now = catalog(table.source());
            Drift drift = Drift.addedAnew(table, before, now);
            if (drift.stop().isEmpty()) {
                moveOn(table.source(), position, drift.numbers());
            }
            return beingRead.contains(table.source()) ? drift.withoutReplacing() : drift;
        } catch (SQLException e) {
            throw connections.failed("read the columns of '%s'".formatted(table), e);
        }
    }

    private Optional<PostgresTable> catalog(SourceTable table) throws SQLException {
        return Optional.ofNullable(
                new Catalog(connection).tables(List.of(table)).get(table));
    }

    private void moveOn(SourceTable table, Position position, ColumnNumbers later) {
        if (!later.equals(numbers.put(table, later))) {
            history.add(table, position, later, stored);
        }
    }

    /** Says up to where the log is stored, so that it is never read again from before. */
    void confirm(Position position) {
        stored = position;
    }

    /** Returns which tables can't go on, and why. */
    Map<SourceTable, String> stopped() {
        return stopped;
    }

    /** Returns why nothing can go on, or empty if all is well. */
    Optional<PlatformException> failure() {
        return failure;
    }

    /** Watches the table from now on, as it is now, until a snapshot has read it whole. */
    synchronized void include(CapturedTable table) {
        notes.remove(SHAPE, table.source());
        history.forget(table.source());
        numbers.remove(table.source());
        changed.remove(table.source());
        known.add(table.source());
        watched.put(table.source(), table);
        beingRead.add(table.source());
        stopped.remove(table.source());
        try {
            look(Set.of(table.source()));
        } catch (SQLException e) {
            throw connections.failed("read the columns of '%s'".formatted(table), e);
        }
    }

    /** Learns what a table was like as a snapshot read it. Of a table that is being read whole, that is what counts. */
    synchronized void observe(PostgresSnapshot.Observed observed) {
        SourceTable table = observed.table();
        if (!beingRead.remove(table)) {
            return;
        }
        ColumnNumbers then = observed.shape().numbers();
        ColumnNumbers now = numbers.getOrDefault(table, then);
        now.byName().forEach((name, number) -> {
            if (number > then.byName().getOrDefault(name, number)) {
                stopped.putIfAbsent(
                        table, "column '%s' was dropped and added anew while the table was being read".formatted(name));
            }
        });
        numbers.put(table, then);
        changed.remove(table);
        history.restart(table, observed.position(), then);
        notes.put(SHAPE, table, observed.shape().toString());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            Connection open = connection;
            if (open != null) {
                // A look that waits for its answer ends with the connection.
                open.abort(Runnable::run);
            }
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            // The server is gone.
        }
    }

    private void watch() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                look(new HashSet<>(watched.keySet()));
            } catch (InterruptedException e) {
                return;
            } catch (SQLException e) {
                // The next look opens another connection; where that fails, nothing can go on.
                connection = null;
            } catch (PlatformException e) {
                failure = Optional.of(e);
                return;
            }
        }
    }

    private synchronized void look(Set<SourceTable> tables) throws SQLException {
        Map<SourceTable, TableShape> shapes = TableShape.of(connect(), tables);
        Optional<Publication> publication;
        Position end;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            row.next();
            end = Position.parse(row.getString(1));
        }
        try (Statement statement = connection.createStatement()) {
            publication = Publication.of(statement, connections.settings().publication());
        }
        for (SourceTable table : tables) {
            Optional<TableShape> shape = Optional.ofNullable(shapes.get(table));
            whyStopped(table, shape, publication).ifPresent(why -> stopped.putIfAbsent(table, why));
            shape.ifPresent(found -> compareNumbers(table, found.numbers(), end));
        }
    }

    private Connection connect() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = connections.open();
        }
        if (closed) {
            // Whoever closes it meanwhile may have missed this connection.
            connection.abort(Runnable::run);
            throw new SQLException("the feed was closed");
        }
        return connection;
    }

    private void compareNumbers(SourceTable table, ColumnNumbers now, Position end) {
        ColumnNumbers before = numbers.get(table);
        if (before == null) {
            numbers.put(table, now);
            history.restart(table, Position.START, now);
        } else if (now.byName().entrySet().stream()
                .anyMatch(column -> before.isOther(column.getKey(), column.getValue()))) {
            changed.putIfAbsent(table, end);
        } else {
            changed.remove(table);
        }
    }

    private Optional<String> whyStopped(
            SourceTable table, Optional<TableShape> shape, Optional<Publication> publication) {
        if (shape.isEmpty()) {
            return Optional.of("it was dropped or renamed");
        }
        Optional<String> before = notes.get(SHAPE, table);
        Optional<String> other = before.flatMap(text -> TableShape.parse(text).whyOther(shape.get()));
        if (other.isPresent()) {
            return other;
        }
        boolean asCaptured = shape.get()
                .numbers()
                .byName()
                .keySet()
                .equals(Set.copyOf(watched.get(table).schema().names()));
        if (before.isPresent() || asCaptured) {
            known.add(table);
        }
        notes.put(SHAPE, table, shape.get().toString());
        Optional<String> member = notes.get("member", table);
        boolean published = publication
                .map(found -> found.forAllTables() || member.isEmpty() || isMember(found, table, member.get()))
                .orElse(false);
        return published
                ? Optional.empty()
                : Optional.of("publication '%s' was dropped, or the table taken out of it"
                        .formatted(connections.settings().publication()));
    }

    private static boolean isMember(Publication publication, SourceTable table, String oid) {
        Publication.Member member = publication.members().get(table);
        return member != null && oid.equals(Long.toString(member.oid()));
    }
}
