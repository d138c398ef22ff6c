package lakeward.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabaseEngine;
import lakeward.core.platform.Event;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Expectation.Violation;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Position;
import lakeward.core.platform.Query;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.observe.Status.DatabaseStatus;
import lakeward.observe.Status.ModelStatus;
import lakeward.observe.Status.TableStatus;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SOURCE = "lakeward:7:shop:lakeward_app";
    private static final TableSchema SCHEMA =
            new TableSchema(List.of(new Column("id", Type.LONG, false)), List.of("id"));
    private static final CapturedTable ORDERS =
            new CapturedTable("app", new SourceTable("public", "orders"), "orders", SCHEMA);
    private static final Model REVENUE = new Model(
            "revenue",
            new Query(
                    "select id from processed.orders", List.of(new Query.Reference(15, 31, ORDERS.processed(), false))),
            SCHEMA,
            List.of(
                    new Expectation("positive", "id > 0", Violation.QUARANTINE),
                    new Expectation("small", "id < 9", Violation.DROP_ROW)),
            Duration.ZERO,
            "models/revenue.sql");

    private final StatusBoard board = new StatusBoard(
            new Platform(
                    "shop",
                    1,
                    List.of(new Database(
                            "app",
                            DatabaseEngine.POSTGRES,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            CaptureSettings.DEFAULT,
                            List.of(ORDERS))),
                    LakeSettings.DEFAULT,
                    List.of(REVENUE),
                    List.of()),
            NOON);

    @Test
    void platformThatOpensWaits() {
        board.accept(new Event.Opened(at(1), "shop", "local"));

        Status status = board.status(at(2));

        assertThat(status.since()).isEqualTo(at(1));
        assertThat(status.asOf()).isEqualTo(at(2));
        assertThat(status.moving()).isFalse();
        assertThat(database(status).state()).isEqualTo("opening");
        assertThat(table(status).state()).isEqualTo("waiting");
        assertThat(model(status).state()).isEqualTo("waiting");
        assertThat(model(status).reads()).containsExactly("processed.orders");
    }

    @Test
    void tableThatIsReadShowsHowFarItIs() {
        board.accept(new Event.SnapshotBegun(at(1), ORDERS, new Position(100), 50));
        board.accept(new Event.SnapshotAdvanced(at(2), ORDERS, 20));
        board.accept(new Event.SnapshotAdvanced(at(3), ORDERS, 10));
        TableStatus reading = table(board.status(at(3)));
        board.accept(new Event.SnapshotLoaded(at(4), ORDERS, 48, List.of(version(Zone.PROCESSED, 0, 4))));

        TableStatus loaded = table(board.status(at(4)));

        assertThat(reading.state()).isEqualTo("reading");
        assertThat(reading.snapshotRows()).isEqualTo(30);
        assertThat(reading.snapshotExpected()).isEqualTo(50);
        assertThat(loaded.state()).isEqualTo("following");
        assertThat(loaded.rows()).isEqualTo(48);
        assertThat(loaded.version()).isZero();
        assertThat(loaded.lastCommit()).isEqualTo(at(4));
    }

    @Test
    void tableOfAnEarlierProcessHasMovedOnceItIsFollowed() {
        board.accept(updated(1, 100));
        board.accept(new Event.RowsCounted(at(1), version(Zone.PROCESSED, 4, 0), 5));
        boolean unfollowed = board.status(at(1)).moving();
        board.accept(new Event.FollowingBegun(at(2), "app", "lakeward_app", new Position(100)));

        assertThat(unfollowed).isFalse();
        assertThat(table(board.status(at(2))).version()).isEqualTo(4);
        assertThat(table(board.status(at(2))).lastCommit()).isEqualTo(at(0));
        assertThat(board.status(at(2)).moving()).isTrue();
        board.accept(new Event.SnapshotBegun(at(3), ORDERS, new Position(200), 50));
        assertThat(board.status(at(3)).moving()).isFalse();
    }

    @Test
    void dataMovesOnceEveryTableAndModelHasIt() {
        board.accept(new Event.SnapshotLoaded(at(1), ORDERS, 1, List.of(version(Zone.PROCESSED, 0, 1))));
        boolean withoutModel = board.status(at(1)).moving();
        board.accept(updated(2, 100));

        assertThat(withoutModel).isFalse();
        assertThat(board.status(at(2)).moving()).isTrue();
    }

    @Test
    void batchIsCounted() {
        board.accept(new Event.FollowingBegun(at(0), "app", "lakeward_app", new Position(0x100)));
        board.accept(batch(10, 0x200, 40));
        board.accept(new Event.LagMeasured(at(10), "app", ByteSize.mebibytes(3)));

        Status status = board.status(at(10));

        assertThat(database(status).state()).isEqualTo("following");
        assertThat(database(status).slot()).isEqualTo("lakeward_app");
        assertThat(database(status).position()).isEqualTo("0/200");
        assertThat(database(status).lagSeconds()).isEqualTo(1);
        assertThat(database(status).keptBytes()).isEqualTo(3 << 20);
        assertThat(database(status).changes()).isEqualTo(40);
        assertThat(database(status).changesPerSecond()).isEqualTo(4);
        assertThat(table(status).changes()).isEqualTo(40);
        assertThat(table(status).version()).isEqualTo(7);
        assertThat(table(board.status(at(60))).changesPerSecond()).isZero();
    }

    @Test
    void silenceIsLag() {
        board.accept(batch(10, 0x200, 40));

        assertThat(database(board.status(at(41))).lagSeconds()).isEqualTo(30);
    }

    @Test
    void rowsAreCountedByZone() {
        board.accept(new Event.RowsCounted(at(1), version(Zone.RAW, 9, 1), 70));
        board.accept(new Event.RowsCounted(at(1), version(Zone.PROCESSED, 8, 1), 50));
        board.accept(new Event.RowsCounted(at(1), version(Zone.CURATED, 9, 1), 5));
        board.accept(new Event.RowsCounted(at(1), version(Zone.QUARANTINE, 9, 1), 3));

        TableStatus status = table(board.status(at(1)));

        assertThat(status.rawRows()).isEqualTo(70);
        assertThat(status.rows()).isEqualTo(50);
    }

    @Test
    void stoppedTableStaysStoppedUntilItIsReadAnew() {
        board.accept(new Event.TableStopped(at(1), ORDERS, "Its column 'id' has another type."));
        board.accept(new Event.FollowingBegun(at(2), "app", "lakeward_app", new Position(1)));
        TableStatus stopped = table(board.status(at(2)));
        board.accept(new Event.SnapshotBegun(at(3), ORDERS, new Position(100), 50));

        TableStatus reading = table(board.status(at(3)));

        assertThat(stopped.state()).isEqualTo("stopped");
        assertThat(stopped.problem()).isEqualTo("Its column 'id' has another type.");
        assertThat(reading.state()).isEqualTo("reading");
        assertThat(reading.problem()).isEmpty();
    }

    @Test
    void lostDatabaseSaysWhyUntilItAnswers() {
        board.accept(new Event.DatabaseLost(at(1), "app", "Connection refused."));
        DatabaseStatus lost = database(board.status(at(1)));
        board.accept(new Event.DatabaseReached(at(2), "app", "PostgreSQL 18.6"));

        DatabaseStatus reached = database(board.status(at(2)));

        assertThat(lost.state()).isEqualTo("lost");
        assertThat(lost.problem()).isEqualTo("Connection refused.");
        assertThat(reached.state()).isEqualTo("open");
        assertThat(reached.description()).isEqualTo("PostgreSQL 18.6");
        assertThat(reached.problem()).isEmpty();
    }

    @Test
    void modelShowsWhatItsLastRunMade() {
        board.accept(batch(10, 0x200, 40));
        board.accept(updated(12, 0x200));

        ModelStatus status = model(board.status(at(13)));

        assertThat(status.state()).isEqualTo("current");
        assertThat(status.rows()).isEqualTo(5);
        assertThat(status.version()).isEqualTo(3);
        assertThat(status.lastRun()).isEqualTo(at(12));
        assertThat(status.seconds()).isEqualTo(0.25);
        assertThat(status.positions()).containsExactly(Map.entry(SOURCE, "0/200"));
        assertThat(status.asOf()).isEqualTo(at(9));
        assertThat(status.behindSeconds()).isZero();
        assertThat(status.violations()).containsExactly(Map.entry("positive", 2L), Map.entry("small", 4L));
        assertThat(status.quarantined()).isEqualTo(2);
    }

    @Test
    void failedModelKeepsWhatItHas() {
        board.accept(batch(10, 0x200, 40));
        board.accept(updated(12, 0x200));
        board.accept(batch(20, 0x300, 1));
        board.accept(new Event.ModelFailed(at(21), REVENUE, "Cannot run model 'revenue'."));
        board.accept(new Event.ModelFailed(at(36), REVENUE, "Cannot run model 'revenue'."));
        ModelStatus failed = model(board.status(at(37)));
        board.accept(updated(51, 0x300));

        ModelStatus mended = model(board.status(at(51)));

        assertThat(failed.state()).isEqualTo("failed");
        assertThat(failed.problem()).isEqualTo("Cannot run model 'revenue'.");
        assertThat(failed.failures()).isEqualTo(2);
        assertThat(failed.version()).isEqualTo(3);
        assertThat(failed.behindSeconds()).isEqualTo(10);
        assertThat(mended.state()).isEqualTo("current");
        assertThat(mended.problem()).isEmpty();
        assertThat(mended.failures()).isZero();
    }

    @Test
    void waitingModelSaysWhatForAndKeepsWhatItHas() {
        board.accept(updated(12, 0x200));

        board.accept(new Event.ModelWaits(at(20), REVENUE, "It waits for processed.orders, which is stopped."));

        ModelStatus status = model(board.status(at(21)));
        assertThat(status.state()).isEqualTo("waiting");
        assertThat(status.problem()).isEqualTo("It waits for processed.orders, which is stopped.");
        assertThat(status.version()).isEqualTo(3);
        assertThat(status.failures()).isZero();
    }

    @Test
    void onlyBalancedBooksAreShown() {
        board.accept(new Event.Verified(at(1), "app", new Position(0x200), 5, true, Duration.ZERO));
        board.accept(new Event.Verified(at(2), "app", new Position(0x300), 5, false, Duration.ZERO));

        assertThat(database(board.status(at(2))).balanced()).isEqualTo("0/200");
    }

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** Returns a batch whose newest transaction committed a second before. */
    private static Event batch(long at, long position, long changes) {
        return new Event.BatchCommitted(
                at(at),
                "app",
                new Position(position),
                Optional.of(at(at - 1)),
                Map.of(ORDERS, changes),
                List.of(version(Zone.RAW, 8, at), version(Zone.PROCESSED, 7, at)),
                Duration.ofMillis(100));
    }

    private static Event updated(long at, long position) {
        return new Event.ModelUpdated(
                at(at),
                REVENUE,
                new TableVersion(REVENUE.table(), 3, at(at), Map.of(SOURCE, new Position(position))),
                Map.of(SOURCE, new Position(position)),
                5,
                Map.of("positive", 2L, "small", 4L),
                Duration.ofMillis(250));
    }

    private static TableVersion version(Zone zone, long version, long at) {
        return new TableVersion(new TableId(zone, "orders"), version, at(at), Map.of());
    }

    private static DatabaseStatus database(Status status) {
        return status.databases().get(0);
    }

    private static TableStatus table(Status status) {
        return status.tables().get(0);
    }

    private static ModelStatus model(Status status) {
        return status.models().get(0);
    }
}
