package lakeward.lake.log;

import java.util.Optional;

/**
 * A Parquet file of a table's version.
 *
 * @param path relative to the table, as the log spells it
 * @param size in bytes
 * @param modifiedAt in milliseconds since 1970
 * @param rows how many it holds, deleted ones included; -1 if its statistics don't tell
 * @param newestColumn the greatest id of a column that it may hold; 0 if it was written by someone else
 * @param stats its statistics as JSON, in Delta's form; empty if it has none
 * @param deletions which of its rows are gone
 */
public record DataFile(
        String path,
        long size,
        long modifiedAt,
        long rows,
        int newestColumn,
        String stats,
        Optional<DeletionVector> deletions) {
    /** Returns how many rows are left, or -1 if statistics don't tell. */
    public long liveRows() {
        return rows < 0 ? -1 : rows - deletedRows();
    }

    public long deletedRows() {
        return deletions.map(DeletionVector::count).orElse(0L);
    }

    /** Returns the same file with these rows gone instead. */
    public DataFile with(DeletionVector newDeletions) {
        String wide = stats.replace("\"tightBounds\":true", "\"tightBounds\":false");
        return new DataFile(path, size, modifiedAt, rows, newestColumn, wide, Optional.of(newDeletions));
    }
}
