package lakeward.observe;

import java.time.Instant;
import lakeward.core.platform.Event;
import lakeward.core.platform.Position;

/** What is known of one database. */
final class DatabaseLine {
    private final String name;
    private final Rate changes;
    private String description = "";
    private String state = "opening";
    private String slot = "";
    private String position = "";
    private String balanced = "";
    private String problem = "";
    private long keptBytes;
    private Instant reachedEndAt;
    private double latency;

    DatabaseLine(String name, Instant now) {
        this.name = name;
        this.changes = new Rate(now);
        this.reachedEndAt = now;
    }

    void reached(Event.DatabaseReached event) {
        description = event.description();
        state = "open";
        problem = "";
    }

    void lost(Event.DatabaseLost event) {
        state = "lost";
        problem = event.why();
    }

    void following(Event.FollowingBegun event) {
        slot = event.slot();
        position = event.position().toString();
        state = "following";
        problem = "";
        reachedEndAt = event.at();
    }

    void committed(Event.BatchCommitted event) {
        position = event.position().toString();
        reachedEndAt = event.at();
        latency = event.committedAt()
                .map(committed -> Seconds.between(committed, event.at()))
                .orElse(0.0);
        changes.add(
                event.at(),
                event.changes().values().stream().mapToLong(Long::longValue).sum());
    }

    void measured(Event.LagMeasured event) {
        keptBytes = event.kept().bytes();
    }

    void verified(Position at) {
        balanced = at.toString();
    }

    /** Returns how far the lake is behind: what its last commit took, or for how long there was none. */
    double lag(Instant now) {
        return Math.max(latency, Seconds.between(reachedEndAt, now) - 1);
    }

    long keptBytes() {
        return keptBytes;
    }

    Status.DatabaseStatus status(Instant now) {
        return new Status.DatabaseStatus(
                name,
                description,
                state,
                position,
                slot,
                lag(now),
                keptBytes,
                changes.perSecond(now),
                changes.total(),
                balanced,
                problem);
    }
}
