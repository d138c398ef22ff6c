package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path directory;

    @Test
    void dataOutlivesTheProcessAndAKill() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            execute(server, "CREATE TABLE t (id int PRIMARY KEY)");
            execute(server, "INSERT INTO t VALUES (1)");
            ProcessHandle postmaster =
                    ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().get(10, TimeUnit.SECONDS);
        }

        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            assertThat(one(server, "SELECT count(*) FROM t")).isEqualTo("1");
            assertThat(one(server, "SHOW fsync")).isEqualTo("on");
            assertThat(one(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(one(server, "SHOW wal_level")).isEqualTo("logical");
        }
    }

    @Test
    void serverLeftBehindIsReplacedAndKeepsItsPort() {
        EmbeddedPostgres orphan = EmbeddedPostgres.start(directory, "app", 0);
        long pid = orphan.pid().orElseThrow();

        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            assertThat(server.pid().orElseThrow()).isNotEqualTo(pid);
            assertThat(server.port()).isEqualTo(orphan.port());
            // Where nobody reaps it, it stays in the list of processes, but without a command line.
            assertThat(ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()))
                    .isEmpty();
        }
    }

    @Test
    @Timeout(60)
    void killedProcessLeavesNoServerRunning() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + System.getProperty("user.home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long pid;
        try (var output = process.inputReader()) {
            pid = Long.parseLong(output.readLine());
            process.destroyForcibly().waitFor();
        }

        // Where nobody reaps it, it stays in the list of processes, but without a command line.
        while (ProcessHandle.of(pid)
                .flatMap(server -> server.info().commandLine())
                .isPresent()) {
            Thread.onSpinWait();
        }
    }

    /** Starts a server, prints its process id and waits to be killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) throws Exception {
            EmbeddedPostgres server = EmbeddedPostgres.start(Path.of(args[0]), "app", 0);
            System.out.println(server.pid().orElseThrow());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void passwordIsForTheOwnerAloneAndIsAskedFor() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            Path file = directory.resolve("password");
            PostgresSettings wrong = PostgresSettings.of(
                    server.url(), new lakeward.core.platform.Secret("guess"), "s", "p", java.util.Optional.empty());

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThatThrownBy(() -> new Connections(wrong).open())
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(
                            "Cannot connect to PostgreSQL at 127.0.0.1:%d, database 'app', as 'lakeward': password authentication failed for user \"lakeward\". Check that it runs there and lets this user in."
                                    .formatted(server.port()));
        }
    }

    @Test
    void migrationsRunOnceInOrder(@TempDir Path migrations) throws Exception {
        Files.writeString(migrations.resolve("002_rows.sql"), "INSERT INTO t VALUES ('a?b:c'); SELECT 1;");
        Files.writeString(migrations.resolve("001_tables.sql"), "CREATE TABLE t (x text);\n-- no more\n");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, "app", 0)) {
            server.migrate(migrations);
            server.migrate(migrations);

            assertThat(one(server, "SELECT string_agg(x, ',') FROM t")).isEqualTo("a?b:c");

            Files.writeString(migrations.resolve("003_broken.sql"), "DELETE FROM t; SELECT 1/0;");
            assertThatThrownBy(() -> server.migrate(migrations))
                    .hasMessage("Cannot run migration %s: division by zero. Nothing of it was done; correct it."
                            .formatted(migrations.resolve("003_broken.sql")));
            assertThat(one(server, "SELECT count(*) FROM t")).isEqualTo("1");
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.connections().open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.connections().open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
