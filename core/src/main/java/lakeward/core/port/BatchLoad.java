package lakeward.core.port;

import java.util.List;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableVersion;

/** A batch on its way into the lake. For use by one thread. */
public interface BatchLoad extends AutoCloseable {
    /** Takes the changes in; afterwards they may be used again. A batch larger than memory goes to disk. */
    void append(Changes changes);

    /**
     * Commits the changes to each table's raw and processed table, each in one commit that records {@code end}. Tables
     * without changes are not touched. Values that the source left out as unchanged are taken from the row before.
     *
     * @return the new versions
     * @throws UnfitChangesException if an unchanged value, or a row that is changed, has no row before it: its table must
     *     be read anew; nothing of the table was written
     */
    List<TableVersion> commit(Position end);

    /** Forgets what was not committed. */
    @Override
    void close();
}
