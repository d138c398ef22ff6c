package lakeward.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.Secret;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Source;

/** A server of one version that all tests of this process share; each test class has a database of its own there. */
final class TestServer {
    static final String NEWEST = "18";
    static final CaptureSettings QUICK = new CaptureSettings(Duration.ofMillis(100), ByteSize.mebibytes(1));

    private static final Map<String, EmbeddedPostgres> RUNNING = new ConcurrentHashMap<>();

    private final PostgresSettings settings;
    private Connection connection;

    private TestServer(PostgresSettings settings) {
        this.settings = settings;
    }

    /** Returns an empty database of this name on the server of that version. */
    static TestServer database(String version, String name) {
        EmbeddedPostgres server = RUNNING.computeIfAbsent(version, TestServer::start);
        TestServer postgres = new TestServer(settings(server, "postgres", name));
        postgres.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(name));
        postgres.execute("CREATE DATABASE %s".formatted(name));
        return new TestServer(settings(server, name, name));
    }

    /** Returns a database that is there. */
    static TestServer of(PostgresSettings settings) {
        return new TestServer(settings);
    }

    PostgresSettings settings() {
        return settings;
    }

    PostgresSource source() {
        return new PostgresSource(settings);
    }

    Connection connect() {
        return new Connections(settings).open();
    }

    synchronized void execute(String... statements) {
        try (Statement statement = shared().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** Does the statements in one transaction, and returns a position after it. */
    synchronized Position commit(String... statements) {
        try (Statement statement = shared().createStatement()) {
            statement.execute("BEGIN");
            for (String sql : statements) {
                statement.execute(sql);
            }
            statement.execute("COMMIT");
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
        return position();
    }

    /** Returns the end of the log as far as it is on disk, which every commit is; what is not there yet no one can read. */
    Position position() {
        return Position.parse(one("SELECT pg_current_wal_flush_lsn()"));
    }

    String one(String sql) {
        return strings(sql).get(0).get(0);
    }

    synchronized List<List<String>> strings(String sql) {
        try (Statement statement = shared().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private synchronized Connection shared() throws SQLException {
        if (connection == null || !connection.isValid(1)) {
            connection = new Connections(settings).openPatient(Duration.ofMinutes(5));
        }
        return connection;
    }

    /** Returns the table with its columns as they are now. */
    static CapturedTable captured(Source source, String table) {
        SourceTable name = SourceTable.parse(table);
        return new CapturedTable(
                "app", name, "app_" + name.name(), source.schemas(List.of(name)).get(name));
    }

    private static PostgresSettings settings(EmbeddedPostgres server, String database, String slot) {
        Secret password = server.password();
        return new PostgresSettings(
                "127.0.0.1",
                server.port(),
                database,
                EmbeddedPostgres.USER,
                password,
                "lakeward_" + slot,
                "lakeward_" + slot,
                Map.of(),
                Optional.empty());
    }

    private static EmbeddedPostgres start(String version) {
        try {
            Path directory = Files.createTempDirectory("lakeward-test-" + version);
            PostgresBinaries binaries = version.equals(NEWEST)
                    ? PostgresBinaries.ofClassPath()
                    : PostgresBinaries.ofJar(
                            Path.of("target", "postgres", version + ".jar").toAbsolutePath());
            EmbeddedPostgres server = EmbeddedPostgres.start(binaries, directory, "app", 0);
            // These databases need not outlive a power cut, and a busy disk makes each commit wait.
            new TestServer(settings(server, "app", "none"))
                    .execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                try {
                    Directories.delete(directory);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
