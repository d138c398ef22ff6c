package lakeward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.contract.MemoryDocument;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapturedTablesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "lakeward");
    private static final CapturedTable ORDERS = table("orders");
    private static final CapturedTable RETURNS = table("returns");

    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final List<Event> events = new ArrayList<>();
    private final StoppedTables stopped = new StoppedTables(new MemoryDocument());
    private final CapturedTables tables = new CapturedTables(List.of(ORDERS, RETURNS), stopped, clock, events::add);

    @BeforeEach
    void read() {
        tables.beginFollowing();
        for (CapturedTable table : List.of(ORDERS, RETURNS)) {
            tables.remember(new TableVersion(table.processed(), 3, NOON, Map.of()));
            tables.beginReading(table);
            tables.wasRead(table, new Position(100));
        }
    }

    private static BatchEnd end(long position) {
        return new BatchEnd(new Position(position), Optional.empty(), 1);
    }

    @Test
    void cutHasEveryTable() {
        Cut cut = tables.cutAt(SOURCE, end(100)).orElseThrow();

        assertThat(cut.versions()).containsOnly(Map.entry(ORDERS.processed(), 3L), Map.entry(RETURNS.processed(), 3L));
        assertThat(cut.behind()).isEmpty();
    }

    @Test
    void tableWhoseChangesDoNotFitIsReadAnewThreeTimesAnHour() {
        for (int i = 0; i < 3; i++) {
            assertThat(tables.readAnew(ORDERS, "Cannot apply.")).isTrue();
            assertThat(tables.isToBeRead(ORDERS)).isTrue();
            assertThat(tables.cutAt(SOURCE, end(200)).orElseThrow().behind())
                    .containsEntry(ORDERS.processed(), "is being read whole");
            tables.beginReading(ORDERS);
            tables.wasRead(ORDERS, new Position(150));
            assertThat(tables.isToBeRead(ORDERS)).isFalse();
        }

        assertThat(tables.readAnew(ORDERS, "Cannot apply.")).isFalse();
        assertThat(tables.readAnew(RETURNS, "Cannot apply.")).isTrue();
        assertThat(events).filteredOn(Event.TableStopped.class::isInstance).hasSize(4);
    }

    @Test
    void thereIsNoCutBeforeWhatATableShows() {
        assertThat(tables.cutAt(SOURCE, end(99))).isEmpty();
    }

    @Test
    void tableThatIsReadAnewStaysBehindUntilItsChangesJoinIn() {
        tables.beginReading(ORDERS);
        Cut during = tables.cutAt(SOURCE, end(200)).orElseThrow();
        tables.wasRead(ORDERS, new Position(250));

        assertThat(during.behind())
                .containsOnly(
                        Map.entry(ORDERS.processed(), "is being read whole"),
                        Map.entry(ORDERS.raw(), "is being read whole"));
        assertThat(tables.cutAt(SOURCE, end(249))).isEmpty();
        assertThat(tables.cutAt(SOURCE, end(250)).orElseThrow().behind()).isEmpty();
    }

    @Test
    void stoppedTableStaysBehind() {
        tables.stop(ORDERS, "Cannot follow table 'orders'.");

        assertThat(tables.cutAt(SOURCE, end(200)).orElseThrow().behind())
                .containsOnly(Map.entry(ORDERS.processed(), "is stopped"), Map.entry(ORDERS.raw(), "is stopped"));
        assertThat(tables.wanted()).containsExactly(RETURNS.source());
        assertThat(events).containsExactly(new Event.TableStopped(NOON, ORDERS, "Cannot follow table 'orders'."));
    }

    @Test
    void whatInterruptsAReadingIsKnownUntilTheNextOne() {
        tables.beginReading(ORDERS);
        tables.stop(ORDERS, "Its column changed.");
        boolean isReading = tables.isReading();
        String why = tables.interruption(ORDERS).orElseThrow();
        tables.beginReading(ORDERS);

        assertThat(isReading).isFalse();
        assertThat(why).isEqualTo("Its column changed.");
        assertThat(tables.interruption(ORDERS)).isEmpty();
    }

    @Test
    void anEnginesFailureStopsATableWhenItLasts() {
        PlatformException failure = new PlatformException(Fault.ENGINE, "Cannot write.");

        boolean first = tables.mustStop(ORDERS, failure);
        tables.succeeded(ORDERS);
        List<Boolean> next = List.of(
                tables.mustStop(ORDERS, failure), tables.mustStop(ORDERS, failure), tables.mustStop(ORDERS, failure));

        assertThat(first).isFalse();
        assertThat(next).containsExactly(false, false, true);
        assertThat(tables.mustStop(RETURNS, new PlatformException(Fault.ENVIRONMENT, "The disk is full.")))
                .isFalse();
    }

    private static CapturedTable table(String name) {
        return new CapturedTable(
                "app",
                new SourceTable("public", name),
                name,
                new TableSchema(List.of(new Column("id", Type.LONG, false)), List.of("id")));
    }
}
