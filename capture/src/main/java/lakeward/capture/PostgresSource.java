package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Finding;
import lakeward.core.port.KeptLog;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;

/** A PostgreSQL 14 to 18 whose tables are captured by logical replication. Making one connects to nothing. */
public final class PostgresSource implements Source {
    private final PostgresSettings settings;
    private final Connections connections;

    public PostgresSource(PostgresSettings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    @Override
    public SourceIdentity identity() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT system_identifier FROM pg_control_system()")) {
            row.next();
            return new SourceIdentity(row.getString(1), settings.database(), settings.slot());
        } catch (SQLException e) {
            throw connections.failed("read the server's identity", e);
        }
    }

    @Override
    public List<Finding> diagnose(Collection<SourceTable> tables) {
        return List.of();
    }

    @Override
    public Map<SourceTable, TableSchema> schemas(Collection<SourceTable> tables) {
        try (Connection connection = connections.open()) {
            Catalog catalog = new Catalog(connection);
            Map<SourceTable, TableSchema> schemas = new LinkedHashMap<>();
            (tables.isEmpty() ? catalog.tables() : catalog.tables(tables))
                    .forEach((name, table) -> schemas.put(name, table.schema()));
            return schemas;
        } catch (SQLException e) {
            throw connections.failed("read the tables' columns", e);
        }
    }

    @Override
    public Position keepLog(Collection<SourceTable> tables, Optional<Position> stored) {
        return new LogKeeping(connections).keep(tables, stored);
    }

    @Override
    public SourceSnapshot snapshot() {
        return PostgresSnapshot.open(connections);
    }

    @Override
    public ChangeFeed follow(Map<CapturedTable, Position> tables, CaptureSettings capture) {
        Position start = tables.values().stream().min(Position::compareTo).orElse(Position.START);
        TableWatch watch = new TableWatch(connections);
        return new PostgresFeed(new LogStream(connections, start), watch, tables, capture);
    }

    @Override
    public Optional<KeptLog> keptLog() {
        return new LogKeeping(connections).slot();
    }

    @Override
    public void detach() {
        new LogKeeping(connections).drop();
    }

    @Override
    public void close() {
        // Every call closes its own connections.
    }
}
