package lakeward.core.port;

import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;

/** Takes what a feed reads. Called by the thread that reads. */
public interface ChangeReceiver {
    /**
     * Takes changes of one table, which follow on earlier ones in source order. The receiver owns them until it gives
     * them back. When the table's columns differ from those seen before, the source's table has evolved.
     */
    void changes(Changes changes);

    /**
     * Learns that a table's changes end here, because old rows changed without a trace in the log or can't be told.
     *
     * @param at the last position up to which the table's changes were delivered
     * @param why what happened and the ways on, as an error message
     */
    void stopped(CapturedTable table, Position at, String why);
}
