package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lakeward.core.platform.Event;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.Maintenance;
import lakeward.core.port.Reading;
import lakeward.core.port.TableStore;

/** Looks around now and then: counts rows, measures what sources hold back, and has tables looked after. */
final class Caretaker implements AutoCloseable {
    private static final long MAINTAIN_AFTER_COMMITS = 10;

    private final TableStore store;
    private final Supplier<Collection<TableId>> tables;
    private final Collection<DatabasePipeline> pipelines;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Map<TableId, Long> counted = new HashMap<>();
    private final Map<TableId, Long> maintained = new HashMap<>();
    private final Repeated looking = new Repeated("look after tables");

    /** @param tables those that are looked after, as they are then */
    Caretaker(
            TableStore store,
            Supplier<Collection<TableId>> tables,
            Collection<DatabasePipeline> pipelines,
            Clock clock,
            Consumer<Event> events) {
        this.store = store;
        this.tables = tables;
        this.pipelines = pipelines;
        this.clock = clock;
        this.events = events;
    }

    void start(Duration every) {
        looking.start(every, every, () -> attempt("look around", this::look));
    }

    @Override
    public void close() {
        looking.close();
    }

    private void look() {
        for (DatabasePipeline pipeline : pipelines) {
            attempt(
                    "measure " + pipeline.name(),
                    () -> pipeline.keptLog()
                            .ifPresent(kept -> events.accept(
                                    new Event.LagMeasured(clock.instant(), pipeline.name(), kept.size()))));
        }
        for (TableId table : tables.get()) {
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
                && !looking.isEnding()) {
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

    /** What fails here is tried again at the next look; capture does not depend on it. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            events.accept(new Event.CareFailed(clock.instant(), what, String.valueOf(e.getMessage())));
        }
    }
}
