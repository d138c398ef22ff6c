package lakeward.runtime;

import java.util.Map;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;

/**
 * The tables of one database at one position: all transactions up to it, none after it.
 *
 * @param versions the version of each raw and processed table
 */
record Cut(SourceIdentity source, Position position, Map<TableId, Long> versions) {
    Cut {
        versions = Map.copyOf(versions);
    }
}
