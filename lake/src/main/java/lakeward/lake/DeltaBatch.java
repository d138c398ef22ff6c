package lakeward.lake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.BatchLoad;

/** A batch in temporary tables of DuckDB, which go to disk when memory is short. */
final class DeltaBatch implements BatchLoad {
    private final SourceIdentity source;
    private final Workspaces workspaces;
    private final Workspace workspace;
    private final Function<CapturedTable, CapturePair> pairs;
    private final Lock commits;
    private final Map<String, ChangeTable> tables = new LinkedHashMap<>();
    private boolean isOpen = true;

    /** @param commits is held while a batch of the source is committed */
    DeltaBatch(SourceIdentity source, Workspaces workspaces, Function<CapturedTable, CapturePair> pairs, Lock commits) {
        this.source = source;
        this.workspaces = workspaces;
        this.workspace = workspaces.lend();
        this.pairs = pairs;
        this.commits = commits;
    }

    @Override
    public void append(Changes changes) {
        if (!changes.isEmpty()) {
            tables.computeIfAbsent(changes.table().name(), name -> new ChangeTable(workspace, changes.table()))
                    .append(changes);
        }
    }

    @Override
    public List<TableVersion> commit(Position end) {
        commits.lock();
        try {
            List<TableVersion> versions = new ArrayList<>();
            for (ChangeTable changes : tables.values()) {
                versions.addAll(pairs.apply(changes.table()).apply(workspace, changes, source, end));
            }
            versions.sort(Comparator.comparing(TableVersion::table));
            return versions;
        } finally {
            commits.unlock();
        }
    }

    @Override
    public void close() {
        if (isOpen) {
            isOpen = false;
            tables.values().forEach(ChangeTable::close);
            workspaces.giveBack(workspace);
        }
    }
}
