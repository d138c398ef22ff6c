package lakeward.core.port;

import java.util.Map;
import lakeward.core.platform.TableVersion;

/**
 * What a table's log says of one commit.
 *
 * @param operation for example {@code WRITE}, {@code MERGE} or {@code OPTIMIZE}
 * @param metrics figures of the commit, by Delta's names where Delta has one, for example {@code numOutputRows}
 */
public record Commit(TableVersion version, String operation, Map<String, String> metrics) {
    public Commit {
        metrics = Map.copyOf(metrics);
    }
}
