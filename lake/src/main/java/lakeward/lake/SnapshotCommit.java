package lakeward.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableState;

/** Makes a snapshot's files the content of raw, after a restart, and of processed. */
final class SnapshotCommit {
    private final LakeTable raw;
    private final LakeTable processed;
    private final RawReplay replay;
    private final Deletions deletions;
    private final CrashPoints crashPoints;
    private final SourceIdentity source;
    private final Position position;

    SnapshotCommit(
            LakeTable raw,
            LakeTable processed,
            RawReplay replay,
            Deletions deletions,
            CrashPoints crashPoints,
            SourceIdentity source,
            Position position) {
        this.raw = raw;
        this.processed = processed;
        this.replay = replay;
        this.deletions = deletions;
        this.crashPoints = crashPoints;
        this.source = source;
        this.position = position;
    }

    /**
     * Commits a snapshot, under processed's lock.
     *
     * @param recorded raw's position
     * @param rawFiles its rows and a restart before them
     * @param processedFiles its rows
     */
    List<TableVersion> commit(
            Workspace workspace,
            Optional<Position> recorded,
            DeltaSchema rawSchema,
            List<DataFile> rawFiles,
            DeltaSchema processedSchema,
            List<DataFile> processedFiles) {
        if (recorded.isPresent() && replay.lastRestart(workspace, position.value()) >= 0) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot load a snapshot of %s at %s: %s holds one of a later moment. Take a new snapshot."
                            .formatted(processed.id(), position, raw.id()));
        }
        List<TableVersion> versions = new ArrayList<>();
        TableState stored = raw.commit(before -> {
            // The positions of another source can't be compared with this one's: its changes make room.
            List<DataFile> others = recorded.isEmpty()
                    ? before.map(state -> List.copyOf(state.files())).orElse(List.of())
                    : List.of();
            return new Proposal(
                    "WRITE",
                    RawFormat.rows(rawFiles),
                    Evolution.changed(raw, rawSchema),
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
        versions.add(overwrite(workspace, recorded, stored, processedSchema, processedFiles));
        crashPoints.reach("after-processed-commit");
        return versions;
    }

    private TableVersion overwrite(
            Workspace workspace,
            Optional<Position> recorded,
            TableState stored,
            DeltaSchema schema,
            List<DataFile> files) {
        List<DataFile> added = new ArrayList<>(files);
        Map<String, String> metrics = new TreeMap<>(RawFormat.rows(files));
        if (recorded.isPresent() && recorded.get().isAfter(position)) {
            String changes = workspace.newName("replayed");
            try {
                Set<Operation> operations = replay.load(workspace, changes, stored, position.value());
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
                Evolution.changed(processed, schema),
                added,
                before.map(state -> List.copyOf(state.files())).orElse(List.of()),
                Map.of(
                        source.toString(),
                        recorded.orElse(position).max(position).value()),
                true,
                false));
        return processed.version(committed);
    }
}
