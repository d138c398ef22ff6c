package lakeward.core.port;

import java.util.Map;
import lakeward.core.platform.Model;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableId;

/** Computes models. Safe for use by many threads. */
public interface ModelEngine {
    /**
     * Computes a model from one version of each table it reads and makes the result its table's content, in one commit
     * that records the positions. Rows that break an expectation are kept, dropped or put into the model's quarantine
     * table, as the expectation says.
     *
     * @param inputs the version of each table that the model reads
     * @param positions the position of each source, by its identity, that all inputs show
     * @throws lakeward.core.platform.PlatformException if the query fails or an expectation stops it; the model's table
     *     is as it was
     */
    ModelRun run(Model model, Map<TableId, Long> inputs, Map<String, Position> positions);
}
