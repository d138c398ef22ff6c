package lakeward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import lakeward.contract.MemoryLake;
import lakeward.contract.StillClock;
import lakeward.core.platform.Column;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Model;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.Query;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.core.port.ModelEngine;
import lakeward.core.port.ModelRun;
import lakeward.core.port.Replacement;
import lakeward.core.port.TableStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ModelSchedulerTest {
    private static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "lakeward");
    private static final TableId ORDERS = new TableId(Zone.PROCESSED, "orders");
    private static final TableId RETURNS = new TableId(Zone.PROCESSED, "returns");
    private static final TableSchema SCHEMA = new TableSchema(List.of(new Column("n", Type.LONG, true)), List.of());

    /** One run of a model, as the engine was asked for it. */
    private record Run(String model, Map<TableId, Long> inputs, Map<String, Position> positions) {}

    /** Notes what it runs, makes empty tables, fails where it is told to, and waits at a gate where there is one. */
    private final class Engine implements ModelEngine {
        private final Map<String, String> failures = new HashMap<>();
        private final AtomicInteger atWork = new AtomicInteger();
        private final AtomicInteger mostAtWork = new AtomicInteger();
        private volatile BlockingQueue<String> gate;
        private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();

        @Override
        public ModelRun run(Model model, Map<TableId, Long> inputs, Map<String, Position> positions) {
            mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            try {
                runs.add(new Run(model.name(), Map.copyOf(inputs), positions));
                entered.add(model.name());
                if (gate != null) {
                    gate.take();
                }
                synchronized (failures) {
                    if (failures.containsKey(model.name())) {
                        throw new PlatformException(Fault.DEFINITION, failures.get(model.name()));
                    }
                }
                TableVersion version =
                        lake.replace(model.table(), SCHEMA, new Replacement("select", positions, Map.of()));
                return new ModelRun(version, 0, Map.of());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                atWork.decrementAndGet();
            }
        }

        void fail(String model) {
            synchronized (failures) {
                failures.put(model, "Cannot run model '%s'.".formatted(model));
            }
        }

        void mend(String model) {
            synchronized (failures) {
                failures.remove(model);
            }
        }
    }

    private final StillClock clock = new StillClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final MemoryLake lake = new MemoryLake(clock, query -> List.of());
    private final Engine engine = new Engine();
    private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private ModelScheduler scheduler;

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void modelRunsAfterWhatItReads() throws InterruptedException {
        start(model("revenue", ORDERS), model("best", curated("revenue")), model("returns_rate", ORDERS, RETURNS));

        offer(100, 3, 5);

        assertThat(take(3))
                .containsExactly(
                        new Run("revenue", Map.of(ORDERS, 3L), at(100)),
                        new Run("best", Map.of(curated("revenue"), 0L), at(100)),
                        new Run("returns_rate", Map.of(ORDERS, 3L, RETURNS, 5L), at(100)));
    }

    @Test
    void modelsReadTheCutThoughTheLakeIsAheadOfIt() throws InterruptedException {
        commit(ORDERS, 100);
        commit(RETURNS, 100);
        commit(ORDERS, 200);
        commit(RETURNS, 200);
        start(model("pairs", ORDERS, RETURNS));

        offer(100, 0, 0);

        assertThat(take(1)).containsExactly(new Run("pairs", Map.of(ORDERS, 0L, RETURNS, 0L), at(100)));
    }

    @Test
    void modelsReadTheNewestVersionOfTheSameRows() throws InterruptedException {
        commit(ORDERS, 100);
        commit(RETURNS, 100);
        commit(ORDERS, 100);
        start(model("pairs", ORDERS, RETURNS));

        offer(150, 0, 0);

        assertThat(take(1)).containsExactly(new Run("pairs", Map.of(ORDERS, 1L, RETURNS, 0L), at(150)));
    }

    @Test
    void onlyModelsWhoseTablesChangedRunAgain() throws InterruptedException {
        start(model("revenue", ORDERS), model("returned", RETURNS), model("best", curated("revenue")));
        offer(100, 0, 0);
        take(3);

        offer(200, 1, 0);
        List<Run> second = take(2);
        offer(300, 1, 1);

        assertThat(second)
                .containsExactly(
                        new Run("revenue", Map.of(ORDERS, 1L), at(200)),
                        new Run("best", Map.of(curated("revenue"), 1L), at(200)));
        assertThat(take(1)).containsExactly(new Run("returned", Map.of(RETURNS, 1L), at(300)));
    }

    @Test
    void ofTheCutsThatComeMeanwhileOnlyTheNewestIsRun() throws InterruptedException {
        engine.gate = new ArrayBlockingQueue<>(100);
        start(model("revenue", ORDERS), model("best", ORDERS, curated("revenue")));
        offer(100, 0, 0);
        engine.entered.take();

        offer(200, 1, 0);
        offer(300, 2, 0);
        offer(400, 3, 0);
        engine.gate.addAll(List.of("1", "2", "3", "4"));

        assertThat(take(4))
                .containsExactly(
                        new Run("revenue", Map.of(ORDERS, 0L), at(100)),
                        new Run("best", Map.of(ORDERS, 0L, curated("revenue"), 0L), at(100)),
                        new Run("revenue", Map.of(ORDERS, 3L), at(400)),
                        new Run("best", Map.of(ORDERS, 3L, curated("revenue"), 1L), at(400)));
        assertThat(engine.mostAtWork).hasValue(1);
    }

    @Test
    void modelOfAFailedOneWaitsAndOthersGoOn() throws InterruptedException {
        engine.fail("revenue");
        start(
                model("revenue", ORDERS),
                model("best", ORDERS, curated("revenue")),
                model("very_best", curated("best")),
                model("returned", RETURNS));

        offer(100, 0, 0);

        assertThat(take(2)).extracting(Run::model).containsExactly("revenue", "returned");
        assertThat(failure("revenue")).isEqualTo("Cannot run model 'revenue'.");
        assertThat(failure("best")).isEqualTo("It waits for model 'revenue', which failed.");
        assertThat(failure("very_best")).isEqualTo("It waits for model 'best', which failed.");
    }

    @Test
    void failedModelIsTriedAgainAfterARestAndThenWhatReadsIt() throws InterruptedException {
        engine.fail("revenue");
        start(model("revenue", ORDERS), model("best", ORDERS, curated("revenue")), model("returned", RETURNS));
        offer(100, 0, 0);
        take(2);
        failure("best");

        // A whole pass, in which the failed model rests and so does what reads it.
        offer(200, 1, 1);
        List<Run> resting = take(1);
        engine.mend("revenue");
        clock.move(Duration.ofSeconds(15));

        assertThat(resting).containsExactly(new Run("returned", Map.of(RETURNS, 1L), at(200)));
        assertThat(take(2))
                .containsExactly(
                        new Run("revenue", Map.of(ORDERS, 1L), at(200)),
                        new Run("best", Map.of(ORDERS, 1L, curated("revenue"), 0L), at(200)));
    }

    @Test
    void modelOverATableThatStaysBehindKeepsItsVersionAndOthersGoOn() throws InterruptedException {
        start(model("revenue", ORDERS), model("best", RETURNS, curated("revenue")), model("returned", RETURNS));
        offer(100, 0, 0);
        take(3);

        offerWithoutOrders(200, 0, 1);
        List<Run> without = take(1);
        String revenue = wait("revenue");
        String best = wait("best");
        offer(300, 1, 1);

        assertThat(without).containsExactly(new Run("returned", Map.of(RETURNS, 1L), at(200)));
        assertThat(revenue).isEqualTo("It waits for processed.orders, which is stopped.");
        assertThat(best).isEqualTo("It waits for model 'revenue', which waits.");
        assertThat(take(2))
                .containsExactly(
                        new Run("revenue", Map.of(ORDERS, 1L), at(300)),
                        new Run("best", Map.of(RETURNS, 1L, curated("revenue"), 1L), at(300)));
    }

    @Test
    void modelThatNeverRanWaitsForItsTable() throws InterruptedException {
        start(model("revenue", ORDERS));

        offerWithoutOrders(100, 0, 0);
        String why = wait("revenue");
        offer(200, 0, 0);

        assertThat(why).isEqualTo("It waits for processed.orders, which is stopped.");
        assertThat(take(1)).containsExactly(new Run("revenue", Map.of(ORDERS, 0L), at(200)));
    }

    @Test
    void modelOfAModelThatFailedIsTriedAgain() throws InterruptedException {
        engine.fail("best");
        start(model("revenue", ORDERS), model("best", curated("revenue")));
        offer(100, 0, 0);
        take(2);
        failure("best");

        engine.mend("best");
        clock.move(Duration.ofSeconds(15));

        assertThat(take(1)).containsExactly(new Run("best", Map.of(curated("revenue"), 0L), at(100)));
    }

    @Test
    void demandedModelDoesNotRest() throws InterruptedException {
        engine.fail("revenue");
        start(model("revenue", ORDERS));
        offer(100, 0, 0);
        take(1);
        failure("revenue");

        engine.mend("revenue");
        CompletableFuture<TableVersion> made = scheduler.demand(model("revenue", ORDERS));

        assertThat(take(1)).containsExactly(new Run("revenue", Map.of(ORDERS, 0L), at(100)));
        assertThat(made)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .extracting(TableVersion::table)
                .isEqualTo(curated("revenue"));
    }

    @Test
    void demandThatFailsSaysWhyAndIsOver() throws InterruptedException {
        engine.fail("revenue");
        start(model("revenue", ORDERS));
        offer(100, 0, 0);
        take(1);
        failure("revenue");

        CompletableFuture<TableVersion> made = scheduler.demand(model("revenue", ORDERS));
        take(1);

        assertThatThrownBy(() -> made.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("Cannot run model 'revenue' again: ");
    }

    @Test
    void demandEndsWithTheScheduler() {
        start(model("revenue", ORDERS));

        CompletableFuture<TableVersion> before = scheduler.demand(model("revenue", ORDERS));
        scheduler.close();
        CompletableFuture<TableVersion> after = scheduler.demand(model("revenue", ORDERS));

        assertThatThrownBy(() -> before.get(10, TimeUnit.SECONDS)).hasMessageContaining("the platform stops");
        assertThatThrownBy(() -> after.get(10, TimeUnit.SECONDS)).hasMessageContaining("the platform stops");
    }

    @Test
    void modelWaitsForItsMaxDelayAndMissesNothing() throws InterruptedException {
        start(model("revenue", ORDERS), slow("best", curated("revenue")), slow("daily", ORDERS));
        offer(100, 0, 0);
        take(3);

        offer(200, 1, 0);
        List<Run> early = take(1);
        offer(300, 2, 0);
        List<Run> next = take(1);
        clock.move(Duration.ofSeconds(60));

        assertThat(early).containsExactly(new Run("revenue", Map.of(ORDERS, 1L), at(200)));
        assertThat(next).containsExactly(new Run("revenue", Map.of(ORDERS, 2L), at(300)));
        assertThat(take(2))
                .containsExactly(
                        new Run("best", Map.of(curated("revenue"), 2L), at(300)),
                        new Run("daily", Map.of(ORDERS, 2L), at(300)));
    }

    @Test
    void slowModelIsEarlyForOneThatNeedsItsCut() throws InterruptedException {
        start(slow("daily", ORDERS), model("shares", RETURNS, curated("daily")));
        offer(100, 0, 0);
        take(2);

        offer(200, 1, 1);

        assertThat(take(2))
                .containsExactly(
                        new Run("daily", Map.of(ORDERS, 1L), at(200)),
                        new Run("shares", Map.of(RETURNS, 1L, curated("daily"), 1L), at(200)));
    }

    @Test
    void modelsWaitForEveryDatabase() throws InterruptedException {
        SourceIdentity other = new SourceIdentity("8", "crm", "lakeward");
        begin(2, List.of(model("pairs", ORDERS, RETURNS)));

        scheduler.offer(new Cut(SOURCE, new Position(100), Optional.empty(), Map.of(ORDERS, 0L), Map.of()));
        scheduler.offer(new Cut(other, new Position(7), Optional.empty(), Map.of(RETURNS, 4L), Map.of()));

        assertThat(take(1))
                .containsExactly(new Run(
                        "pairs",
                        Map.of(ORDERS, 0L, RETURNS, 4L),
                        Map.of(SOURCE.toString(), new Position(100), other.toString(), new Position(7))));
    }

    @Test
    void closingWaitsForTheRunAtWorkAndBeginsNoOther() throws InterruptedException {
        engine.gate = new ArrayBlockingQueue<>(100);
        start(model("revenue", ORDERS), model("best", curated("revenue")));
        offer(100, 0, 0);
        engine.entered.take();
        CountDownLatch closed = new CountDownLatch(1);
        Thread closing = new Thread(() -> {
            scheduler.close();
            closed.countDown();
        });

        closing.start();
        awaitBlocked(closing);
        boolean early = closed.getCount() == 0;
        engine.gate.add("go");
        closing.join();

        assertThat(early).isFalse();
        assertThat(take(1)).extracting(Run::model).containsExactly("revenue");
        assertThat(runs).isEmpty();
        assertThat(lake.latest(curated("revenue"))).isPresent();
    }

    @Test
    void tableThatCannotBeReadIsAnEventAndTriedAgain() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        TableStore failing = (TableStore) Proxy.newProxyInstance(
                TableStore.class.getClassLoader(), new Class<?>[] {TableStore.class}, (proxy, method, arguments) -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new PlatformException(Fault.ENVIRONMENT, "Cannot read the log: the disk is gone.");
                    }
                    return method.invoke(lake, arguments);
                });
        scheduler = new ModelScheduler(List.of(model("revenue", ORDERS)), 1, engine, failing, clock, events::add);
        scheduler.start();

        offer(100, 3, 5);

        assertThat(take(1)).containsExactly(new Run("revenue", Map.of(ORDERS, 3L), at(100)));
        assertThat(events.take())
                .isEqualTo(new Event.CareFailed(
                        clock.instant(), "run the models", "Cannot read the log: the disk is gone."));
    }

    @Test
    void schedulerThatNeverStartedCloses() {
        scheduler = new ModelScheduler(List.of(), 1, engine, lake, clock, events::add);

        scheduler.close();

        assertThat(events).isEmpty();
    }

    private void start(Model... models) {
        begin(1, Arrays.asList(models));
    }

    private void begin(int databases, List<Model> models) {
        scheduler = new ModelScheduler(models, databases, engine, lake, clock, events::add);
        scheduler.start();
    }

    /** Has a table's next version in the lake; two at one position are a commit and its compaction. */
    private void commit(TableId table, long position) {
        lake.replace(table, SCHEMA, new Replacement("select", at(position), Map.of()));
    }

    private void offer(long position, long orders, long returns) {
        scheduler.offer(new Cut(
                SOURCE, new Position(position), Optional.empty(), Map.of(ORDERS, orders, RETURNS, returns), Map.of()));
    }

    private void offerWithoutOrders(long position, long orders, long returns) {
        scheduler.offer(new Cut(
                SOURCE,
                new Position(position),
                Optional.empty(),
                Map.of(ORDERS, orders, RETURNS, returns),
                Map.of(ORDERS, "is stopped")));
    }

    private List<Run> take(int count) throws InterruptedException {
        List<Run> taken = new ArrayList<>();
        while (taken.size() < count) {
            Run run = runs.poll(10, TimeUnit.SECONDS);
            assertThat(run).as("a run after %s", taken).isNotNull();
            taken.add(run);
        }
        return taken;
    }

    /** Returns why a model's next failure was; what happened before it is forgotten. */
    private String failure(String model) throws InterruptedException {
        return ((Event.ModelFailed) event(event -> event instanceof Event.ModelFailed failed
                        && failed.model().name().equals(model)))
                .why();
    }

    /** Returns what a model waits for next; what happened before it is forgotten. */
    private String wait(String model) throws InterruptedException {
        return ((Event.ModelWaits) event(event -> event instanceof Event.ModelWaits waits
                        && waits.model().name().equals(model)))
                .why();
    }

    private Event event(Predicate<Event> wanted) throws InterruptedException {
        while (true) {
            Event event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static Map<String, Position> at(long position) {
        return Map.of(SOURCE.toString(), new Position(position));
    }

    private static TableId curated(String model) {
        return new TableId(Zone.CURATED, model);
    }

    private static Model model(String name, TableId... reads) {
        return model(name, Duration.ZERO, reads);
    }

    private static Model slow(String name, TableId... reads) {
        return model(name, Duration.ofSeconds(60), reads);
    }

    private static Model model(String name, Duration maxDelay, TableId... reads) {
        List<Query.Reference> references = Arrays.stream(reads)
                .map(table -> new Query.Reference(0, 0, table, false))
                .toList();
        return new Model(
                name, new Query("select", references), SCHEMA, List.of(), maxDelay, "models/%s.sql".formatted(name));
    }
}
