package lakeward.core.port;

import java.util.Map;
import lakeward.core.platform.Position;

/**
 * What takes a table's place.
 *
 * @param query in the dialect of the SQL engine in this process; its columns are the table's, in order
 * @param positions how far each source's log is in it, by {@link lakeward.core.platform.SourceIdentity#toString}
 * @param metrics figures to keep with the commit
 */
public record Replacement(String query, Map<String, Position> positions, Map<String, String> metrics) {
    public Replacement {
        positions = Map.copyOf(positions);
        metrics = Map.copyOf(metrics);
    }
}
