package lakeward.lake;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.Commit;
import lakeward.core.port.Difference;
import lakeward.core.port.Maintenance;
import lakeward.core.port.Reading;
import lakeward.core.port.Replacement;
import lakeward.core.port.SnapshotLoad;
import lakeward.core.port.TableComparer;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.Sql;
import lakeward.lake.files.DirectoryLake;
import lakeward.lake.files.LakeFiles;
import lakeward.lake.log.CommitInfo;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableState;
import org.duckdb.DuckDBConnection;

/**
 * Delta tables in a directory or another place. Delta Kernel reads their logs and writes checkpoints; DuckDB reads and writes
 * their data; the commits are our own. One process writes to a lake; others may write to its tables as any Delta writer does.
 */
public final class DeltaLake implements CaptureStore, TableStore, TableComparer, AutoCloseable {
    /** How long checkpoints remember files that are no longer in use. We need none of it; others' vacuum does. */
    private static final Duration TOMBSTONES = Duration.ofMinutes(10);

    private static final ByteSize OWN_MEMORY = ByteSize.mebibytes(256);
    /** With more than one, a statement's caller spins while another thread does its work (decision 13). */
    private static final int OWN_THREADS = 1;

    private final LakeFiles files;
    private final LakeSettings settings;
    private final Clock clock;
    private final DuckDb own;
    /** For the lake's own work, each on its caller's thread. */
    private final Workspaces workspaces;
    /** For what computes a table's content. */
    private final Workspaces computing;

    private final Deletions deletions = new Deletions(this::table);
    private final ChangeStreams streams = new ChangeStreams();
    private final CrashPoints crashPoints;
    private final Supplier<Instant> opened;
    private final Map<TableId, LakeTable> tables = new ConcurrentHashMap<>();
    private final Map<String, CapturePair> pairs = new ConcurrentHashMap<>();
    private final Map<TableId, Maintainer> maintainers = new ConcurrentHashMap<>();
    private final Map<String, Lock> commits = new ConcurrentHashMap<>();

    /** Opens a lake in a directory, which is made when the first table is. */
    public DeltaLake(Path root, DuckDb duckdb, LakeSettings settings, Clock clock) {
        this(new DirectoryLake(root), duckdb, settings, clock);
    }

    /**
     * Opens a lake.
     *
     * @param files where its tables are; closed by the lake
     * @param duckdb where tables are read, and models computed; the lake opens one of its own beside it for what it writes
     */
    public DeltaLake(LakeFiles files, DuckDb duckdb, LakeSettings settings, Clock clock) {
        this(files, duckdb, settings, clock, new CrashPoints());
    }

    DeltaLake(LakeFiles files, DuckDb duckdb, LakeSettings settings, Clock clock, CrashPoints crashPoints) {
        this.files = files;
        this.settings = settings;
        this.clock = clock;
        this.crashPoints = crashPoints;
        this.opened = files.open(clock);
        this.own = duckdb.beside("lake", OWN_MEMORY, OWN_THREADS);
        this.workspaces = new Workspaces(own);
        this.computing = new Workspaces(duckdb);
        try (DuckDBConnection connection = duckdb.connection();
                DuckDBConnection ownConnection = own.connection()) {
            deletions.register(connection);
            deletions.register(ownConnection);
            streams.register(ownConnection);
        } catch (SQLException e) {
            throw LakeFailure.of("open the lake", e);
        }
    }

    @Override
    public Optional<Position> rawPosition(CapturedTable table, SourceIdentity source) {
        return pair(table).rawPosition(source);
    }

    @Override
    public Optional<Position> processedPosition(CapturedTable table, SourceIdentity source) {
        return pair(table).processedPosition(source);
    }

    @Override
    public BatchLoad begin(SourceIdentity source) {
        return new DeltaBatch(source, workspaces, this::pair, commits(source));
    }

    @Override
    public SnapshotLoad beginSnapshot(CapturedTable table, SourceIdentity source, Position position) {
        return new DeltaSnapshot(
                pair(table), table, source, position, workspaces, streams, commits(source), clock, crashPoints);
    }

    @Override
    public void mark(CapturedTable table, SourceIdentity source, Position position) {
        pair(table).mark(table, source, position);
    }

    @Override
    public Difference compare(CapturedTable table, long version, Consumer<Consumer<Changes>> source) {
        try (Reading reading = read(table.processed(), version)) {
            return new DeltaComparison(table, reading, source, workspaces, streams).run();
        }
    }

    @Override
    public Optional<TableVersion> catchUp(CapturedTable table, SourceIdentity source) {
        return pair(table).catchUp(table, source);
    }

    @Override
    public TableVersion rebuild(CapturedTable table, SourceIdentity source) {
        return pair(table).rebuild(table, source);
    }

    @Override
    public Collection<TableId> tables() {
        Collection<TableId> found = new TreeSet<>();
        tables.values().stream().filter(LakeTable::isKnown).map(LakeTable::id).forEach(found::add);
        for (Zone zone : Zone.values()) {
            try {
                files.tables(zone).stream()
                        .filter(id -> !found.contains(id) && table(id).log().exists())
                        .forEach(found::add);
            } catch (UncheckedIOException e) {
                throw LakeFailure.of("list the tables of zone " + zone.label(), e.getCause());
            }
        }
        return found;
    }

    @Override
    public Optional<TableVersion> latest(TableId table) {
        LakeTable known = table(table);
        return known.state().map(known::version);
    }

    @Override
    public Optional<TableVersion> versionAt(TableId table, Instant time) {
        LakeTable known = table(table);
        Optional<TableState> newest = known.state();
        long low = 0;
        long high = newest.map(TableState::version).orElse(-1L);
        Optional<Long> found = Optional.empty();
        while (low <= high) {
            long middle = (low + high) >>> 1;
            Optional<CommitInfo> commit = known.log().commitInfo(middle);
            if (commit.isPresent() && commit.get().committedAt().isAfter(time)) {
                high = middle - 1;
            } else {
                found = commit.map(CommitInfo::version);
                low = middle + 1;
            }
        }
        return found.map(known::at).map(known::version);
    }

    @Override
    public List<Commit> history(TableId table, int limit) {
        LakeTable known = table(table);
        Optional<TableState> newest = known.state();
        if (newest.isEmpty()) {
            return List.of();
        }
        return known.log().history(newest.get().version(), limit).stream()
                .map(info -> new Commit(
                        new TableVersion(table, info.version(), info.committedAt(), info.positions()),
                        info.operation(),
                        info.metrics()))
                .toList();
    }

    @Override
    public Reading read(TableId table, long version) {
        LakeTable known = table(table);
        return new DeltaReading(known, known.at(version), workspaces);
    }

    @Override
    public TableVersion replace(TableId table, TableSchema schema, Replacement replacement) {
        LakeTable known = table(table);
        String names = schema.names().stream().map(Sql::name).collect(Collectors.joining(", "));
        String columns = schema.columns().stream()
                .map(column -> "cast(%1$s as %2$s) as %1$s"
                        .formatted(Sql.name(column.name()), column.type().duckdb()))
                .collect(Collectors.joining(", "));
        String query = "select %s from (%s) as result(%s)".formatted(columns, replacement.query(), names);
        known.lock().lock();
        Workspace workspace = computing.lend();
        try {
            DeltaSchema wanted = known.state()
                    .map(state -> state.schema().replacedBy(schema, DeltaSchema.NONE))
                    .orElseGet(() -> DeltaSchema.of(schema));
            List<DataFile> files = DataWriter.write(workspace, known, wanted, query, 0).stream()
                    .toList();
            crashPoints.reach("after-parquet");
            try {
                return known.version(known.commit(before -> replacing(before, wanted, files, replacement)));
            } catch (PlatformException e) {
                known.discardUnnamed(files, e);
                throw e;
            }
        } finally {
            computing.giveBack(workspace);
            known.lock().unlock();
        }
    }

    private static Proposal replacing(
            Optional<TableState> before, DeltaSchema schema, List<DataFile> files, Replacement replacement) {
        Map<String, String> metrics = new TreeMap<>(replacement.metrics());
        metrics.putIfAbsent(
                "numOutputRows",
                Long.toString(files.stream().mapToLong(DataFile::rows).sum()));
        metrics.putIfAbsent("numFiles", Integer.toString(files.size()));
        Map<String, Long> positions = new TreeMap<>();
        replacement.positions().forEach((source, position) -> positions.put(source, position.value()));
        return new Proposal(
                "CREATE OR REPLACE TABLE AS SELECT",
                metrics,
                before.map(TableState::schema).filter(schema::equals).isPresent()
                        ? Optional.empty()
                        : Optional.of(schema),
                files,
                before.map(state -> List.copyOf(state.files())).orElse(List.of()),
                positions,
                true,
                false);
    }

    @Override
    public Maintenance maintain(TableId table) {
        return maintainers
                .computeIfAbsent(
                        table,
                        id -> new Maintainer(
                                table(id),
                                settings.keepVersions(id.zone()),
                                opened,
                                new Compaction(workspaces, deletions, crashPoints),
                                clock,
                                crashPoints))
                .run();
    }

    @Override
    public void close() {
        computing.close();
        workspaces.close();
        own.close();
        files.close();
    }

    private CapturePair pair(CapturedTable captured) {
        return pairs.computeIfAbsent(
                captured.name(),
                any -> new CapturePair(
                        table(captured.raw()), table(captured.processed()), workspaces, deletions, crashPoints));
    }

    private Lock commits(SourceIdentity source) {
        return commits.computeIfAbsent(source.toString(), any -> new ReentrantLock());
    }

    private LakeTable table(TableId id) {
        return tables.computeIfAbsent(id, any -> new LakeTable(id, files.table(id), TOMBSTONES, clock));
    }
}
