package lakeward.core.port;

import java.time.Duration;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;

/**
 * The log of a source, cut into batches. {@link #next} is called by one thread; every other method by any.
 */
public interface ChangeFeed extends AutoCloseable {
    /**
     * Reads up to the end of the next batch, which is a transaction's end and one position for all tables. Returns after
     * about {@link CaptureSettings#maxDelay} also when nothing happened, with the position reached. A transaction that is
     * larger than memory arrives in several pieces.
     *
     * @throws lakeward.core.platform.PlatformException if the source can't be followed any more; fault ENVIRONMENT if
     *     opening a new feed may help
     */
    BatchEnd next(ChangeReceiver receiver);

    /** Gives back changes that were received and are no longer needed, so that their memory is used again. */
    void recycle(Changes changes);

    /** Tells the source that everything up to this position is stored and need not be kept. Later positions win. */
    void confirm(Position stored);

    /**
     * Begins no further transaction until {@link #release}, so that a position of the source taken meanwhile is not passed.
     *
     * @return whether it holds; false if the transaction that is being read did not end in time
     */
    boolean hold(Duration patience);

    /** Ends what {@link #hold} began. */
    void release();

    /** Ends a batch at exactly this position, if it is not passed yet; batches that end earlier are not affected. */
    void endBatchAt(Position position);

    /** Delivers the table's changes from now on, also if it was stopped. */
    void include(CapturedTable table);

    @Override
    void close();
}
