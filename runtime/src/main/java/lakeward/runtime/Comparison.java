package lakeward.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
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

    /**
     * One table's part.
     *
     * @param difference empty if the table was not compared, because the lake does not follow it
     * @param why why it was not compared: {@code is stopped}; empty text if it was
     */
    public record TableComparison(String table, Optional<Difference> difference, String why) {
        static TableComparison of(CapturedTable table, Difference difference) {
            return new TableComparison(table.toString(), Optional.of(difference), "");
        }

        static TableComparison without(CapturedTable table, String why) {
            return new TableComparison(table.toString(), Optional.empty(), why);
        }
    }

    /** Whether every table was compared and every row is equal. */
    public boolean isBalanced() {
        return tables.stream()
                .allMatch(table -> table.difference().filter(Difference::isNone).isPresent());
    }

    /** Returns what came out for each table that was compared. */
    public Stream<Difference> differences() {
        return tables.stream().flatMap(table -> table.difference().stream());
    }

    /** Returns how many rows the source has in all that was compared. */
    public long rows() {
        return differences().mapToLong(Difference::sourceRows).sum();
    }
}
