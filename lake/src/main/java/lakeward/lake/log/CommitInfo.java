package lakeward.lake.log;

import java.time.Instant;
import java.util.Map;
import lakeward.core.platform.Position;

/**
 * What a commit says of itself.
 *
 * @param positions how far each source's log is by it; empty if it moved none
 */
public record CommitInfo(
        long version,
        Instant committedAt,
        String operation,
        Map<String, String> metrics,
        Map<String, Position> positions) {
    public CommitInfo {
        positions = Map.copyOf(positions);
        metrics = Map.copyOf(metrics);
    }
}
