package lakeward.lake;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import lakeward.duckdb.DuckDb;

/** Lends connections to DuckDB. Safe for use by many threads. */
final class Workspaces implements AutoCloseable {
    private final DuckDb duckdb;
    private final ConcurrentLinkedDeque<Workspace> idle = new ConcurrentLinkedDeque<>();

    Workspaces(DuckDb duckdb) {
        this.duckdb = duckdb;
    }

    Workspace lend() {
        Workspace workspace = idle.pollFirst();
        if (workspace != null) {
            return workspace;
        }
        try {
            return new Workspace(duckdb.connection());
        } catch (SQLException e) {
            throw LakeFailure.of("connect to DuckDB", e);
        }
    }

    /** Takes one back whose temporary tables are dropped. */
    void giveBack(Workspace workspace) {
        idle.addFirst(workspace);
    }

    @Override
    public void close() {
        for (Workspace workspace = idle.poll(); workspace != null; workspace = idle.poll()) {
            workspace.close();
        }
    }
}
