package lakeward.runtime;

import java.time.Instant;
import java.util.List;
import lakeward.core.platform.Position;
import lakeward.core.port.Difference;

/**
 * Source and lake of one database side by side.
 *
 * @param position the place in the source's log at which both were taken
 * @param takenAt when
 * @param seconds how long it took
 */
public record Comparison(
        String database, Position position, Instant takenAt, List<TableComparison> tables, double seconds) {
    public Comparison {
        tables = List.copyOf(tables);
    }

    /** One table's part. */
    public record TableComparison(String table, Difference difference) {}

    /** Whether every row is equal. */
    public boolean balanced() {
        return tables.stream().allMatch(table -> table.difference().isNone());
    }

    /** Returns how many rows the source has in all. */
    public long rows() {
        return tables.stream()
                .mapToLong(table -> table.difference().sourceRows())
                .sum();
    }
}
