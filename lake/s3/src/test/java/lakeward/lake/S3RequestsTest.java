package lakeward.lake;

import static lakeward.lake.S3Fixture.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.CrashPoints;
import lakeward.lake.s3.FaultyWire;
import lakeward.lake.s3.FaultyWire.Way;
import lakeward.lake.s3.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are money: each is counted on the wire. */
class S3RequestsTest {
    @TempDir
    Path directory;

    private FaultyWire wire;
    private LakeFixture fixture;

    @BeforeEach
    void open() {
        wire = new FaultyWire(TestStore.shared().endpoint());
        fixture = S3Fixture.open(directory, wire.endpoint());
        ChangeWriter writer = new ChangeWriter(ITEMS).at(100);
        LongStream.range(0, 20_000).forEach(id -> writer.snapshot(id, "name " + id));
        fixture.load(ITEMS, 100, writer.changes());
        // The first batch brings here what it looks for keys in.
        fixture.commit(
                150, List.of(new ChangeWriter(ITEMS).at(150).update(7L, "first").changes()));
        wire.forget();
    }

    @AfterEach
    void close() {
        fixture.close();
        wire.close();
    }

    /** Returns the requests without what differs from run to run. */
    private List<String> requests() {
        List<String> requests = wire.requests().stream()
                .map(request -> request.toString()
                        .replaceAll("GET (.*)\\?list-type=2.*", "LIST $1")
                        .replaceAll("/lake-\\d+-", "")
                        .replaceAll("lakeward-[0-9a-f-]+\\.parquet", "data")
                        .replaceAll("deletion_vector_[0-9a-f-]+\\.bin", "vectors")
                        .replaceAll("_delta_log/0{1,19}", ""))
                .toList();
        wire.forget();
        return requests;
    }

    @Test
    void batchTakesThreeRequestsATableToSeeThatNobodyElseWroteToWriteRowsAndToCommit() {
        fixture.commit(
                200,
                List.of(new ChangeWriter(ITEMS)
                        .at(200)
                        .update(8L, "new")
                        .insert(20_000L, "more")
                        .changes()));

        assertThat(requests())
                .containsExactly(
                        "GET processed/items/2.json",
                        "GET raw/items/2.json",
                        "PUT processed/items/data",
                        "PUT raw/items/data",
                        "PUT raw/items/2.json",
                        "PUT processed/items/2.json");
    }

    @Test
    void deletionsThatTheLogHasNoRoomForTakeOneMore() {
        ChangeWriter writer = new ChangeWriter(ITEMS).at(200);
        LongStream.range(0, 2_000).forEach(i -> writer.update(i * 9 % 20_000, "new"));

        fixture.commit(200, List.of(writer.changes()));

        assertThat(requests())
                .containsExactly(
                        "GET processed/items/2.json",
                        "GET raw/items/2.json",
                        "PUT processed/items/vectors",
                        "PUT processed/items/data",
                        "PUT raw/items/data",
                        "PUT raw/items/2.json",
                        "PUT processed/items/2.json");
    }

    @Test
    void readingWhatWasReadOrWrittenHereTakesOneToSeeThatThereIsNothingNewer() {
        assertThat(fixture.rows(ITEMS.processed())).hasSize(20_000);

        assertThat(requests()).containsExactly("GET processed/items/2.json");
    }

    @Test
    void nextProcessReadsLogAndRowsOnceEachAndNothingElse() {
        wire.forget();
        fixture.reopen(new CrashPoints());

        assertThat(fixture.rows(ITEMS.processed())).hasSize(20_000);

        assertThat(requests())
                .containsExactlyInAnyOrder(
                        "LIST processed",
                        "GET processed/items/_delta_log/_last_checkpoint",
                        "GET processed/items/0.json",
                        "GET processed/items/1.json",
                        "GET processed/items/data",
                        "GET processed/items/data");
    }

    @Test
    void nextProcessReadsTheCommitsOfALogAtOnce() {
        fixture.commit(
                200, List.of(new ChangeWriter(ITEMS).at(200).update(8L, "new").changes()));
        CyclicBarrier commits = new CyclicBarrier(3);
        wire.let(request -> request.method().equals("GET") && request.path().endsWith(".json")
                ? Way.together(commits, Way.PASSES)
                : Way.PASSES);

        fixture.reopen(new CrashPoints());

        assertThat(fixture.lake().latest(ITEMS.processed()).orElseThrow().version())
                .isEqualTo(2);
    }

    @Test
    void earlierVersionIsReadWithoutTheCommitsAfterIt() {
        fixture.reopen(new CrashPoints());
        fixture.lake().latest(ITEMS.processed());
        wire.forget();

        fixture.lake().read(ITEMS.processed(), 0).close();

        assertThat(requests())
                .containsExactly(
                        "GET processed/items/2.json",
                        "HEAD processed/items/0.json",
                        "LIST processed",
                        "GET processed/items/0.json",
                        "LIST processed");
    }

    @Test
    void newKeysAreNotLookedForInFilesWhoseRangeDoesNotHoldThem() {
        fixture.reopen(new CrashPoints());
        wire.forget();

        fixture.commit(
                200,
                List.of(new ChangeWriter(ITEMS).at(200).insert(20_000L, "more").changes()));

        assertThat(requests()).noneMatch(request -> request.matches("GET .*data"));
        assertThat(fixture.rows(ITEMS.processed())).hasSize(20_001);
    }

    @Test
    void zonesAreListedOnceAMinuteWhoeverLooksAround() {
        assertThat(fixture.lake().tables()).containsExactly(ITEMS.raw(), ITEMS.processed());
        assertThat(requests()).hasSize(4).allMatch(request -> request.startsWith("LIST"));

        assertThat(fixture.lake().tables()).containsExactly(ITEMS.raw(), ITEMS.processed());

        assertThat(requests()).isEmpty();
    }
}
