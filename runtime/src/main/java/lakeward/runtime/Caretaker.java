package lakeward.runtime;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lakeward.core.platform.Event;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.Maintenance;
import lakeward.core.port.Reading;
import lakeward.core.port.TableStore;

/** Looks around every second: counts rows, measures what sources hold back, and has tables looked after. */
final class Caretaker implements AutoCloseable {
    private static final long MAINTAIN_AFTER_COMMITS = 10;

    private final TableStore store;
    private final Collection<DatabasePipeline> pipelines;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Map<TableId, Long> counted = new HashMap<>();
    private final Map<TableId, Long> maintained = new HashMap<>();
    private final ScheduledExecutorService timer;
    private ScheduledFuture<?> looking;

    Caretaker(TableStore store, Collection<DatabasePipeline> pipelines, Clock clock, Consumer<Event> events) {
        this.store = store;
        this.pipelines = pipelines;
        this.clock = clock;
        this.events = events;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon(task, "look after tables"));
    }

    void start() {
        looking = timer.scheduleWithFixedDelay(() -> attempt("look around", this::look), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        timer.shutdown();
        try {
            timer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        for (DatabasePipeline pipeline : pipelines) {
            attempt(
                    "measure " + pipeline.name(),
                    () -> pipeline.keptLog()
                            .ifPresent(kept -> events.accept(
                                    new Event.LagMeasured(clock.instant(), pipeline.name(), kept.size()))));
        }
        for (TableId table : store.tables()) {
            attempt("look after " + table, () -> store.latest(table).ifPresent(this::lookAfter));
        }
    }

    private void lookAfter(TableVersion latest) {
        TableId table = latest.table();
        long version = latest.version();
        if (counted.getOrDefault(table, -1L) != version) {
            try (Reading reading = store.read(table, version)) {
                events.accept(new Event.RowsCounted(clock.instant(), latest, reading.rows()));
            }
            counted.put(table, version);
        }
        if (version - maintained.getOrDefault(table, version - MAINTAIN_AFTER_COMMITS) >= MAINTAIN_AFTER_COMMITS
                && !timer.isShutdown()) {
            Maintenance done = store.maintain(table);
            maintained.put(table, version);
            if (done.didSomething()) {
                events.accept(new Event.Maintained(
                        clock.instant(),
                        table,
                        "%d files compacted, %d removed (%s)%s"
                                .formatted(
                                        done.filesCompacted(),
                                        done.filesRemoved(),
                                        done.bytesRemoved(),
                                        done.checkpointed() ? ", checkpoint written" : "")));
            }
        }
    }

    /** What fails here is tried again a second later; capture does not depend on it. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            events.accept(new Event.CareFailed(clock.instant(), what, String.valueOf(e.getMessage())));
        }
    }
}
