package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import lakeward.core.platform.Event;

/**
 * Writes a database's newest cut for other processes, not more often than they look. A cut that was never written is made up
 * for by the next one.
 */
final class CutPublisher implements Consumer<Cut>, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final SharedCut shared;
    private final Clock clock;
    private final Consumer<Event> events;
    private final AtomicReference<Cut> newest = new AtomicReference<>();
    private final Repeated publishing = new Repeated("publish cuts");

    CutPublisher(SharedCut shared, Clock clock, Consumer<Event> events) {
        this.shared = shared;
        this.clock = clock;
        this.events = events;
        publishing.start(Duration.ZERO, EVERY, this::publish);
    }

    @Override
    public void accept(Cut cut) {
        newest.set(cut);
    }

    @Override
    public void close() {
        publishing.close();
        publish();
    }

    private void publish() {
        Cut cut = newest.getAndSet(null);
        if (cut == null) {
            return;
        }
        try {
            shared.write(cut);
        } catch (RuntimeException failed) {
            newest.compareAndSet(null, cut);
            events.accept(new Event.CareFailed(clock.instant(), "publish a cut", String.valueOf(failed.getMessage())));
        }
    }
}
