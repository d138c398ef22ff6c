package lakeward.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Runs a folder's SQL files in the order of their names, each once. */
final class Migrations {
    private static final String MAKE_RECORD = """
            CREATE SCHEMA IF NOT EXISTS _lakeward;
            CREATE TABLE IF NOT EXISTS _lakeward.migrations (
                name text PRIMARY KEY,
                sha256 text NOT NULL,
                ran_at timestamptz NOT NULL DEFAULT now())""";

    /** Held while migrations run, by their connection; the number means nothing. */
    private static final long LOCK = 0x6c61_6b65_7761_7264L;

    /** A migration may build an index. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Connections connections;

    Migrations(Connections connections) {
        this.connections = connections;
    }

    void run(Path folder) {
        try (Connection connection = connections.openPatient(LONGEST);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(LOCK));
            statement.execute(MAKE_RECORD);
            Map<String, String> ran = ran(statement);
            connection.setAutoCommit(false);
            for (Path file : filesOf(folder)) {
                String name = file.getFileName().toString();
                String sql = Files.readString(file, StandardCharsets.UTF_8);
                String before = ran.get(name);
                if (before == null) {
                    run(connection, file, sql);
                } else if (!before.equals(sha256(sql))) {
                    throw new PlatformException(
                            Fault.DEFINITION,
                            "Cannot run migration %s: it was changed after it ran. Undo that and add another file."
                                    .formatted(file));
                }
            }
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot read the migrations in %s: %s. Check migrations in the definition."
                            .formatted(folder, e.getMessage()),
                    e);
        } catch (SQLException e) {
            throw connections.failed("run the migrations in " + folder, e);
        }
    }

    private static void run(Connection connection, Path file, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement record =
                        connection.prepareStatement("INSERT INTO _lakeward.migrations (name, sha256) VALUES (?, ?)")) {
            // The driver would take a ? in the file for a parameter only in a prepared statement.
            statement.setEscapeProcessing(false);
            statement.execute(sql);
            record.setString(1, file.getFileName().toString());
            record.setString(2, sha256(sql));
            record.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot run migration %s: %s. Nothing of it was done; correct it."
                            .formatted(file, Connections.reason(e)),
                    e);
        }
    }

    private static Map<String, String> ran(Statement statement) throws SQLException {
        Map<String, String> ran = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, sha256 FROM _lakeward.migrations")) {
            while (rows.next()) {
                ran.put(rows.getString(1), rows.getString(2));
            }
        }
        return ran;
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
