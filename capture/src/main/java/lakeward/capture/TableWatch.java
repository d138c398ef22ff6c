package lakeward.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.SourceTable;

/** Looks at the catalog beside the log, for what the log does not tell. */
final class TableWatch implements AutoCloseable {
    private final Connections connections;
    private final Map<SourceTable, String> stopped = new ConcurrentHashMap<>();

    TableWatch(Connections connections) {
        this.connections = connections;
    }

    /** Returns what becomes of a table that the log describes so from now on. */
    Drift drift(CapturedTable table, Relation relation) {
        try (Connection connection = connections.open()) {
            Optional<PostgresTable> now = Optional.ofNullable(
                    new Catalog(connection).tables(List.of(table.source())).get(table.source()));
            return Drift.of(table, Map.of(), relation, now, Optional.empty());
        } catch (SQLException e) {
            throw connections.failed("read the columns of '%s'".formatted(table), e);
        }
    }

    /** Returns which tables can't go on, and why. */
    Map<SourceTable, String> stopped() {
        return stopped;
    }

    /** Watches the table from now on, as it is now. */
    void include(CapturedTable table) {
        stopped.remove(table.source());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
