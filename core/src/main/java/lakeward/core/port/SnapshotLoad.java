package lakeward.core.port;

import java.util.List;
import lakeward.core.platform.Changes;
import lakeward.core.platform.TableVersion;

/** A table's snapshot on its way into the lake. Safe for use by many threads until it is committed. */
public interface SnapshotLoad extends AutoCloseable {
    /** Takes rows in, as changes of operation SNAPSHOT, which must stay as they are until the commit. */
    void append(Changes rows);

    /**
     * Commits the rows to raw, after a RESTART, and makes them and what raw holds after their position the content of
     * processed, in one commit each.
     */
    List<TableVersion> commit();

    /** Forgets what was not committed. */
    @Override
    void close();
}
