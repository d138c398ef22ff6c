package lakeward.runtime;

import static lakeward.contract.Values.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import lakeward.contract.ChangeWriter;
import lakeward.contract.MemoryLake;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.SnapshotLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FollowingTest {
    private static final SourceIdentity SOURCE = new SourceIdentity("7", "app", "lakeward");
    private static final CapturedTable ORDERS = table("orders");
    private static final CapturedTable RETURNS = table("returns");

    private final Clock clock = Clock.systemUTC();
    private final MemoryLake lake = new MemoryLake(clock, query -> List.of());
    private final List<String> heard = new ArrayList<>();
    private boolean mayBeReadAnew = true;

    @Test
    void tableWhoseUnchangedValueIsNowhereIsReadAnewAndTheOthersGoOn() {
        follow();

        assertThat(heard).containsExactly("orders is read anew");
        assertThat(lake.rawPosition(RETURNS, SOURCE)).contains(new Position(300));
        assertThat(lake.rawPosition(ORDERS, SOURCE)).contains(new Position(100));
    }

    @Test
    void tableThatMayNotBeReadAnewAgainStops() {
        mayBeReadAnew = false;
        follow();

        assertThat(heard).containsExactly("orders is read anew", "orders stops");
        assertThat(lake.rawPosition(RETURNS, SOURCE)).contains(new Position(300));
    }

    /** Both tables are stored; then a row that is not there changes in one, and rows come in both. */
    private void follow() {
        for (CapturedTable table : List.of(ORDERS, RETURNS)) {
            try (SnapshotLoad load = lake.beginSnapshot(table, SOURCE, new Position(100))) {
                load.commit();
            }
        }
        Feed feed = new Feed();
        feed.add(200, new ChangeWriter(ORDERS).at(200).update(8L, UNCHANGED).changes());
        feed.add(
                300,
                new ChangeWriter(ORDERS).at(300).insert(9L, "nine").changes(),
                new ChangeWriter(RETURNS).at(300).insert(9L, "nine").changes());
        try (Following following =
                new Following("app", SOURCE, feed, lake, CaptureSettings.DEFAULT, clock, new Heard())) {
            assertThatThrownBy(following::run).isInstanceOf(EndOfTest.class);
        }
    }

    private static CapturedTable table(String name) {
        return new CapturedTable(
                "app",
                SourceTable.parse(name),
                name,
                new TableSchema(
                        List.of(new Column("id", Type.LONG, false), new Column("text", Type.STRING, true)),
                        List.of("id")));
    }

    private final class Heard implements Following.Listener {
        @Override
        public void stored(
                BatchEnd end, Map<CapturedTable, Long> changes, List<TableVersion> versions, Duration took) {}

        @Override
        public void stopped(CapturedTable table, Position at, String why) {
            heard.add(table.name() + " stops");
        }

        @Override
        public boolean readsAnew(CapturedTable table, String why) {
            heard.add(table.name() + " is read anew");
            return mayBeReadAnew;
        }

        @Override
        public boolean mustStop(CapturedTable table, PlatformException failure) {
            return true;
        }

        @Override
        public Optional<CapturedTable> marked() {
            return Optional.empty();
        }
    }

    /** Gives the batches it was given, then fails. */
    private static final class Feed implements ChangeFeed {
        private final Queue<Map.Entry<Position, List<Changes>>> batches = new ArrayDeque<>();

        void add(long end, Changes... changes) {
            batches.add(Map.entry(new Position(end), List.of(changes)));
        }

        @Override
        public BatchEnd next(ChangeReceiver receiver) {
            Map.Entry<Position, List<Changes>> batch = batches.poll();
            if (batch == null) {
                throw new EndOfTest();
            }
            batch.getValue().forEach(receiver::changes);
            return new BatchEnd(batch.getKey(), Optional.empty(), 1);
        }

        @Override
        public void recycle(Changes changes) {}

        @Override
        public void confirm(Position stored) {}

        @Override
        public boolean hold(Duration patience) {
            return true;
        }

        @Override
        public void release() {}

        @Override
        public void endBatchAt(Position position) {}

        @Override
        public void include(CapturedTable table) {}

        @Override
        public void close() {}
    }

    private static final class EndOfTest extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
