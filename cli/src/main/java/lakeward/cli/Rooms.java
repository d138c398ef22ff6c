package lakeward.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lakeward.core.platform.Event;
import lakeward.core.platform.Platform;

/** Tells on the screen what happens while a platform opens and runs. Safe for use by many threads. */
final class Rooms implements Consumer<Event> {
    private final Screen screen;
    private final Instant begun;
    private final CountDownLatch moved = new CountDownLatch(1);
    private final Set<String> waiting = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private boolean halted;
    private int tables;
    private int models;
    private long rows;
    private long rowsOfTable;
    private long expected;
    private Instant tableBegun = Instant.EPOCH;
    private Instant snapshotBegun = Instant.EPOCH;
    private Instant snapshotEnded = Instant.EPOCH;
    private Instant modelsBegun = Instant.EPOCH;

    Rooms(Platform platform, Screen screen, Instant begun) {
        this.screen = screen;
        this.begun = begun;
        platform.models().forEach(model -> waiting.add(model.name()));
        if (waiting.isEmpty()) {
            waiting.add("");
        }
    }

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.DatabaseReached reached) {
            tell("database " + reached.database(), reached.description(), begun, reached.at());
        } else if (event instanceof Event.FollowingBegun following) {
            tell(
                    "capture " + following.database(),
                    "slot %s, from %s".formatted(following.slot(), following.position()));
        } else if (event instanceof Event.SnapshotBegun snapshot) {
            snapshotBegun = tables == 0 ? snapshot.at() : snapshotBegun;
            rowsOfTable = 0;
            tableBegun = snapshot.at();
            expected = snapshot.estimatedRows();
        } else if (event instanceof Event.SnapshotAdvanced advanced) {
            rowsOfTable += advanced.rows();
            screen.moving("  %s%s"
                    .formatted(
                            Figures.reading(advanced.table().toString(), rowsOfTable, expected),
                            timeLeft(advanced.at())));
        } else if (event instanceof Event.SnapshotLoaded loaded) {
            tables++;
            rows += loaded.rows();
            snapshotEnded = loaded.at();
        } else if (event instanceof Event.DatabaseLost lost) {
            screen.line("  " + screen.bad("✗ " + lost.why()));
        } else if (event instanceof Event.TableStopped stopped) {
            halted = true;
            screen.line("  " + screen.bad("✗ " + stopped.why()));
        } else if (event instanceof Event.ModelFailed failed
                && failing.add(failed.model().name())) {
            screen.line("  " + screen.bad("✗ " + failed.why()));
        } else if (event instanceof Event.ModelUpdated updated) {
            failing.remove(updated.model().name());
            modelMoved(updated);
        } else if (event instanceof Event.BatchCommitted && waiting.remove("")) {
            tellSnapshot();
            moved.countDown();
        }
    }

    /** Whether a table stopped, so that data may never move through every room. */
    synchronized boolean isHalted() {
        return halted;
    }

    /** Waits until data has moved through every room; tells whether it has. */
    boolean awaitMoved(Duration patience) throws InterruptedException {
        return moved.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns how long the table will need at the pace that it had so far. */
    private String timeLeft(Instant now) {
        double took = Duration.between(tableBegun, now).toMillis() / 1000.0;
        return rowsOfTable >= expected
                ? ""
                : ", about %s left".formatted(Figures.seconds(took * (expected - rowsOfTable) / rowsOfTable));
    }

    private void modelMoved(Event.ModelUpdated updated) {
        if (!waiting.remove(updated.model().name())) {
            return;
        }
        if (models++ == 0) {
            modelsBegun = updated.at().minus(updated.took());
        }
        if (waiting.isEmpty()) {
            tellSnapshot();
            tell("models", "%d of %d current".formatted(models, models), modelsBegun, updated.at());
            moved.countDown();
        }
    }

    private void tellSnapshot() {
        if (tables > 0) {
            tell("snapshot", "%d tables, %s rows".formatted(tables, Figures.count(rows)), snapshotBegun, snapshotEnded);
        }
    }

    private void tell(String what, String detail, Instant from, Instant to) {
        tell(
                what,
                "%-46s %s"
                        .formatted(
                                detail,
                                Figures.seconds(Duration.between(from, to).toMillis() / 1000.0)));
    }

    private void tell(String what, String detail) {
        screen.line("  %s %-30s %s".formatted(screen.good("✓"), what, detail));
    }
}
