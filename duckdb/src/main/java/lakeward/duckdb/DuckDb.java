package lakeward.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.duckdb.DuckDBConnection;

/**
 * One DuckDB in this process, in memory: it reads and writes Parquet files and holds what is worked on. What does not fit
 * in its memory goes to its temporary directory. Safe for use by many threads, each with its own connection.
 */
public final class DuckDb implements AutoCloseable {
    private final Path temporary;
    private final DuckDBConnection root;

    private DuckDb(Path temporary, DuckDBConnection root) {
        this.temporary = temporary;
        this.root = root;
    }

    /**
     * Opens a DuckDB.
     *
     * @param temporary where it spills to; made if missing, and its content may be deleted while none is open
     * @param memory how much it may hold before it spills
     * @param threads how many threads it works with, 1 or more
     */
    public static DuckDb open(Path temporary, ByteSize memory, int threads) {
        NativeLibrary.use();
        Properties settings = new Properties();
        settings.setProperty("threads", Integer.toString(threads));
        settings.setProperty("memory_limit", memory.bytes() / 1024 + "KiB");
        settings.setProperty("temp_directory", temporary.toAbsolutePath().toString());
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        try {
            Files.createDirectories(temporary);
            return new DuckDb(temporary, DuckDBConnection.newConnection("jdbc:duckdb:", false, settings));
        } catch (IOException | SQLException e) {
            throw failed(temporary, e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens another one that shares nothing with this but the disk it spills to. */
    public DuckDb beside(String name, ByteSize memory, int threads) {
        return open(temporary.resolve(name), memory, threads);
    }

    /** Returns a connection of its own to this DuckDB, with UTC as its time zone. The caller closes it. */
    public DuckDBConnection connection() throws SQLException {
        DuckDBConnection connection = root.duplicate();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set TimeZone = 'UTC'");
        }
        return connection;
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw new PlatformException(
                    Fault.ENGINE, "Cannot close DuckDB: %s. Report it.".formatted(e.getMessage()), e);
        }
    }

    private static PlatformException failed(Path temporary, Exception e) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot open DuckDB: %s. See whether %s can be written.".formatted(e.getMessage(), temporary),
                e);
    }
}
