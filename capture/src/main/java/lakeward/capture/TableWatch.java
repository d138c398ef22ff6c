package lakeward.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;

/** Looks at the catalog beside the log, now and then, for what the log does not tell. Safe for use by many threads. */
final class TableWatch implements AutoCloseable {
    /** Under this the notes have what a table was like when its rows were captured. */
    static final String SHAPE = "shape";

    private static final long PAUSE_MILLIS = 2_000;

    private final Connections connections;
    private final Notes notes;
    private final Map<SourceTable, CapturedTable> watched = new ConcurrentHashMap<>();
    private final Map<SourceTable, String> stopped = new ConcurrentHashMap<>();
    private final Map<SourceTable, Map<String, Integer>> numbers = new ConcurrentHashMap<>();

    /** Tables of which it is known what they were like when they were captured, not only since we look. */
    private final Set<SourceTable> known = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile Optional<PlatformException> failure = Optional.empty();
    private volatile boolean closed;
    private Connection connection;

    TableWatch(Connections connections, Notes notes, Map<CapturedTable, Position> tables) {
        this.connections = connections;
        this.notes = notes;
        LogKeeping keeping = new LogKeeping(connections, notes);
        tables.forEach((table, from) -> {
            watched.put(table.source(), table);
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

    /** Returns what becomes of a table that the log describes so from now on. */
    synchronized Drift drift(CapturedTable table, Relation relation) {
        try {
            look(Set.of(table.source()));
            Optional<PostgresTable> now = Optional.ofNullable(
                    new Catalog(connection).tables(List.of(table.source())).get(table.source()));
            Optional<Boolean> rewritten = known.contains(table.source()) ? Optional.of(false) : Optional.empty();
            return Drift.of(table, numbers.getOrDefault(table.source(), Map.of()), relation, now, rewritten);
        } catch (SQLException e) {
            throw connections.failed("read the columns of '%s'".formatted(table), e);
        }
    }

    /** Returns which tables can't go on, and why. */
    Map<SourceTable, String> stopped() {
        return stopped;
    }

    /** Returns why nothing can go on, or empty if all is well. */
    Optional<PlatformException> failure() {
        return failure;
    }

    /** Watches the table from now on, as it is now. */
    synchronized void include(CapturedTable table) {
        notes.remove(SHAPE, table.source());
        numbers.remove(table.source());
        known.add(table.source());
        watched.put(table.source(), table);
        stopped.remove(table.source());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            if (connection != null) {
                connection.close();
            }
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
        if (connection == null || connection.isClosed()) {
            connection = connections.open();
        }
        Map<SourceTable, TableShape> shapes = TableShape.of(connection, tables);
        Optional<Publication> publication;
        try (Statement statement = connection.createStatement()) {
            publication = Publication.of(statement, connections.settings().publication());
        }
        for (SourceTable table : tables) {
            Optional<String> why = whyStopped(table, Optional.ofNullable(shapes.get(table)), publication);
            why.ifPresent(reason -> stopped.putIfAbsent(table, reason));
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
                .keySet()
                .equals(Set.copyOf(watched.get(table).schema().names()));
        if (before.isPresent() || asCaptured) {
            known.add(table);
        }
        Map<String, Integer> all = numbers.computeIfAbsent(table, name -> new ConcurrentHashMap<>());
        before.ifPresent(text -> all.putAll(TableShape.parse(text).numbers()));
        all.putAll(shape.get().numbers());
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
