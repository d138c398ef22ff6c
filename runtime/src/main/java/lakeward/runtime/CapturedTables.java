package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Event;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchEnd;

/**
 * How one database's captured tables stand: their columns, their newest versions, and which are stopped. Safe for use by
 * many threads; what changes it does so between two batches.
 */
final class CapturedTables {
    /** How often a table's commit is tried before the table is stopped, so that the others can go on. */
    private static final int TRIES = 3;

    /** What goes on breaking a table is not cured by loading its source. */
    private static final int READ_ANEW_AT_MOST = 3;

    private static final Duration READ_ANEW_WITHIN = Duration.ofHours(1);

    private final StoppedTables stopped;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Map<String, CapturedTable> tables = new ConcurrentHashMap<>();
    private final Map<TableId, Long> versions = new ConcurrentHashMap<>();
    /** Tables that stopped since they were last taken in, and why. */
    private final Map<String, String> interrupted = new ConcurrentHashMap<>();

    private final Set<String> reading = ConcurrentHashMap.newKeySet();
    /** When tables were read anew without being asked for. */
    private final Map<String, List<Instant>> readAnewAt = new ConcurrentHashMap<>();

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile Position consistentFrom = Position.START;

    CapturedTables(List<CapturedTable> defined, StoppedTables stopped, Clock clock, Consumer<Event> events) {
        this.stopped = stopped;
        this.clock = clock;
        this.events = events;
        defined.forEach(this::put);
    }

    Collection<CapturedTable> all() {
        return tables.values();
    }

    /** Returns what is to be followed: all but those that stay out. */
    List<SourceTable> wanted() {
        return tables.values().stream()
                .filter(table -> !stopped.isStopped(table))
                .map(CapturedTable::source)
                .sorted()
                .toList();
    }

    /** Takes a table's columns as they stand now. */
    void put(CapturedTable table) {
        tables.put(table.name(), table);
    }

    void remember(TableVersion version) {
        versions.merge(version.table(), version.version(), Math::max);
    }

    /** Begins to gather anew which tables are read, and from which position on all show the same transactions. */
    void beginFollowing() {
        reading.clear();
        consistentFrom = Position.START;
    }

    /** Says that a table shows every transaction up to this position, and maybe some after that of other tables. */
    void reaches(Position position) {
        consistentFrom = consistentFrom.max(position);
    }

    boolean isStopped(CapturedTable table) {
        return stopped.isStopped(table);
    }

    boolean isToBeRead(CapturedTable table) {
        return stopped.isToBeRead(table);
    }

    /** Tells of a table that stays out. */
    void tellStopped(CapturedTable table) {
        events.accept(new Event.TableStopped(clock.instant(), table, stopped.why(table)));
    }

    void stop(CapturedTable table, String why) {
        stopped.add(table, why);
        interrupted.put(table.name(), why);
        reading.remove(table.name());
        events.accept(new Event.TableStopped(clock.instant(), table, why));
    }

    /**
     * Says that a table is to be read whole without being asked for, because its changes don't fit what is stored of it.
     *
     * @return false if that was done too often in the last hour
     */
    boolean readAnew(CapturedTable table, String why) {
        Instant now = clock.instant();
        List<Instant> times = readAnewAt.computeIfAbsent(table.name(), name -> new CopyOnWriteArrayList<>());
        times.removeIf(at -> !at.isAfter(now.minus(READ_ANEW_WITHIN)));
        if (times.size() >= READ_ANEW_AT_MOST) {
            return false;
        }
        times.add(now);
        stopped.readAnew(List.of(table));
        reading.add(table.name());
        events.accept(new Event.TableStopped(now, table, why + " It is being read anew without being asked for."));
        return true;
    }

    /** Says that a table's changes are set aside until it is read whole: what interrupts that from now on counts. */
    void beginReading(CapturedTable table) {
        reading.add(table.name());
        interrupted.remove(table.name());
    }

    /** Whether a table is being read whole, or is to be. */
    boolean isReading() {
        return tables.values().stream().anyMatch(table -> !stopped.isStopped(table) && isUnread(table));
    }

    /** Returns why a table's reading is of no use, if it is. */
    Optional<String> interruption(CapturedTable table) {
        return Optional.ofNullable(interrupted.get(table.name()));
    }

    /** Takes in a table that was read whole at a position. */
    void wasRead(CapturedTable table, Position position) {
        put(table);
        reaches(position);
        stopped.remove(table);
        reading.remove(table.name());
    }

    /** Says that every table is to be read whole when the database is followed again. */
    void readAllAnew() {
        stopped.readAnew(List.copyOf(tables.values()));
    }

    /** What is wrong with one table alone, and lasts, stops that table; what may pass is tried again. */
    boolean mustStop(CapturedTable table, PlatformException failure) {
        return switch (failure.fault()) {
            case ENVIRONMENT -> false;
            case DEFINITION -> true;
            case ENGINE, BUG -> failures.merge(table.name(), 1, Integer::sum) >= TRIES;
        };
    }

    /** Says that a table's changes were committed. */
    void succeeded(CapturedTable table) {
        put(table);
        failures.remove(table.name());
    }

    /** Returns a table whose raw table records positions without changes, if there is one to choose. */
    Optional<CapturedTable> marked() {
        return tables.values().stream()
                .filter(table -> !stopped.isStopped(table) && versions.containsKey(table.raw()))
                .findFirst();
    }

    /** Returns the tables where a batch ended; empty while some of them show later transactions. */
    Optional<Cut> cutAt(SourceIdentity source, BatchEnd end) {
        if (consistentFrom.isAfter(end.position())) {
            return Optional.empty();
        }
        Map<TableId, String> behind = new HashMap<>();
        for (CapturedTable table : tables.values()) {
            behindFor(table).ifPresent(why -> {
                behind.put(table.raw(), why);
                behind.put(table.processed(), why);
            });
        }
        return Optional.of(new Cut(source, end.position(), end.committedAt(), versions, behind));
    }

    private Optional<String> behindFor(CapturedTable table) {
        if (stopped.isStopped(table)) {
            return Optional.of("is stopped");
        }
        return isUnread(table) ? Optional.of("is being read whole") : Optional.empty();
    }

    private boolean isUnread(CapturedTable table) {
        return reading.contains(table.name()) || !versions.containsKey(table.processed());
    }
}
