package lakeward.lake;

import java.util.Optional;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.Reading;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.TableState;

/** A version of a Delta table that is being read. */
final class DeltaReading implements Reading {
    private final LakeTable table;
    private final TableState state;
    private final Workspaces workspaces;
    private Optional<LocalData> data = Optional.empty();
    private boolean isOpen = true;

    DeltaReading(LakeTable table, TableState state, Workspaces workspaces) {
        this.table = table;
        this.state = state;
        this.workspaces = workspaces;
        table.open(state.version());
    }

    @Override
    public TableVersion version() {
        return table.version(state);
    }

    @Override
    public TableSchema schema() {
        return state.schema().table();
    }

    @Override
    public long rows() {
        boolean isKnown = state.files().stream().allMatch(file -> file.rows() >= 0);
        if (isKnown) {
            return state.files().stream().mapToLong(DataFile::liveRows).sum();
        }
        Workspace workspace = workspaces.lend();
        try {
            return workspace.number("select count(*) from " + relation());
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    @Override
    public synchronized String relation() {
        // Not before it is asked for: a reading may be of the numbers alone.
        if (data.isEmpty()) {
            data = Optional.of(table.hold(state.files()));
        }
        return "(" + Relations.query(data.get(), state.schema(), state.files()) + ")";
    }

    @Override
    public synchronized void close() {
        if (isOpen) {
            isOpen = false;
            data.ifPresent(LocalData::close);
            table.close(state.version());
        }
    }
}
