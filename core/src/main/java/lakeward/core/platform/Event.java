package lakeward.core.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened in the platform. What {@code status} shows is computed from events alone. */
public sealed interface Event {
    /** When it happened. */
    Instant at();

    /** The platform begins to open its parts. */
    record Opened(Instant at, String platform, String target) implements Event {}

    /** A database answers. */
    record DatabaseReached(Instant at, String database, String description) implements Event {}

    /** What opening a database or keeping it open ran into; it is tried again. */
    record DatabaseLost(Instant at, String database, String why) implements Event {}

    /** A table waits to be read whole. */
    record SnapshotBegun(Instant at, CapturedTable table, Position position, long estimatedRows) implements Event {}

    /** Rows of a table being read whole were taken in. */
    record SnapshotAdvanced(Instant at, CapturedTable table, long rows) implements Event {}

    /** A table was read whole and stands in the lake. */
    record SnapshotLoaded(Instant at, CapturedTable table, long rows, List<TableVersion> versions) implements Event {}

    /** A database's log is being followed. */
    record FollowingBegun(Instant at, String database, String slot, Position position) implements Event {}

    /**
     * A batch is in the lake.
     *
     * @param committedAt when its newest transaction committed at the source; empty for a batch without one
     * @param changes how many changes each table had
     * @param versions what was committed for it
     * @param took from the batch's end to its last commit
     */
    record BatchCommitted(
            Instant at,
            String database,
            Position position,
            Optional<Instant> committedAt,
            Map<CapturedTable, Long> changes,
            List<TableVersion> versions,
            Duration took)
            implements Event {
        public BatchCommitted {
            changes = Map.copyOf(changes);
            versions = List.copyOf(versions);
        }
    }

    /**
     * A cut of another process is seen.
     *
     * @param committedAt when its newest transaction committed at the source, if that is known
     */
    record CutSeen(Instant at, String database, Position position, Optional<Instant> committedAt) implements Event {}

    /** What the source holds back for us was looked at. */
    record LagMeasured(Instant at, String database, ByteSize kept) implements Event {}

    /** A table's rows were counted, from statistics. */
    record RowsCounted(Instant at, TableVersion version, long rows) implements Event {}

    /** A table's changes are no longer taken in; the others' are. */
    record TableStopped(Instant at, CapturedTable table, String why) implements Event {}

    /**
     * A model's table is up to date.
     *
     * @param violations how many rows broke each expectation
     */
    record ModelUpdated(
            Instant at,
            Model model,
            TableVersion version,
            Map<String, Position> positions,
            long rows,
            Map<String, Long> violations,
            Duration took)
            implements Event {
        public ModelUpdated {
            positions = Map.copyOf(positions);
            violations = Map.copyOf(violations);
        }
    }

    /** A model's run failed; it keeps its last good version. */
    record ModelFailed(Instant at, Model model, String why) implements Event {}

    /** A model can't be brought up to date until something else is; it keeps its last good version. */
    record ModelWaits(Instant at, Model model, String why) implements Event {}

    /** A table was looked after. */
    record Maintained(Instant at, TableId table, String what) implements Event {}

    /** Something that is done on the side failed; it is tried again. */
    record CareFailed(Instant at, String what, String why) implements Event {}

    /** Source and lake were compared. */
    record Verified(Instant at, String database, Position position, long rows, boolean balanced, Duration took)
            implements Event {}

    /** The platform has let go of everything. */
    record Closed(Instant at) implements Event {}
}
