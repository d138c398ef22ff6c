package lakeward.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Secret;
import lakeward.core.port.Document;

/**
 * A PostgreSQL that this process starts and stops; in every other way the real one. It listens on the loopback address,
 * asks for a password, and keeps what it acknowledged over a power cut.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The server's superuser. */
    public static final String USER = "lakeward";

    private final PostgresProcess process;
    private final Secret password;
    private final String database;

    private EmbeddedPostgres(PostgresProcess process, Secret password, String database) {
        this.process = process;
        this.password = password;
        this.database = database;
    }

    /**
     * Starts a server on a directory, which is made on first use: {@code data}, {@code password} (mode 0600) and
     * {@code postgres.log} are in it.
     *
     * @param database made on first use
     * @param port where to listen, or 0 for any free port, the same as before if that is free
     * @throws lakeward.core.platform.PlatformException if it does not start
     */
    public static EmbeddedPostgres start(Path directory, String database, int port) {
        return start(PostgresBinaries.ofClassPath(), directory, database, port);
    }

    static EmbeddedPostgres start(PostgresBinaries binaries, Path directory, String database, int port) {
        Path home = directory.toAbsolutePath();
        Secret password = password(home);
        Path data = home.resolve("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            make(binaries, home, data, password);
        }
        EmbeddedPostgres server = new EmbeddedPostgres(PostgresProcess.start(binaries, data, port), password, database);
        try {
            server.own().make();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Returns where it is, in the form of the definition: {@code postgresql://user@host:port/database}. */
    public String url() {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(USER, port(), database);
    }

    public int port() {
        return process.port();
    }

    public Secret password() {
        return password;
    }

    /** Returns the settings with which a {@link PostgresSource} captures it. */
    public PostgresSettings settings(String slot, String publication, Optional<Document> notes) {
        return new PostgresSettings("127.0.0.1", port(), database, USER, password, slot, publication, Map.of(), notes);
    }

    /** Runs the folder's SQL files as {@link OwnDatabase#migrate} does. */
    public void migrate(Path folder) {
        own().migrate(folder);
    }

    /** Returns the server's process id, or empty if it is not running. */
    public Optional<Long> pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }

    Connections connections() {
        return new Connections(settings("none", "none", Optional.empty()));
    }

    private OwnDatabase own() {
        return new OwnDatabase(settings("none", "none", Optional.empty()));
    }

    /** Makes the data directory beside its place first, so that one cut short is never taken for a whole one. */
    private static void make(PostgresBinaries binaries, Path home, Path data, Secret password) {
        try {
            Path unfinished = home.resolve("data.unfinished");
            Directories.delete(unfinished);
            PostgresProcess.initialize(binaries, unfinished, USER, password);
            Directories.delete(data);
            Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Secret password(Path home) {
        Path file = home.resolve("password");
        try {
            Files.createDirectories(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                Path unfinished = home.resolve("password.unfinished");
                Files.deleteIfExists(unfinished);
                Files.createFile(
                        unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(unfinished, HexFormat.of().formatHex(random));
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return new Secret(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
