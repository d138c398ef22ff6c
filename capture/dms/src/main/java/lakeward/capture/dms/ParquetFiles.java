package lakeward.capture.dms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.TableSchema;
import lakeward.duckdb.DuckDb;
import org.duckdb.DuckDBConnection;

/** Reads Parquet files, one after another, by way of copies in a directory of its own. DuckDB is opened with the first. */
final class ParquetFiles implements AutoCloseable {
    private static final ByteSize MEMORY = ByteSize.mebibytes(512);

    private Path directory;
    private DuckDb duckdb;
    private DuckDBConnection connection;

    /**
     * Opens a file. The one before must have been read.
     *
     * @throws UnreadableException if it is none of the table's
     */
    ParquetRows open(byte[] content, TableSchema schema) {
        try {
            if (directory == null) {
                directory = Files.createTempDirectory("lakeward-dms");
                duckdb = DuckDb.open(spill(), MEMORY, 1);
            }
            if (connection != null) {
                connection.close();
            }
            connection = duckdb.connection();
            return new ParquetRows(connection, Files.write(copy(), content), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new UnreadableException("DuckDB says: %s".formatted(e.getMessage()));
        }
    }

    private Path copy() {
        return directory.resolve("load.parquet");
    }

    private Path spill() {
        return directory.resolve("spill");
    }

    @Override
    public void close() {
        if (directory == null) {
            return;
        }
        try {
            if (connection != null) {
                connection.close();
            }
            if (duckdb != null) {
                duckdb.close();
            }
            for (Path path : List.of(copy(), spill(), directory)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
