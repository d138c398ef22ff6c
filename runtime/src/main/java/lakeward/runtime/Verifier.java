package lakeward.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Difference;
import lakeward.core.port.SourceSnapshot;
import lakeward.core.port.TableComparer;

/**
 * Compares one database with its processed tables while writing goes on: takes a snapshot of the source, ends a batch at
 * exactly its position, and compares every row.
 */
final class Verifier {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final DatabasePipeline pipeline;
    private final TableComparer comparer;
    private final Clock clock;
    private final Consumer<Event> events;

    Verifier(DatabasePipeline pipeline, TableComparer comparer, Clock clock, Consumer<Event> events) {
        this.pipeline = pipeline;
        this.comparer = comparer;
        this.clock = clock;
        this.events = events;
    }

    Comparison compare() {
        Instant begun = clock.instant();
        AtomicReference<Cut> taken = new AtomicReference<>();
        try (SourceSnapshot snapshot = pipeline.snapshotWithCut(PATIENCE, taken::set)) {
            Cut cut = taken.get();
            List<Comparison.TableComparison> tables = new ArrayList<>();
            for (CapturedTable table : sorted(pipeline.tables())) {
                tables.add(compare(table, snapshot, cut));
            }
            Duration took = Duration.between(begun, clock.instant());
            Comparison comparison =
                    new Comparison(pipeline.name(), snapshot.position(), begun, tables, took.toMillis() / 1000.0);
            events.accept(new Event.Verified(
                    clock.instant(),
                    pipeline.name(),
                    snapshot.position(),
                    comparison.rows(),
                    comparison.isBalanced(),
                    took));
            return comparison;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(
                    Fault.ENVIRONMENT, "Cannot compare '%s': interrupted. Try again.".formatted(pipeline.name()), e);
        }
    }

    private static List<CapturedTable> sorted(Collection<CapturedTable> tables) {
        return tables.stream()
                .sorted(Comparator.comparing(CapturedTable::toString))
                .toList();
    }

    private Comparison.TableComparison compare(CapturedTable table, SourceSnapshot snapshot, Cut cut) {
        String behind = cut.behind().get(table.processed());
        if (behind != null) {
            return Comparison.TableComparison.without(table, behind);
        }
        long version = cut.versions().get(table.processed());
        int parallelism = Math.max(1, Runtime.getRuntime().availableProcessors());
        Difference difference =
                comparer.compare(table, version, receiver -> snapshot.read(table, parallelism, receiver));
        return Comparison.TableComparison.of(table, difference);
    }
}
