package lakeward.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Notes notes;
    private final Duration maxWait;
    private final AtomicReference<TableWatch> watch = new AtomicReference<>();

    public PostgresSource(PostgresSettings settings) {
        this(settings, CaptureSettings.DEFAULT.maxWait());
    }

    /**
     * @param maxWait how long a new slot or snapshot waits for transactions that began before it, and a feed for a commit
     *     that it has read to show in the catalog
     */
    public PostgresSource(PostgresSettings settings, Duration maxWait) {
        this.maxWait = maxWait;
        this.settings = settings;
        this.connections = new Connections(settings);
        this.notes = new Notes(settings.notes());
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
    public String description() {
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            // Packagers add the name of their distribution.
            return "PostgreSQL %s, %s".formatted(row.getString(1).split(" ", 2)[0], settings.server());
        } catch (SQLException e) {
            throw connections.failed("read the server's version", e);
        }
    }

    @Override
    public List<Finding> diagnose(Collection<SourceTable> tables) {
        return new Diagnosis(connections).of(tables);
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
        return new LogKeeping(connections, notes).keep(tables, stored, maxWait);
    }

    @Override
    public SourceSnapshot snapshot() {
        return PostgresSnapshot.open(connections, maxWait, this::observe);
    }

    /** While a feed is open, it knows which snapshots count. */
    private void observe(PostgresSnapshot.Observed observed) {
        TableWatch watching = watch.get();
        if (watching != null) {
            watching.observe(observed);
        } else {
            notes.put(TableWatch.SHAPE, observed.table(), observed.shape().toString());
            new ColumnHistory(notes)
                    .restart(
                            observed.table(),
                            observed.position(),
                            observed.shape().numbers());
        }
    }

    @Override
    public ChangeFeed follow(Map<CapturedTable, Position> tables, CaptureSettings capture) {
        Position start = tables.values().stream().min(Position::compareTo).orElse(Position.START);
        TableWatch watching = new TableWatch(connections, notes, tables, maxWait);
        try {
            LogStream stream = new LogStream(connections, start);
            watch.set(watching);
            return new PostgresFeed(stream, watching, tables, capture, () -> watch.compareAndSet(watching, null));
        } catch (RuntimeException e) {
            watching.close();
            throw e;
        }
    }

    @Override
    public Optional<KeptLog> keptLog() {
        return new LogKeeping(connections, notes).keptLog();
    }

    @Override
    public void detach() {
        new LogKeeping(connections, notes).detach();
    }

    @Override
    public void close() {
        // Every call closes its own connections.
    }
}
