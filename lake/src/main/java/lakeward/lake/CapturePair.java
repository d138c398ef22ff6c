package lakeward.lake;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableState;

/** The raw and the processed table of a captured one, and how changes go into both. */
final class CapturePair {
    private final LakeTable raw;
    private final LakeTable processed;
    private final Workspaces workspaces;
    private final Deletions deletions;
    private final CrashPoints crashPoints;
    /**
     * Whether raw may hold a snapshot that processed does not: of a later moment than raw's own position, so that the
     * positions don't tell. Guarded by processed's lock.
     */
    private boolean mayLackRestart = true;

    CapturePair(
            LakeTable raw, LakeTable processed, Workspaces workspaces, Deletions deletions, CrashPoints crashPoints) {
        this.raw = raw;
        this.processed = processed;
        this.workspaces = workspaces;
        this.deletions = deletions;
        this.crashPoints = crashPoints;
    }

    Optional<Position> rawPosition(SourceIdentity source) {
        return position(raw.state(), source);
    }

    Optional<Position> processedPosition(SourceIdentity source) {
        return position(processed.state(), source);
    }

    private static Optional<Position> position(Optional<TableState> state, SourceIdentity source) {
        return state.map(known -> known.transactions().get(source.toString())).map(Position::new);
    }

    /** Commits a batch's changes to raw, then to processed, each from its own position on. */
    List<TableVersion> apply(Workspace workspace, ChangeTable changes, SourceIdentity source, Position end) {
        RawFormat.check(changes.table());
        processed.lock().lock();
        try {
            catchUp(changes.table(), source);
            List<TableVersion> versions = new ArrayList<>();
            Optional<Position> rawPosition = rawPosition(source);
            Optional<Position> processedPosition = processedPosition(source);
            boolean goesToRaw = isAfter(changes.lastPosition(), rawPosition);
            boolean goesToProcessed =
                    processedPosition.isPresent() && isAfter(changes.lastPosition(), processedPosition);
            if (!goesToRaw && !goesToProcessed) {
                return versions;
            }
            DeltaSchema rawSchema = evolved(
                    raw,
                    RawFormat.raw(changes.table()
                            .with(new TableSchema(
                                    changes.columns(), changes.table().schema().key()))),
                    DeltaSchema.NONE);
            changes.addMissing(RawFormat.source(rawSchema.table()));
            if (changes.hasUnchanged()) {
                new Unchanged(workspace, changes, processed, processedPosition).resolve();
            }
            Optional<Pending> pending = goesToProcessed
                    ? Optional.of(upsert(workspace, changes, rawSchema, processedPosition.get()))
                    : Optional.empty();
            try {
                if (goesToRaw) {
                    versions.add(commitRaw(workspace, changes, rawSchema, rawPosition, source, end));
                }
                crashPoints.reach("between-tables");
                pending.flatMap(upsert -> commitProcessed(
                                workspace,
                                changes,
                                rawSchema,
                                upsert,
                                source,
                                processedPosition.get().max(end)))
                        .ifPresent(versions::add);
            } catch (PlatformException e) {
                pending.map(Pending::result).flatMap(Upsert.Result::written).stream()
                        .map(List::of)
                        .forEach(processed::discardUnnamed);
                throw e;
            }
            return versions;
        } finally {
            processed.lock().unlock();
        }
    }

    private static boolean isAfter(long position, Optional<Position> recorded) {
        return recorded.isEmpty() || new Position(position).isAfter(recorded.get());
    }

    private static DeltaSchema evolved(LakeTable table, TableSchema wanted, DeltaSchema like) {
        DeltaSchema known =
                table.state().map(TableState::schema).orElseGet(() -> new DeltaSchema(List.of(), wanted.key(), 0));
        for (Column column : wanted.columns()) {
            known.field(column.name())
                    .filter(field -> !field.column().type().equals(column.type()))
                    .ifPresent(field -> {
                        throw new PlatformException(
                                Fault.DEFINITION,
                                "Cannot change the type of column '%s' of %s: it is %s there and %s in the source. Read the table anew under another name, or give the column its type back."
                                        .formatted(
                                                column.name(),
                                                table.id(),
                                                field.column().type(),
                                                column.type()));
                    });
        }
        return known.with(wanted, like);
    }

    private static Optional<DeltaSchema> changed(LakeTable table, DeltaSchema schema) {
        return table.state().map(TableState::schema).filter(schema::equals).isPresent()
                ? Optional.empty()
                : Optional.of(schema);
    }

    private TableVersion commitRaw(
            Workspace workspace,
            ChangeTable changes,
            DeltaSchema schema,
            Optional<Position> recorded,
            SourceIdentity source,
            Position end) {
        String rows = "(select * from %s where %s > %d)"
                .formatted(
                        changes.name(),
                        RawFormat.POSITION,
                        recorded.map(Position::value).orElse(-1L));
        List<DataFile> files = DataWriter.write(
                        workspace,
                        raw.directory(),
                        schema,
                        RawFormat.toRaw(RawFormat.source(schema.table()), rows),
                        changes.rowSize())
                .stream()
                .toList();
        crashPoints.reach("after-parquet");
        long count = files.stream().mapToLong(DataFile::rows).sum();
        TableState committed;
        try {
            committed = raw.commit(before -> new Proposal(
                    "WRITE",
                    Map.of("numOutputRows", Long.toString(count), "numFiles", Integer.toString(files.size())),
                    changed(raw, schema),
                    files,
                    List.of(),
                    Map.of(source.toString(), recorded.orElse(end).max(end).value()),
                    true,
                    true));
        } catch (PlatformException e) {
            raw.discardUnnamed(files);
            throw e;
        }
        crashPoints.reach("after-raw-commit");
        return raw.version(committed);
    }

    /** An upsert whose files are written. */
    private record Pending(long version, DeltaSchema schema, Upsert.Result result) {}

    private Pending upsert(Workspace workspace, ChangeTable changes, DeltaSchema rawSchema, Position after) {
        TableState base = processed.state().orElseThrow();
        DeltaSchema schema = evolved(
                processed,
                RawFormat.processed(changes.table()
                        .with(new TableSchema(
                                changes.columns(), changes.table().schema().key()))),
                rawSchema);
        Upsert.Result result = new Upsert(workspace, processed, schema, deletions, changes.rowSize())
                .apply(base.files(), changes.name(), changes.operations(), after.value());
        return new Pending(base.version(), schema, result);
    }

    private Optional<TableVersion> commitProcessed(
            Workspace workspace,
            ChangeTable changes,
            DeltaSchema rawSchema,
            Pending pending,
            SourceIdentity source,
            Position end) {
        Optional<TableState> committed = processed.commitUnlessPointless(before -> {
            // Another writer may have committed since: what it left is read, and the work is done again.
            if (before.orElseThrow().version() == pending.version()) {
                return Optional.of(proposal("MERGE", pending.schema(), pending.result(), source, end));
            }
            DataWriter.discard(
                    processed.directory(), pending.result().written().stream().toList());
            Position recorded = position(before, source).orElseThrow();
            if (!isAfter(changes.lastPosition(), Optional.of(recorded))) {
                return Optional.empty();
            }
            Pending again = upsert(workspace, changes, rawSchema, recorded);
            return Optional.of(proposal("MERGE", again.schema(), again.result(), source, end));
        });
        crashPoints.reach("after-processed-commit");
        return committed.map(processed::version);
    }

    private Proposal proposal(
            String operation, DeltaSchema schema, Upsert.Result result, SourceIdentity source, Position position) {
        return new Proposal(
                operation,
                result.metrics(),
                changed(processed, schema),
                result.added(),
                result.removed(),
                Map.of(source.toString(), position.value()),
                true,
                false);
    }

    /** Records a position in raw, which changes nothing else. */
    void mark(CapturedTable table, SourceIdentity source, Position position) {
        processed.lock().lock();
        try {
            Optional<Position> recorded = rawPosition(source);
            if (isAfter(position.value(), recorded)) {
                DeltaSchema schema = raw.state().map(TableState::schema).orElseGet(() -> rawSchema(table));
                raw.commit(before -> new Proposal(
                        "WRITE",
                        rows(List.of()),
                        changed(raw, schema),
                        List.of(),
                        List.of(),
                        Map.of(source.toString(), position.value()),
                        false,
                        true));
            }
        } finally {
            processed.lock().unlock();
        }
    }

    /** Brings processed up to raw, where it is behind. */
    Optional<TableVersion> catchUp(CapturedTable table, SourceIdentity source) {
        processed.lock().lock();
        Workspace workspace = workspaces.lend();
        try {
            Optional<Position> recorded = processedPosition(source);
            Optional<Position> stored = rawPosition(source);
            boolean isBehind = stored.isPresent()
                    && (recorded.isEmpty()
                            || stored.get().isAfter(recorded.get())
                            || (mayLackRestart
                                    && lastRestart(workspace, recorded.get().value()) >= 0));
            Optional<TableVersion> made = isBehind ? replay(workspace, table, source, recorded) : Optional.empty();
            mayLackRestart = false;
            return made;
        } finally {
            workspaces.giveBack(workspace);
            processed.lock().unlock();
        }
    }

    /** Makes processed anew from raw. */
    TableVersion rebuild(CapturedTable table, SourceIdentity source) {
        processed.lock().lock();
        Workspace workspace = workspaces.lend();
        try {
            return replay(workspace, table, source, Optional.empty())
                    .orElseThrow(() -> new PlatformException(
                            Fault.DEFINITION,
                            "Cannot rebuild %s: %s holds no snapshot. Read the table with 'lakeward resnapshot %s'."
                                    .formatted(processed.id(), raw.id(), table.name())));
        } finally {
            workspaces.giveBack(workspace);
            processed.lock().unlock();
        }
    }

    private long lastRestart(Workspace workspace, long after) {
        TableState state = raw.state().orElseThrow();
        return workspace.number(
                "select coalesce(max(_position), -1) from (%s) where _position > %d and _operation = 'restart'"
                        .formatted(Relations.query(raw.directory(), state.schema(), state.files()), after));
    }

    private Optional<TableVersion> replay(
            Workspace workspace, CapturedTable table, SourceIdentity source, Optional<Position> recorded) {
        TableState stored = raw.state().orElse(null);
        if (stored == null) {
            return Optional.empty();
        }
        long after = recorded.map(Position::value).orElse(-1L);
        long restart = lastRestart(workspace, after);
        if (recorded.isEmpty() && restart < 0) {
            return Optional.empty();
        }
        Position position = new Position(Math.max(restart, stored.transactions().getOrDefault(source.toString(), -1L)));
        String changes = workspace.newName("replayed");
        try {
            Set<Operation> operations = load(workspace, changes, stored, Math.max(after, restart - 1));
            TableState committed = processed.commit(before -> {
                DeltaSchema schema = processedSchema(table, stored, before);
                List<DataFile> base =
                        before.map(state -> List.copyOf(state.files())).orElse(List.of());
                // Without a position what is there counts for nothing: a restart is among the changes.
                Upsert.Result result = new Upsert(
                                workspace, processed, schema, deletions, DataWriter.rowSize(stored.files()))
                        .apply(base, "temp." + changes, operations, -1);
                return proposal(recorded.isEmpty() ? "REBUILD" : "MERGE", schema, result, source, position);
            });
            return Optional.of(processed.version(committed));
        } finally {
            workspace.drop(changes);
        }
    }

    private Set<Operation> load(Workspace workspace, String changes, TableState stored, long after) {
        String rows = "(select * from (%s) where _position > %d)"
                .formatted(Relations.query(raw.directory(), stored.schema(), stored.files()), after);
        workspace.execute("create or replace temp table %s as %s"
                .formatted(
                        changes,
                        RawFormat.fromRaw(RawFormat.source(stored.schema().table()), rows)));
        return workspace.query("select distinct %s from temp.%s".formatted(RawFormat.OPERATION, changes), found -> {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            while (found.next()) {
                operations.add(Operation.of(found.getInt(1)));
            }
            return operations;
        });
    }

    private DeltaSchema processedSchema(CapturedTable table, TableState stored, Optional<TableState> before) {
        TableSchema all = RawFormat.processed(table.with(new TableSchema(
                RawFormat.source(stored.schema().table()), table.schema().key())));
        return before.map(TableState::schema)
                .orElseGet(() -> new DeltaSchema(List.of(), all.key(), 0))
                .with(all, stored.schema());
    }

    /**
     * Commits a snapshot.
     *
     * @param rawFiles its rows and a restart before them
     * @param processedFiles its rows
     */
    List<TableVersion> restart(
            Workspace workspace,
            SourceIdentity source,
            Position position,
            DeltaSchema rawSchema,
            List<DataFile> rawFiles,
            DeltaSchema processedSchema,
            List<DataFile> processedFiles) {
        processed.lock().lock();
        try {
            Optional<Position> recorded = rawPosition(source);
            if (recorded.isPresent() && lastRestart(workspace, position.value()) >= 0) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot load a snapshot of %s at %s: %s holds one of a later moment. Take a new snapshot."
                                .formatted(processed.id(), position, raw.id()));
            }
            List<TableVersion> versions = new ArrayList<>();
            mayLackRestart = true;
            TableState stored = raw.commit(before -> {
                // The positions of another source can't be compared with this one's: its changes make room.
                List<DataFile> others = recorded.isEmpty()
                        ? before.map(state -> List.copyOf(state.files())).orElse(List.of())
                        : List.of();
                return new Proposal(
                        "WRITE",
                        rows(rawFiles),
                        changed(raw, rawSchema),
                        rawFiles,
                        others,
                        Map.of(
                                source.toString(),
                                recorded.orElse(position).max(position).value()),
                        true,
                        recorded.isPresent());
            });
            versions.add(raw.version(stored));
            crashPoints.reach("after-raw-commit");
            crashPoints.reach("between-tables");
            versions.add(overwrite(workspace, source, position, recorded, stored, processedSchema, processedFiles));
            mayLackRestart = false;
            crashPoints.reach("after-processed-commit");
            return versions;
        } finally {
            processed.lock().unlock();
        }
    }

    private TableVersion overwrite(
            Workspace workspace,
            SourceIdentity source,
            Position position,
            Optional<Position> recorded,
            TableState stored,
            DeltaSchema schema,
            List<DataFile> files) {
        List<DataFile> added = new ArrayList<>(files);
        Map<String, String> metrics = new TreeMap<>(rows(files));
        if (recorded.isPresent() && recorded.get().isAfter(position)) {
            String changes = workspace.newName("replayed");
            try {
                Set<Operation> operations = load(workspace, changes, stored, position.value());
                Upsert.Result later = new Upsert(workspace, processed, schema, deletions, DataWriter.rowSize(files))
                        .apply(files, "temp." + changes, operations, -1);
                added.removeAll(later.removed());
                added.addAll(later.added());
                metrics.putAll(later.metrics());
            } finally {
                workspace.drop(changes);
            }
        }
        TableState committed = processed.commit(before -> new Proposal(
                "WRITE",
                metrics,
                changed(processed, schema),
                added,
                before.map(state -> List.copyOf(state.files())).orElse(List.of()),
                Map.of(
                        source.toString(),
                        recorded.orElse(position).max(position).value()),
                true,
                false));
        return processed.version(committed);
    }

    /** Returns what raw's columns are to be. */
    DeltaSchema rawSchema(CapturedTable table) {
        RawFormat.check(table);
        return restarted(raw, RawFormat.raw(table), DeltaSchema.NONE);
    }

    /** Returns what processed's columns are to be. */
    DeltaSchema processedSchema(CapturedTable table) {
        return restarted(processed, RawFormat.processed(table), rawSchema(table));
    }

    /** A table that starts over may give a column another type: it is a new column of the same name then. */
    private static DeltaSchema restarted(LakeTable table, TableSchema wanted, DeltaSchema like) {
        Optional<DeltaSchema> known = table.state().map(TableState::schema);
        if (known.isEmpty()) {
            return new DeltaSchema(List.of(), wanted.key(), 0).with(wanted, like);
        }
        List<Column> columns = new ArrayList<>();
        known.get()
                .fields()
                .forEach(field -> columns.add(wanted.column(field.name()).orElse(field.column())));
        wanted.columns().stream()
                .filter(column -> known.get().field(column.name()).isEmpty())
                .forEach(columns::add);
        return known.get().replacedBy(new TableSchema(columns, wanted.key()), like);
    }

    LakeTable raw() {
        return raw;
    }

    LakeTable processed() {
        return processed;
    }

    private static Map<String, String> rows(List<DataFile> files) {
        return Map.of(
                "numOutputRows",
                Long.toString(files.stream().mapToLong(DataFile::rows).sum()),
                "numFiles",
                Integer.toString(files.size()));
    }

    /** Returns a query for the row of raw that says that the table starts over. */
    static String restartRow(DeltaSchema raw, Position position, long now) {
        StringBuilder columns = new StringBuilder();
        for (DeltaSchema.Field field : raw.fields()) {
            String value = switch (field.name()) {
                case "_operation" -> Sql.text(Operation.RESTART.label());
                case "_transaction", "_sequence" -> "0::bigint";
                case "_position" -> position.value() + "::bigint";
                case "_committed_at", "_captured_at" -> "make_timestamptz(%d)".formatted(now * 1000);
                default -> "null::" + field.column().type().duckdb();
            };
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append(value)
                    .append(" as ")
                    .append(Sql.name(field.name()));
        }
        return "select " + columns;
    }
}
