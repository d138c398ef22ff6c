package lakeward.core.port;

import lakeward.core.platform.CapturedTable;

/** Compares what stands in the lake with rows read elsewhere. Safe for use by many threads. */
public interface TableComparer {
    /** Starts to compare a version of a table's processed table. */
    RowComparison begin(CapturedTable table, long version);
}
