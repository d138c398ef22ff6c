package lakeward.runtime;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;

/**
 * The tables of one database at one position: all transactions up to it, none after it.
 *
 * @param committedAt when its newest transaction was committed at the source, if the batch that ended here had one
 * @param versions the version of each raw and processed table
 * @param behind tables that do not show this position, each with a phrase for why: {@code is stopped}
 */
record Cut(
        SourceIdentity source,
        Position position,
        Optional<Instant> committedAt,
        Map<TableId, Long> versions,
        Map<TableId, String> behind) {
    Cut {
        versions = Map.copyOf(versions);
        behind = Map.copyOf(behind);
    }

    /** Whether a run over this would read what a run over the other one reads. */
    boolean showsTheSameAs(Cut other) {
        return versions.equals(other.versions) && behind.equals(other.behind);
    }
}
