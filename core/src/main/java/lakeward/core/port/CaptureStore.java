package lakeward.core.port;

import java.util.Optional;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;

/**
 * Keeps captured tables: each change in a raw table, the current state in a processed one. A position is recorded in the
 * same commit as the rows up to it. Safe for use by many threads; batches of one source are committed one at a time, in
 * order. When another writer committed first, the implementation reads what it did and tries again.
 */
public interface CaptureStore {
    /** Returns up to where the table's changes are stored in raw, or empty if there is nothing of this source. */
    Optional<Position> rawPosition(CapturedTable table, SourceIdentity source);

    /** Returns up to where processed shows the source, or empty until a snapshot was loaded. May be behind or ahead of raw. */
    Optional<Position> processedPosition(CapturedTable table, SourceIdentity source);

    /**
     * Starts a batch. Changes of a table up to its recorded position are skipped, so that a caller unsure of an earlier
     * commit repeats it, cut as it likes.
     */
    BatchLoad begin(SourceIdentity source);

    /** Starts to load a snapshot of a table at a position. Until it is committed, the table goes on as it was. */
    SnapshotLoad beginSnapshot(CapturedTable table, SourceIdentity source, Position position);

    /** Records in raw that no change of the table came up to this position. */
    void mark(CapturedTable table, SourceIdentity source, Position position);

    /** Brings processed up to raw's position, where it is behind; of no effect where no snapshot was loaded. */
    Optional<TableVersion> catchUp(CapturedTable table, SourceIdentity source);

    /** Makes processed anew from raw alone, in one commit. */
    TableVersion rebuild(CapturedTable table, SourceIdentity source);
}
