package lakeward.lake;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.TableState;

/** Makes processed of what raw holds. */
final class RawReplay {
    private final LakeTable raw;
    private final LakeTable processed;
    private final Deletions deletions;

    RawReplay(LakeTable raw, LakeTable processed, Deletions deletions) {
        this.raw = raw;
        this.processed = processed;
        this.deletions = deletions;
    }

    /** Returns the position of the last snapshot that raw holds after this position, or -1. */
    long lastRestart(Workspace workspace, long after) {
        TableState state = raw.known().orElseThrow();
        List<DataFile> later = later(state, after);
        try (LocalData data = raw.hold(later)) {
            return workspace.number(
                    "select coalesce(max(_position), -1) from (%s) where _position > %d and _operation = 'restart'"
                            .formatted(Relations.query(data, state.schema(), later), after));
        }
    }

    /** Returns the files that may hold changes after a position: raw may be much larger than they are. */
    private static List<DataFile> later(TableState stored, long after) {
        return stored.files().stream()
                .filter(file -> Statistics.mayHold(stored.schema(), file, "_position", after + 1, Long.MAX_VALUE))
                .toList();
    }

    /**
     * Brings processed up to raw.
     *
     * @param recorded what processed shows; if nothing, it is made anew of the last snapshot and what came after it
     * @return the new version, or empty if raw holds no snapshot
     */
    Optional<TableVersion> run(
            Workspace workspace, CapturedTable table, SourceIdentity source, Optional<Position> recorded) {
        TableState stored = raw.known().orElse(null);
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
                return result.proposal(
                        recorded.isEmpty() ? "REBUILD" : "MERGE",
                        Evolution.changed(processed, schema),
                        source,
                        position);
            });
            return Optional.of(processed.version(committed));
        } finally {
            workspace.drop(changes);
        }
    }

    /** Makes a temporary table of the changes after a position. */
    Set<Operation> load(Workspace workspace, String changes, TableState stored, long after) {
        List<DataFile> later = later(stored, after);
        try (LocalData data = raw.hold(later)) {
            String rows = "(select * from (%s) where _position > %d)"
                    .formatted(Relations.query(data, stored.schema(), later), after);
            workspace.execute("create or replace temp table %s as %s"
                    .formatted(
                            changes,
                            RawFormat.fromRaw(RawFormat.source(stored.schema().table()), rows)));
        }
        return workspace.query("select distinct %s from temp.%s".formatted(RawFormat.OPERATION, changes), found -> {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            while (found.next()) {
                operations.add(Operation.of(found.getInt(1)));
            }
            return operations;
        });
    }

    private DeltaSchema processedSchema(CapturedTable table, TableState stored, Optional<TableState> before) {
        TableSchema all = table.with(new TableSchema(
                        RawFormat.source(stored.schema().table()),
                        table.schema().key()))
                .processedSchema();
        return before.map(TableState::schema)
                .orElseGet(() -> new DeltaSchema(List.of(), all.key(), 0))
                .with(all, stored.schema());
    }
}
