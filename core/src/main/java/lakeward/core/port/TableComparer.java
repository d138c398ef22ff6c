package lakeward.core.port;

import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;

/** Compares what stands in the lake with rows read elsewhere. Safe for use by many threads. */
public interface TableComparer {
    /**
     * Compares every row, value by value, exact texts included, with those of a version of the table's processed table.
     * Memory does not grow with the table; what differs is set aside on disk.
     *
     * @param source reads all rows, as changes of operation SNAPSHOT that stay as they are, and hands them over, from as
     *     many threads as it likes; it is run once, and once more if something differs
     */
    Difference compare(CapturedTable table, long version, Consumer<Consumer<Changes>> source);
}
