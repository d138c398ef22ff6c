package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lakeward.contract.RandomHistory;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Position;
import lakeward.core.port.SnapshotLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrashTest {
    private static final List<String> POINTS =
            List.of("after-parquet", "after-raw-commit", "between-tables", "after-processed-commit", "mid-compaction");

    @TempDir
    Path directory;

    /** Makes a lake to test. */
    LakeFixture fixture() {
        return new LakeFixture(directory);
    }

    /** Returns how long a lake is looked after: for two checkpoints. */
    int upkeepTransactions() {
        return 230;
    }

    static Stream<Arguments> crashes() {
        return IntStream.range(0, 10).mapToObj(seed -> Arguments.of(seed, POINTS.get(seed % POINTS.size())));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void crashThenReplayGivesTheSourcesRows(long seed, String point) {
        RandomHistory history = new RandomHistory(100 + seed, 30);
        Random random = new Random(seed);
        try (LakeFixture fixture = fixture()) {
            fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
            int from = 1;
            while (from < history.length()) {
                int to = Math.min(history.length(), from + 1 + random.nextInt(5));
                if (random.nextInt(3) == 0) {
                    fixture.reopen(new LakeFixture.At(point, () -> {
                        throw new LakeFixture.Died();
                    }));
                }
                try {
                    fixture.commit(RandomHistory.position(to - 1), history.changes(from, to));
                    fixture.lake().maintain(history.table(0).processed());
                    from = to;
                } catch (LakeFixture.Died e) {
                    fixture.reopen(new CrashPoints());
                    from = stored(fixture, history.table(0)) + 1;
                }
            }
            CapturedTable table = history.table(history.length() - 1);

            assertThat(fixture.rows(table.processed()))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(history.rows(history.length() - 1));
            fixture.lake().rebuild(table, SOURCE);
            assertThat(fixture.rows(table.processed()))
                    .as("seed %d, rebuilt", seed)
                    .containsExactlyInAnyOrderElementsOf(history.rows(history.length() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after-raw-commit", "between-tables", "after-processed-commit"})
    void failedSnapshotIsFinishedByCatchingUp(String point) {
        RandomHistory history = new RandomHistory(5, 20);
        try (LakeFixture fixture = fixture()) {
            fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
            fixture.commit(RandomHistory.position(5), history.changes(1, 6));
            fixture.reopen(new LakeFixture.At(point, () -> {
                throw new LakeFixture.Died();
            }));

            assertThatThrownBy(() -> fixture.load(history.table(10), RandomHistory.position(10), history.snapshot(10)))
                    .isInstanceOf(LakeFixture.Died.class);
            fixture.reopen(new CrashPoints());
            fixture.lake().catchUp(history.table(10), SOURCE);

            assertThat(fixture.rows(history.table(10).processed()))
                    .containsExactlyInAnyOrderElementsOf(history.rows(10));
            assertThat(fixture.lake().processedPosition(history.table(10), SOURCE))
                    .contains(new Position(RandomHistory.position(10)));
        }
    }

    /** Deaths while a lake is looked after, each followed by the next process. */
    @ParameterizedTest
    @ValueSource(strings = {"mid-vacuum", "mid-checkpoint", "mid-log-clean-up", "mid-compaction"})
    void deathsAmidUpkeepHarmNothing(String point) {
        RandomHistory history = new RandomHistory(point.hashCode(), upkeepTransactions());
        Random random = new Random(point.hashCode());
        int deaths = 0;
        try (LakeFixture fixture = fixture()) {
            fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
            for (int i = 1; i < history.length(); i++) {
                // Raw's upkeep and processed's both do what is due, since versions are kept for ten minutes.
                fixture.clock.move(Duration.ofSeconds(15));
                fixture.commit(RandomHistory.position(i), history.changes(i, i + 1));
                try {
                    fixture.lake().maintain(history.table(i).raw());
                    fixture.lake().maintain(history.table(i).processed());
                } catch (LakeFixture.Died e) {
                    deaths++;
                    fixture.reopen(new CrashPoints());
                }
                if (random.nextInt(12) == 0) {
                    fixture.reopen(new LakeFixture.At(point, () -> {
                        throw new LakeFixture.Died();
                    }));
                }
            }
            int last = history.length() - 1;

            assertThat(deaths).isPositive();
            assertThat(fixture.rows(history.table(last).processed()))
                    .containsExactlyInAnyOrderElementsOf(history.rows(last));
            fixture.lake().rebuild(history.table(last), SOURCE);
            assertThat(fixture.rows(history.table(last).processed()))
                    .containsExactlyInAnyOrderElementsOf(history.rows(last));
        }
    }

    @Test
    void deathAmidASnapshotLeavesTheTableAsItWas() throws IOException {
        RandomHistory history = new RandomHistory(5, 20);
        try (LakeFixture fixture = fixture()) {
            CapturedTable table = history.table(10);
            fixture.load(table, RandomHistory.position(10), history.snapshot(10));
            long files = fixture.files(table.processed());
            // Never closed, as a process that dies does not.
            SnapshotLoad load = fixture.lake().beginSnapshot(table, SOURCE, new Position(RandomHistory.position(11)));
            load.append(history.snapshot(11));

            fixture.reopen(new CrashPoints());

            assertThat(fixture.rows(table.processed())).containsExactlyInAnyOrderElementsOf(history.rows(10));
            fixture.load(table, RandomHistory.position(12), history.snapshot(12));
            assertThat(fixture.rows(table.processed())).containsExactlyInAnyOrderElementsOf(history.rows(12));
            load.close();
            assertThat(fixture.files(table.processed())).isEqualTo(files + 2);
        }
    }

    /** Returns the last transaction that both tables have. */
    private static int stored(LakeFixture fixture, CapturedTable table) {
        Position raw = fixture.lake().rawPosition(table, SOURCE).orElseThrow();
        Position processed = fixture.lake().processedPosition(table, SOURCE).orElseThrow();
        long both = Math.min(raw.value(), processed.value());
        return (int) ((both - RandomHistory.position(0)) / 10);
    }
}
