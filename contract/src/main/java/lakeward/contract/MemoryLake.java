package lakeward.contract;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.Commit;
import lakeward.core.port.Maintenance;
import lakeward.core.port.Reading;
import lakeward.core.port.Replacement;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.TableStore;

/**
 * The simplest lake: all versions of all tables, as text, in memory. A processed table is made anew of its raw one with each
 * commit. Safe for use by many threads.
 */
public final class MemoryLake implements CaptureStore, TableStore {
    private static final List<Column> METADATA = List.of(
            new Column("_operation", Type.STRING, false),
            new Column("_transaction", Type.LONG, false),
            new Column("_position", Type.LONG, false),
            new Column("_sequence", Type.LONG, false),
            new Column("_committed_at", Type.TIMESTAMP, false),
            new Column("_captured_at", Type.TIMESTAMP, false));
    private static final Column EXACT = new Column("_exact", Type.STRING, true);
    private static final Set<String> METADATA_NAMES =
            Set.of("_operation", "_transaction", "_position", "_sequence", "_committed_at", "_captured_at");

    /** A version of a table with all that is in it. */
    record Version(
            TableVersion version,
            TableSchema schema,
            List<Map<String, String>> rows,
            String operation,
            Map<String, String> metrics) {}

    private final Clock clock;
    private final Function<String, List<Map<String, String>>> queries;
    private final Map<TableId, List<Version>> tables = new TreeMap<>();

    /**
     * Makes an empty lake.
     *
     * @param queries runs a query of a {@link Replacement}; values are text as {@link Values#text} writes it
     */
    public MemoryLake(Clock clock, Function<String, List<Map<String, String>>> queries) {
        this.clock = clock;
        this.queries = queries;
    }

    static boolean isMetadata(String column) {
        return METADATA_NAMES.contains(column);
    }

    /** Returns a version's rows, each from column to value as {@link Values#text} writes it. */
    public synchronized List<Map<String, String>> rows(TableId table, long version) {
        return version(table, version).rows();
    }

    @Override
    public Optional<Position> rawPosition(CapturedTable table, SourceIdentity source) {
        return latest(table.raw()).map(version -> version.positions().get(source.toString()));
    }

    @Override
    public Optional<Position> processedPosition(CapturedTable table, SourceIdentity source) {
        return latest(table.processed()).map(version -> version.positions().get(source.toString()));
    }

    @Override
    public BatchLoad begin(SourceIdentity source) {
        Map<String, List<Map<String, String>>> rows = new TreeMap<>();
        Map<String, CapturedTable> captured = new HashMap<>();
        return new BatchLoad() {
            @Override
            public void append(Changes changes) {
                captured.put(changes.table().name(), changes.table());
                rows.computeIfAbsent(changes.table().name(), any -> new ArrayList<>())
                        .addAll(texts(changes));
            }

            @Override
            public List<TableVersion> commit(Position end) {
                List<TableVersion> versions = new ArrayList<>();
                rows.forEach((name, changes) -> versions.addAll(apply(captured.get(name), source, changes, end)));
                return versions;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public SnapshotLoad beginSnapshot(CapturedTable table, SourceIdentity source, Position position) {
        check(table);
        List<Map<String, String>> rows = new ArrayList<>();
        return new SnapshotLoad() {
            @Override
            public synchronized void append(Changes changes) {
                rows.addAll(texts(changes));
            }

            @Override
            public synchronized List<TableVersion> commit() {
                return restart(table, source, position, rows);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Optional<TableVersion> catchUp(CapturedTable table, SourceIdentity source) {
        return Optional.empty();
    }

    @Override
    public synchronized void mark(CapturedTable table, SourceIdentity source, Position position) {
        if (rawPosition(table, source)
                .filter(stored -> !position.isAfter(stored))
                .isEmpty()) {
            commit(table.raw(), rawSchema(table), latestRows(table.raw()), source, position, "WRITE");
        }
    }

    @Override
    public synchronized TableVersion rebuild(CapturedTable table, SourceIdentity source) {
        Position position = processedPosition(table, source).orElseThrow();
        return process(table, source, position, "REBUILD");
    }

    private synchronized List<TableVersion> apply(
            CapturedTable table, SourceIdentity source, List<Map<String, String>> changes, Position end) {
        Optional<Position> stored = rawPosition(table, source);
        Optional<Position> shown = processedPosition(table, source);
        List<Map<String, String>> raw = new ArrayList<>(latestRows(table.raw()));
        Replay replay = new Replay(table, shown.isPresent() ? raw : List.of());
        int before = raw.size();
        for (Map<String, String> change : changes) {
            Position position = new Position(Long.parseLong(change.get("_position")));
            if (stored.isPresent() && !position.isAfter(stored.get())) {
                continue;
            }
            if (shown.isPresent() && position.isAfter(shown.get())) {
                replay.apply(change);
            }
            raw.add(change);
        }
        if (raw.size() == before) {
            return List.of();
        }
        List<TableVersion> versions = new ArrayList<>();
        versions.add(commit(table.raw(), rawSchema(table), raw, source, end.max(stored.orElse(end)), "WRITE"));
        shown.ifPresent(position -> versions.add(process(table, source, end.max(position), "MERGE")));
        return versions;
    }

    private synchronized List<TableVersion> restart(
            CapturedTable table, SourceIdentity source, Position position, List<Map<String, String>> rows) {
        Optional<Position> stored = rawPosition(table, source);
        if (stored.isPresent() && latestRows(table.raw()).stream().anyMatch(row -> isLaterRestart(row, position))) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot load a snapshot of %s at %s: %s holds one of a later moment. Take a new snapshot."
                            .formatted(table.processed(), position, table.raw()));
        }
        List<Map<String, String>> raw =
                new ArrayList<>(stored.isPresent() ? latestRows(table.raw()) : List.<Map<String, String>>of());
        Changes restart = new ChangeWriter(table).at(position.value()).restart().changes();
        raw.addAll(texts(restart));
        raw.addAll(rows);
        List<TableVersion> versions = new ArrayList<>();
        versions.add(commit(table.raw(), rawSchema(table), raw, source, stored.orElse(position), "WRITE"));
        versions.add(process(table, source, position.max(stored.orElse(position)), "WRITE"));
        return versions;
    }

    private static boolean isLaterRestart(Map<String, String> row, Position position) {
        return row.get("_operation").equals("restart")
                && new Position(Long.parseLong(row.get("_position"))).isAfter(position);
    }

    private TableVersion process(CapturedTable table, SourceIdentity source, Position position, String operation) {
        List<Column> columns = new ArrayList<>(rawSchema(table).columns());
        columns.removeIf(column -> isMetadata(column.name()));
        TableSchema schema = new TableSchema(columns, table.schema().key());
        return commit(
                table.processed(),
                schema,
                new Replay(table, latestRows(table.raw())).rows(),
                source,
                position,
                operation);
    }

    /** Returns the columns that raw had and those that the source has now. */
    private TableSchema rawSchema(CapturedTable table) {
        check(table);
        List<Column> columns = new ArrayList<>(
                newest(table.raw()).map(version -> version.schema().columns()).orElse(METADATA));
        columns.remove(EXACT);
        for (Column column : table.schema().columns()) {
            if (columns.stream().noneMatch(known -> known.name().equals(column.name()))) {
                columns.add(column);
            }
        }
        columns.add(EXACT);
        return new TableSchema(columns, List.of());
    }

    private static void check(CapturedTable table) {
        for (Column column : table.schema().columns()) {
            if (isMetadata(column.name()) || column.name().equals(EXACT.name())) {
                throw new PlatformException(
                        Fault.DEFINITION,
                        "Cannot capture '%s': its column '%s' has a name that raw tables use. Rename it at the source, or leave the table out."
                                .formatted(table, column.name()));
            }
        }
    }

    private TableVersion commit(
            TableId table,
            TableSchema schema,
            List<Map<String, String>> rows,
            SourceIdentity source,
            Position position,
            String operation) {
        return commit(table, schema, rows, Map.of(source.toString(), position), operation, Map.of());
    }

    private TableVersion commit(
            TableId table,
            TableSchema schema,
            List<Map<String, String>> rows,
            Map<String, Position> positions,
            String operation,
            Map<String, String> metrics) {
        List<Version> versions = tables.computeIfAbsent(table, any -> new ArrayList<>());
        Map<String, Position> all = new HashMap<>();
        Instant now = clock.instant();
        if (!versions.isEmpty()) {
            TableVersion last = versions.get(versions.size() - 1).version();
            all.putAll(last.positions());
            now = now.isAfter(last.committedAt()) ? now : last.committedAt().plusMillis(1);
        }
        all.putAll(positions);
        TableVersion version = new TableVersion(table, versions.size(), now, all);
        List<Map<String, String>> complete = rows.stream()
                .map(row -> {
                    Map<String, String> whole = new TreeMap<>();
                    schema.names().forEach(name -> whole.put(name, row.get(name)));
                    return whole;
                })
                .toList();
        Map<String, String> counted = new HashMap<>(metrics);
        counted.putIfAbsent("numOutputRows", Integer.toString(rows.size()));
        versions.add(new Version(version, schema, complete, operation, counted));
        return version;
    }

    private static List<Map<String, String>> texts(Changes changes) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Map<String, String> row = new TreeMap<>();
            row.put("_operation", changes.operation(i).label());
            row.put("_transaction", Values.text(changes.transactions(), i));
            row.put("_position", Values.text(changes.positions(), i));
            row.put("_sequence", Values.text(changes.sequences(), i));
            row.put("_committed_at", Values.text(changes.committedAt(), i));
            row.put("_captured_at", Values.text(changes.capturedAt(), i));
            for (int j = 0; j < changes.columns().size(); j++) {
                row.put(
                        changes.table().schema().columns().get(j).name(),
                        changes.column(j).isUnchanged(i) ? Replay.UNCHANGED : Values.text(changes.column(j), i));
            }
            row.put(EXACT.name(), Values.text(changes.exact(), i));
            rows.add(row);
        }
        return rows;
    }

    private List<Map<String, String>> latestRows(TableId table) {
        return newest(table).map(Version::rows).orElse(List.of());
    }

    private Optional<Version> newest(TableId table) {
        List<Version> versions = tables.getOrDefault(table, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    private Version version(TableId table, long version) {
        List<Version> versions = tables.getOrDefault(table, List.of());
        if (version < 0 || version >= versions.size()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot read version %d of %s: there is none. Name one that 'lakeward history %s' lists."
                            .formatted(version, table, table));
        }
        return versions.get((int) version);
    }

    @Override
    public synchronized Collection<TableId> tables() {
        return List.copyOf(tables.keySet());
    }

    @Override
    public synchronized Optional<TableVersion> latest(TableId table) {
        return newest(table).map(Version::version);
    }

    @Override
    public synchronized Optional<TableVersion> versionAt(TableId table, Instant time) {
        return tables.getOrDefault(table, List.of()).stream()
                .map(Version::version)
                .filter(version -> !version.committedAt().isAfter(time))
                .reduce((earlier, later) -> later);
    }

    @Override
    public synchronized List<Commit> history(TableId table, int limit) {
        List<Version> versions = tables.getOrDefault(table, List.of());
        List<Commit> commits = new ArrayList<>();
        for (int i = versions.size() - 1; i >= 0 && commits.size() < limit; i--) {
            Version version = versions.get(i);
            commits.add(new Commit(version.version(), version.operation(), version.metrics()));
        }
        return commits;
    }

    @Override
    public synchronized Reading read(TableId table, long version) {
        return new MemoryReading(version(table, version));
    }

    @Override
    public synchronized TableVersion replace(TableId table, TableSchema schema, Replacement replacement) {
        return commit(
                table,
                schema,
                queries.apply(replacement.query()),
                replacement.positions(),
                "CREATE OR REPLACE TABLE AS SELECT",
                replacement.metrics());
    }

    @Override
    public Maintenance maintain(TableId table) {
        return Maintenance.NOTHING;
    }
}
