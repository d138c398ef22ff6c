package lakeward.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
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
    private final RawReplay replay;
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
        this.replay = new RawReplay(raw, processed, deletions);
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
            // It looks for what others wrote; from here on, a commit would find out.
            catchUp(changes.table(), source);
            List<TableVersion> versions = new ArrayList<>();
            Optional<TableState> stored = raw.known();
            Optional<Position> rawPosition = position(stored, source);
            Optional<Position> processedPosition = position(processed.known(), source);
            boolean goesToRaw = isAfter(changes.lastPosition(), rawPosition);
            boolean goesToProcessed =
                    processedPosition.isPresent() && isAfter(changes.lastPosition(), processedPosition);
            if (!goesToRaw && !goesToProcessed) {
                return versions;
            }
            DeltaSchema rawSchema = Evolution.evolved(
                    raw,
                    changes.table()
                            .with(new TableSchema(
                                    changes.columns(), changes.table().schema().key()))
                            .rawSchema(),
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
                    Optional<TableVersion> added = commitRaw(workspace, changes, stored, rawSchema, source, end);
                    if (added.isEmpty()) {
                        pending.ifPresent(upsert -> DataWriter.discard(processed, upsert.written()));
                        return apply(workspace, changes, source, end);
                    }
                    versions.add(added.get());
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
                pending.ifPresent(upsert -> processed.discardUnnamed(upsert.written(), e));
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

    /**
     * Adds the changes to raw.
     *
     * @param stored raw as it is known
     * @return the new version, or empty if another writer stored changes of the source meanwhile or changed the columns
     */
    private Optional<TableVersion> commitRaw(
            Workspace workspace,
            ChangeTable changes,
            Optional<TableState> stored,
            DeltaSchema schema,
            SourceIdentity source,
            Position end) {
        Optional<Position> recorded = position(stored, source);
        String rows = "(select * from %s where %s > %d)"
                .formatted(
                        changes.name(),
                        RawFormat.POSITION,
                        recorded.map(Position::value).orElse(-1L));
        List<DataFile> files = DataWriter.write(
                        workspace,
                        raw,
                        schema,
                        RawFormat.toRaw(RawFormat.source(schema.table()), rows),
                        changes.rowSize())
                .stream()
                .toList();
        crashPoints.reach("after-parquet");
        Optional<TableState> committed;
        try {
            committed =
                    raw.commitUnlessPointless(before -> position(before, source).equals(recorded)
                                    && before.map(TableState::schema).equals(stored.map(TableState::schema))
                            ? Optional.of(new Proposal(
                                    "WRITE",
                                    RawFormat.rows(files),
                                    Evolution.changed(raw, schema),
                                    files,
                                    List.of(),
                                    Map.of(
                                            source.toString(),
                                            recorded.orElse(end).max(end).value()),
                                    true,
                                    true))
                            : Optional.empty());
        } catch (PlatformException e) {
            raw.discardUnnamed(files, e);
            throw e;
        }
        if (committed.isEmpty()) {
            DataWriter.discard(raw, files);
            return Optional.empty();
        }
        crashPoints.reach("after-raw-commit");
        return committed.map(raw::version);
    }

    /** An upsert whose files are written. */
    private record Pending(long version, Optional<DeltaSchema> changed, Upsert.Result result) {
        Proposal proposal(SourceIdentity source, Position position) {
            return result.proposal("MERGE", changed, source, position);
        }

        List<DataFile> written() {
            return result.written().stream().toList();
        }
    }

    private Pending upsert(Workspace workspace, ChangeTable changes, DeltaSchema rawSchema, Position after) {
        TableState base = processed.known().orElseThrow();
        DeltaSchema schema = Evolution.evolved(
                processed,
                changes.table()
                        .with(new TableSchema(
                                changes.columns(), changes.table().schema().key()))
                        .processedSchema(),
                rawSchema);
        Upsert.Result result = new Upsert(workspace, processed, schema, deletions, changes.rowSize())
                .apply(base.files(), changes.name(), changes.operations(), after.value());
        return new Pending(base.version(), Evolution.changed(processed, schema), result);
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
                return Optional.of(pending.proposal(source, end));
            }
            DataWriter.discard(processed, pending.written());
            Position recorded = position(before, source).orElseThrow();
            if (!isAfter(changes.lastPosition(), Optional.of(recorded))) {
                return Optional.empty();
            }
            Pending again = upsert(workspace, changes, rawSchema, recorded);
            return Optional.of(again.proposal(source, end));
        });
        crashPoints.reach("after-processed-commit");
        return committed.map(processed::version);
    }

    /** Records a position in raw, which changes nothing else. */
    void mark(CapturedTable table, SourceIdentity source, Position position) {
        processed.lock().lock();
        try {
            Optional<Position> recorded = rawPosition(source);
            if (isAfter(position.value(), recorded)) {
                raw.commitUnlessPointless(before -> isAfter(position.value(), position(before, source))
                        ? Optional.of(new Proposal(
                                "WRITE",
                                RawFormat.rows(List.of()),
                                before.isPresent() ? Optional.empty() : Optional.of(rawSchema(table)),
                                List.of(),
                                List.of(),
                                Map.of(source.toString(), position.value()),
                                false,
                                true))
                        : Optional.empty());
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
                                    && replay.lastRestart(
                                                    workspace, recorded.get().value())
                                            >= 0));
            Optional<TableVersion> made = isBehind ? replay.run(workspace, table, source, recorded) : Optional.empty();
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
            return replay.run(workspace, table, source, Optional.empty())
                    .orElseThrow(() -> new PlatformException(
                            Fault.DEFINITION,
                            "Cannot rebuild %s: %s holds no snapshot. Read the table with 'lakeward resnapshot %s'."
                                    .formatted(processed.id(), raw.id(), table.name())));
        } finally {
            workspaces.giveBack(workspace);
            processed.lock().unlock();
        }
    }

    /** Commits a snapshot: {@link SnapshotCommit#commit}. */
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
            mayLackRestart = true;
            List<TableVersion> versions = new SnapshotCommit(
                            raw, processed, replay, deletions, crashPoints, source, position)
                    .commit(workspace, rawPosition(source), rawSchema, rawFiles, processedSchema, processedFiles);
            mayLackRestart = false;
            return versions;
        } finally {
            processed.lock().unlock();
        }
    }

    /** Returns what raw's columns are to be. */
    DeltaSchema rawSchema(CapturedTable table) {
        RawFormat.check(table);
        return Evolution.restarted(raw, table.rawSchema(), DeltaSchema.NONE);
    }

    /** Returns what processed's columns are to be. */
    DeltaSchema processedSchema(CapturedTable table) {
        return Evolution.restarted(processed, table.processedSchema(), rawSchema(table));
    }

    LakeTable raw() {
        return raw;
    }

    LakeTable processed() {
        return processed;
    }
}
