package lakeward.core.port;

import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;

/** All tables of a source at one moment. Safe for use by many threads; each read takes a connection of its own. */
public interface SourceSnapshot extends AutoCloseable {
    /** Returns the place in the log that this shows: every transaction up to it, none after it. */
    Position position();

    /** Returns about how many rows the table has, for progress. */
    long estimatedRows(CapturedTable table);

    /**
     * Reads a table in several ranges at once and hands over its rows as changes of operation SNAPSHOT, each at this
     * snapshot's position, with sequences that differ.
     *
     * @param receiver is called by several threads, and may keep what it is given
     * @param parallelism how many ranges are read at once, 1 or more
     * @return how many rows there were
     */
    long read(CapturedTable table, int parallelism, Consumer<Changes> receiver);

    @Override
    void close();
}
