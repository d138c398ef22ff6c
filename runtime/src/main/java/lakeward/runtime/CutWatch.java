package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import lakeward.core.platform.Event;

/** Looks for cuts of databases that other processes capture. */
final class CutWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Map<String, SharedCut> shared;
    private final Consumer<Cut> cuts;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Map<String, Cut> seen = new HashMap<>();
    private final Repeated looking = new Repeated("watch cuts");

    /** @param shared where the cuts are, by the databases' names */
    CutWatch(Map<String, SharedCut> shared, Consumer<Cut> cuts, Clock clock, Consumer<Event> events) {
        this.shared = Map.copyOf(shared);
        this.cuts = cuts;
        this.clock = clock;
        this.events = events;
    }

    void start() {
        looking.start(Duration.ZERO, EVERY, () -> shared.forEach(this::look));
    }

    @Override
    public void close() {
        looking.close();
    }

    private void look(String database, SharedCut from) {
        try {
            from.read().filter(cut -> !cut.equals(seen.put(database, cut))).ifPresent(cut -> {
                events.accept(new Event.CutSeen(clock.instant(), database, cut.position(), cut.committedAt()));
                cuts.accept(cut);
            });
        } catch (RuntimeException failed) {
            events.accept(new Event.CareFailed(
                    clock.instant(), "look for a cut of " + database, String.valueOf(failed.getMessage())));
        }
    }
}
