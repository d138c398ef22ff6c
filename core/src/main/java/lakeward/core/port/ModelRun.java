package lakeward.core.port;

import java.util.Map;
import lakeward.core.platform.TableVersion;

/**
 * What a model's run made.
 *
 * @param rows how many the table has
 * @param violations how many rows broke each expectation
 */
public record ModelRun(TableVersion version, long rows, Map<String, Long> violations) {
    public ModelRun {
        violations = Map.copyOf(violations);
    }
}
