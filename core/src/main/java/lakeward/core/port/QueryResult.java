package lakeward.core.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rows of an answer, read one after the other by one thread. */
public interface QueryResult extends AutoCloseable {
    /** Returns the columns' names, in order; two may be equal. */
    List<String> names();

    /** Returns the columns' types as the engine names them. */
    List<String> types();

    /**
     * Returns the next row, or empty after the last. Values are null, Boolean, Number (a BigDecimal for decimals), byte[]
     * or the value's text.
     */
    Optional<List<Object>> next();

    /** Writes all rows to a Parquet file; to be called before any row is read. */
    void writeParquet(Path file);

    @Override
    void close();
}
