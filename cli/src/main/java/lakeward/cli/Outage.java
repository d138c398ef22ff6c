package lakeward.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import lakeward.core.platform.Event;

/** For how long the database of a service is not reached. Safe for use by many threads. */
final class Outage implements Consumer<Event> {
    private Optional<Instant> since = Optional.empty();
    private String why = "";

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.DatabaseLost lost) {
            since = since.or(() -> Optional.of(lost.at()));
            why = lost.why();
        } else if (event instanceof Event.BatchCommitted || event instanceof Event.SnapshotAdvanced) {
            since = Optional.empty();
        }
    }

    /** Returns why the database is not reached, if that has been so for longer. */
    synchronized Optional<String> longerThan(Duration patience, Instant now) {
        return since.filter(begun -> Duration.between(begun, now).compareTo(patience) > 0)
                .map(begun -> why);
    }
}
