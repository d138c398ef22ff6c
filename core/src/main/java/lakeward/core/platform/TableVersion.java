package lakeward.core.platform;

import java.time.Instant;
import java.util.Map;

/**
 * One commit of a table.
 *
 * @param version counts from 0
 * @param committedAt when it was committed; grows with the version
 * @param positions how far each source's log is in it, by {@link SourceIdentity#toString}
 */
public record TableVersion(TableId table, long version, Instant committedAt, Map<String, Position> positions) {
    public TableVersion {
        positions = Map.copyOf(positions);
    }

    @Override
    public String toString() {
        return "%s@v%d".formatted(table, version);
    }
}
