package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static lakeward.lake.S3Fixture.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.lake.files.UnknownOutcomeException;
import lakeward.lake.s3.FaultyWire;
import lakeward.lake.s3.FaultyWire.Request;
import lakeward.lake.s3.FaultyWire.Way;
import lakeward.lake.s3.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lake makes of a store whose answers are late, lost or refusals: each change is stored once. */
class S3FaultsTest {
    private static final Way OVERLOADED = Way.answers(503, "SlowDown", "Please reduce your request rate.");

    @TempDir
    Path directory;

    private FaultyWire wire;
    private LakeFixture fixture;

    @BeforeEach
    void open() {
        wire = new FaultyWire(TestStore.shared().endpoint());
        fixture = S3Fixture.open(directory, wire.endpoint());
        fixture.load(
                ITEMS, 100, new ChangeWriter(ITEMS).at(100).snapshot(1L, "one").changes());
        wire.forget();
    }

    @AfterEach
    void close() {
        wire.let(request -> Way.PASSES);
        fixture.close();
        wire.close();
    }

    private void commit() {
        fixture.commit(
                200,
                List.of(new ChangeWriter(ITEMS)
                        .at(200)
                        .insert(2L, "two")
                        .update(1L, "first")
                        .changes()));
    }

    /** Lets the first of these requests go another way. */
    private void once(Predicate<Request> which, Way way) {
        AtomicInteger left = new AtomicInteger(1);
        wire.let(request -> which.test(request) && left.getAndDecrement() > 0 ? way : Way.PASSES);
    }

    private void assertStoredOnce() {
        assertThat(fixture.rows(ITEMS.raw())).hasSize(1 + 1 + 2);
        assertThat(fixture.rows(ITEMS.processed()))
                .extracting(row -> row.get("id") + "=" + row.get("name"))
                .containsExactlyInAnyOrder("1=first", "2=two");
        assertThat(fixture.lake().latest(ITEMS.raw()).orElseThrow().version()).isEqualTo(1);
        assertThat(fixture.lake().latest(ITEMS.processed()).orElseThrow().version())
                .isEqualTo(1);
    }

    @Test
    void commitWhoseAnswerIsLostIsFoundToBeMade() {
        once(Request::isCommit, Way.LOSES_ANSWER);

        commit();

        assertThat(wire.requests()).filteredOn(Request::isCommit).hasSize(2);
        assertStoredOnce();
    }

    @Test
    void commitThatIsLostOnItsWayIsMadeAgain() {
        once(Request::isCommit, Way.IS_LOST);

        commit();

        assertThat(wire.requests()).filteredOn(Request::isCommit).hasSize(3);
        assertStoredOnce();
    }

    @Test
    void commitThatAProxyRepeatsIsNotTakenForAnotherWriters() {
        once(Request::isCommit, (request, store) -> {
            store.pass(request);
            return store.pass(request);
        });

        commit();

        assertStoredOnce();
    }

    @Test
    void storeThatIsOverloadedForAWhileIsAskedAgain() {
        AtomicInteger left = new AtomicInteger(4);
        wire.let(request -> left.getAndDecrement() > 0 ? OVERLOADED : Way.PASSES);

        commit();

        assertStoredOnce();
    }

    @Test
    void storeThatIsOverloadedForLongEndsInAnErrorAndLosesNothing() {
        wire.let(request -> OVERLOADED);

        assertThatThrownBy(this::commit)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                .hasMessageMatching(
                        "Cannot read s3://lake-\\d+-processed/items/_delta_log/0{19}1.json: the store answered 503 SlowDown, the last of \\d+ attempts in \\d\\.\\d s\\. Wait until it works again\\.");

        wire.let(request -> Way.PASSES);
        commit();
        assertStoredOnce();
    }

    @Test
    void commitOfWhichNothingCanBeLearnedKeepsItsFilesAndIsFoundLater() {
        AtomicInteger commits = new AtomicInteger();
        wire.let(request -> request.isCommit() && commits.incrementAndGet() == 1
                ? Way.LOSES_ANSWER
                : commits.get() > 0 ? Way.IS_LOST : Way.PASSES);

        assertThatThrownBy(this::commit)
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageStartingWith("Cannot tell whether s3://")
                .hasMessageEndingWith("What it would say is read anew before anything else is written.");

        wire.let(request -> Way.PASSES);
        commit();
        assertStoredOnce();
    }

    @Test
    void commitThatArrivesAfterItWasGivenUpIsNotMadeTwice() {
        AtomicReference<byte[]> late = new AtomicReference<>();
        wire.let(request -> request.isCommit()
                ? (bytes, store) -> {
                    late.compareAndSet(null, bytes);
                    return new byte[0];
                }
                : Way.PASSES);
        assertThatThrownBy(this::commit).isInstanceOf(UnknownOutcomeException.class);

        // It arrives when the next attempt has looked where it goes on, and before that one's own commit.
        once(Request::isCommit, (request, store) -> {
            store.pass(late.get());
            return store.pass(request);
        });
        commit();

        assertStoredOnce();
    }

    @Test
    void nextProcessGoesOnWhereTheOutcomeWasUnknown() {
        AtomicInteger commits = new AtomicInteger();
        wire.let(request -> request.isCommit() && commits.incrementAndGet() == 1
                ? Way.LOSES_ANSWER
                : commits.get() > 0 ? OVERLOADED : Way.PASSES);
        assertThatThrownBy(this::commit).isInstanceOf(UnknownOutcomeException.class);
        wire.let(request -> Way.PASSES);

        fixture.reopen(new CrashPoints());

        assertThat(fixture.lake().rawPosition(ITEMS, SOURCE)).contains(new Position(200));
        fixture.lake().catchUp(ITEMS, SOURCE);
        assertStoredOnce();
    }
}
