package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Model;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.ModelRun;
import lakeward.core.port.TableStore;

/**
 * Runs models when a table they read has a new version, in dependency order, each run over all inputs at one cut. One run
 * is at work at a time; of the cuts that arrive meanwhile only the newest waits. Between two passes it rests as long as the
 * last one took, so that capture always gets at least half of the machine.
 */
final class ModelScheduler implements AutoCloseable {
    private static final Duration SHORTEST_REST = Duration.ofMillis(250);
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private final List<Model> models;
    private final Set<TableId> read;
    private final int databases;
    private final ModelEngine engine;
    private final TableStore store;
    private final Clock clock;
    private final Consumer<Event> events;
    private final Thread worker;
    private final Map<String, Cut> newest = new HashMap<>();
    private final Map<String, Map<TableId, Long>> lastInputs = new HashMap<>();
    private final Map<TableId, Long> made = new HashMap<>();
    private final Map<String, Instant> lastRun = new HashMap<>();
    private final Map<String, Instant> lastFailure = new HashMap<>();
    private final Map<String, String> lastWait = new HashMap<>();
    private final Map<String, CompletableFuture<TableVersion>> demanded = new HashMap<>();
    private boolean changed;
    private boolean closed;

    ModelScheduler(
            List<Model> models,
            int databases,
            ModelEngine engine,
            TableStore store,
            Clock clock,
            Consumer<Event> events) {
        this.models = models;
        this.read = models.stream().flatMap(model -> tablesOf(model).stream()).collect(Collectors.toUnmodifiableSet());
        this.databases = databases;
        this.engine = engine;
        this.store = store;
        this.clock = clock;
        this.events = events;
        this.worker = Threads.daemon(this::work, "run models");
    }

    void start() {
        worker.start();
    }

    /** Takes the newest cut of a database, which may be another server than before. */
    synchronized void offer(Cut cut) {
        Cut before = newest.put(
                "%s/%s".formatted(cut.source().database(), cut.source().slot()), cut);
        if (before == null || !cut.showsTheSameAs(before)) {
            changed = true;
            notifyAll();
        }
    }

    /** Has a model run again although nothing it reads changed; tells what it made, or why it could not. */
    synchronized CompletableFuture<TableVersion> demand(Model model) {
        CompletableFuture<TableVersion> made =
                demanded.computeIfAbsent(model.name(), name -> new CompletableFuture<>());
        if (closed) {
            refuse(model.name(), takeDemand(model.name()), "the platform stops.");
        }
        changed = true;
        notifyAll();
        return made;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            List.copyOf(demanded.keySet()).forEach(model -> refuse(model, takeDemand(model), "the platform stops."));
            notifyAll();
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (true) {
                Optional<Map<String, Cut>> cuts = await();
                if (cuts.isEmpty()) {
                    return;
                }
                long begun = System.nanoTime();
                attempt(cuts.get());
                rest(Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Map<String, Cut>> await() throws InterruptedException {
        while (!closed && (!changed || newest.size() < databases)) {
            wait();
        }
        changed = false;
        return closed ? Optional.empty() : Optional.of(Map.copyOf(newest));
    }

    private synchronized void rest(Duration took) throws InterruptedException {
        Duration rest = took.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : took;
        long until = System.nanoTime() + (rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest).toNanos();
        long left = until - System.nanoTime();
        while (!closed && left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = until - System.nanoTime();
        }
    }

    /** What fails outside of a model's run is tried again after a rest. */
    private void attempt(Map<String, Cut> cuts) {
        try {
            pass(cuts);
        } catch (RuntimeException e) {
            again();
            events.accept(new Event.CareFailed(clock.instant(), "run the models", String.valueOf(e.getMessage())));
        }
    }

    private void pass(Map<String, Cut> cuts) {
        Map<TableId, Long> available = new HashMap<>();
        Map<String, Position> positions = new LinkedHashMap<>();
        Map<TableId, String> behind = new HashMap<>();
        cuts.values().forEach(cut -> {
            positions.put(cut.source().toString(), cut.position());
            behind.putAll(cut.behind());
            cut.versions().forEach((table, version) -> {
                if (read.contains(table)) {
                    available.put(table, current(table, version, cut));
                }
            });
        });
        Set<String> failed = new HashSet<>();
        Set<String> waiting = waiting(behind);
        Set<String> due = due(available, waiting);
        for (Model model : models) {
            if (isClosed()) {
                return;
            }
            Optional<String> broken =
                    upstream(model).stream().filter(failed::contains).findFirst();
            if (broken.isPresent()) {
                failed.add(model.name());
                fail(model, takeDemand(model.name()), "It waits for model '%s', which failed.".formatted(broken.get()));
            } else if (due.contains(model.name())) {
                run(model, available, positions, failed);
            }
            if (!failed.contains(model.name())) {
                store.latest(model.table()).ifPresent(version -> available.put(model.table(), version.version()));
            }
        }
    }

    /** A table without changes since may have been compacted: its newest version shows the same and stays longer. */
    private long current(TableId table, long version, Cut cut) {
        Optional<TableVersion> latest = store.latest(table);
        Optional<Position> at =
                latest.map(newer -> newer.positions().get(cut.source().toString()));
        return at.isPresent() && !at.get().isAfter(cut.position())
                ? latest.get().version()
                : version;
    }

    /** Returns the models that cannot be at the cut, since something they read is not; each keeps its last version. */
    private Set<String> waiting(Map<TableId, String> behind) {
        Map<String, String> waits = new LinkedHashMap<>();
        for (Model model : models) {
            tablesOf(model).stream()
                    .sorted()
                    .filter(behind::containsKey)
                    .map(table -> "%s, which %s".formatted(table, behind.get(table)))
                    .findFirst()
                    .or(() -> upstream(model).stream()
                            .sorted()
                            .filter(waits::containsKey)
                            .map("model '%s', which waits"::formatted)
                            .findFirst())
                    .ifPresent(why -> waits.put(model.name(), "It waits for %s.".formatted(why)));
        }
        for (Model model : models) {
            String why = waits.get(model.name());
            if (why != null) {
                refuse(model.name(), takeDemand(model.name()), why);
            }
            if (why != null && !why.equals(lastWait.get(model.name()))) {
                events.accept(new Event.ModelWaits(clock.instant(), model, why));
            }
        }
        lastWait.clear();
        lastWait.putAll(waits);
        return waits.keySet();
    }

    /**
     * A model that is due needs what it reads at the same cut, so the models it reads are due with it. While one of those
     * rests after a failure, it waits.
     */
    private Set<String> due(Map<TableId, Long> available, Set<String> waiting) {
        Set<String> due = new HashSet<>();
        Set<String> affected = new HashSet<>();
        Set<String> stuck = new HashSet<>();
        for (Model model : models) {
            if (!waiting.contains(model.name())
                    && (upstream(model).stream().anyMatch(affected::contains)
                            || hasNews(model, available)
                            || isDemanded(model.name()))) {
                affected.add(model.name());
                if (restsAfterFailure(model) || upstream(model).stream().anyMatch(stuck::contains)) {
                    stuck.add(model.name());
                } else if (mayRun(model)) {
                    due.add(model.name());
                }
            }
        }
        for (int i = models.size() - 1; i >= 0; i--) {
            if (due.contains(models.get(i).name())) {
                upstream(models.get(i)).stream().filter(affected::contains).forEach(due::add);
            }
        }
        if (!due.containsAll(affected)) {
            again();
        }
        return due;
    }

    /** Whether its last run saw other versions, be it of captured tables or of what a model made. */
    private boolean hasNews(Model model, Map<TableId, Long> available) {
        Map<TableId, Long> seen = lastInputs.get(model.name());
        return seen == null
                || tablesOf(model).stream()
                        .anyMatch(table -> !Objects.equals(newest(table, available), seen.get(table)));
    }

    /** Of a model's table, the version that its last run made: compaction makes newer ones, with nothing new in them. */
    private Long newest(TableId table, Map<TableId, Long> available) {
        return table.zone() == Zone.CURATED ? made.get(table) : available.get(table);
    }

    private boolean mayRun(Model model) {
        Instant last = lastRun.getOrDefault(model.name(), Instant.EPOCH);
        return !clock.instant().isBefore(last.plus(model.maxDelay())) || isDemanded(model.name());
    }

    private boolean restsAfterFailure(Model model) {
        Instant failure = lastFailure.getOrDefault(model.name(), Instant.EPOCH);
        return clock.instant().isBefore(failure.plus(AFTER_FAILURE)) && !isDemanded(model.name());
    }

    private void run(Model model, Map<TableId, Long> available, Map<String, Position> positions, Set<String> failed) {
        Map<TableId, Long> inputs = new LinkedHashMap<>();
        tablesOf(model).forEach(table -> inputs.put(table, available.get(table)));
        Instant begun = clock.instant();
        // Who asks while it runs wants another run.
        Optional<CompletableFuture<TableVersion>> demand = takeDemand(model.name());
        try {
            ModelRun run = engine.run(model, inputs, positions);
            Map<TableId, Long> seen = new HashMap<>();
            inputs.keySet().forEach(table -> seen.put(table, newest(table, available)));
            lastInputs.put(model.name(), seen);
            made.put(model.table(), run.version().version());
            lastFailure.remove(model.name());
            lastRun.put(model.name(), begun);
            Instant now = clock.instant();
            events.accept(new Event.ModelUpdated(
                    now, model, run.version(), positions, run.rows(), run.violations(), Duration.between(begun, now)));
            demand.ifPresent(asked -> asked.complete(run.version()));
        } catch (RuntimeException e) {
            failed.add(model.name());
            lastFailure.put(model.name(), begun);
            again();
            fail(model, demand, e.getMessage());
        }
    }

    private void fail(Model model, Optional<CompletableFuture<TableVersion>> demand, String why) {
        events.accept(new Event.ModelFailed(clock.instant(), model, why));
        refuse(model.name(), demand, why);
    }

    private synchronized boolean isDemanded(String model) {
        return demanded.containsKey(model);
    }

    private synchronized Optional<CompletableFuture<TableVersion>> takeDemand(String model) {
        return Optional.ofNullable(demanded.remove(model));
    }

    private static void refuse(String model, Optional<CompletableFuture<TableVersion>> demand, String why) {
        demand.ifPresent(asked -> asked.completeExceptionally(
                new PlatformException(Fault.ENVIRONMENT, "Cannot run model '%s' again: %s".formatted(model, why))));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void again() {
        changed = true;
    }

    private static Set<TableId> tablesOf(Model model) {
        return model.query().reads().stream().map(Query.Reference::table).collect(Collectors.toSet());
    }

    private static Set<String> upstream(Model model) {
        return tablesOf(model).stream()
                .filter(table -> table.zone() == Zone.CURATED)
                .map(TableId::name)
                .collect(Collectors.toSet());
    }
}
