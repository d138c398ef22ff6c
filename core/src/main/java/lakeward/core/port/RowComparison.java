package lakeward.core.port;

import lakeward.core.platform.Changes;

/** Rows on their way to be compared. Safe for use by many threads until it is finished. */
public interface RowComparison extends AutoCloseable {
    /** Takes rows in, as changes of operation SNAPSHOT; afterwards the changes may be used again. */
    void append(Changes rows);

    /** Compares every row given with those of the version, value by value, exact texts included. */
    Difference finish();

    @Override
    void close();
}
