package lakeward.lake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CrashPoints;
import lakeward.core.port.Maintenance;
import lakeward.lake.log.TableState;

/** Looks after one table. Safe for use by many threads: while one is at it, others do nothing. */
final class Maintainer {
    /** How many commits are read by whoever opens the table, at most. */
    private static final int COMMITS_PER_CHECKPOINT = 100;
    /** Files that a reader of this process may have just been told of stay at least as long. */
    private static final Duration LEAST_KEPT = Duration.ofMinutes(5);

    private static final Duration BETWEEN_EXPIRIES = Duration.ofSeconds(30);

    private final LakeTable table;
    private final Compaction compaction;
    private final Expiry expiry;
    private final CrashPoints crashPoints;
    private final Clock clock;
    private final ReentrantLock busy = new ReentrantLock();
    private Optional<Long> lastCheckpoint = Optional.empty();
    private Instant nextExpiry = Instant.MIN;

    /** @param opened when this process opened the lake: files from before that no version names are nobody's */
    Maintainer(
            LakeTable table,
            Duration kept,
            Supplier<Instant> opened,
            Compaction compaction,
            Clock clock,
            CrashPoints crashPoints) {
        this.table = table;
        this.compaction = compaction;
        this.clock = clock;
        Duration safe = kept.compareTo(LEAST_KEPT) < 0 ? LEAST_KEPT : kept;
        this.crashPoints = crashPoints;
        this.expiry = new Expiry(table, safe, opened, crashPoints);
    }

    Maintenance run() {
        if (!busy.tryLock()) {
            return Maintenance.NOTHING;
        }
        try {
            Optional<TableState> state = table.state();
            if (state.isEmpty()) {
                return Maintenance.NOTHING;
            }
            int compacted = compaction.run(table, state.get());
            boolean checkpointed = checkpoint(state.get().version());
            Expiry.Removed removed = expire();
            return new Maintenance(compacted, removed.files(), new ByteSize(removed.bytes()), checkpointed);
        } finally {
            busy.unlock();
        }
    }

    private boolean checkpoint(long version) {
        if (lastCheckpoint.isEmpty()) {
            Long found = table.log().checkpoints().floor(version);
            lastCheckpoint = Optional.of(found == null ? 0 : found);
        }
        if (version - lastCheckpoint.get() < COMMITS_PER_CHECKPOINT) {
            return false;
        }
        table.log().checkpoint(version);
        crashPoints.reach("mid-checkpoint");
        lastCheckpoint = Optional.of(version);
        return true;
    }

    private Expiry.Removed expire() {
        Instant now = clock.instant();
        if (now.isBefore(nextExpiry)) {
            return new Expiry.Removed(0, 0);
        }
        nextExpiry = now.plus(BETWEEN_EXPIRIES);
        return expiry.run(now);
    }
}
