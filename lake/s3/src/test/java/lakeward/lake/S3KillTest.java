package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lakeward.contract.RandomHistory;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Zone;
import lakeward.lake.s3.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes to a lake on S3 is killed again and again; the store lives on. */
class S3KillTest {
    private static final long SEED = 20261125;
    private static final int KILLS = 4;

    @TempDir
    Path directory;

    @Test
    void killedProcessesLoseAndDoubleNothing() throws IOException, InterruptedException {
        Map<Zone, URI> buckets = TestStore.buckets();
        URI endpoint = TestStore.shared().endpoint();
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = start(buckets, endpoint, kill);
            try (BufferedReader steps = writer.inputReader()) {
                for (int left = 2 + random.nextInt(60); left > 0; left--) {
                    assertThat(steps.readLine())
                            .as("seed %d: a step of process %d", SEED, kill)
                            .isNotNull();
                }
            } finally {
                writer.destroyForcibly().waitFor();
            }
        }

        RandomHistory history = history();
        try (LakeFixture fixture = new LakeFixture(directory, () -> TestStore.lake(buckets, endpoint, directory))) {
            int last = stored(fixture, history);
            assertThat(last).isPositive();
            CapturedTable table = history.table(last);
            fixture.lake().catchUp(table, SOURCE);
            assertThat(fixture.rows(table.processed()))
                    .as("seed %d", SEED)
                    .containsExactlyInAnyOrderElementsOf(history.rows(last));
            fixture.lake().rebuild(table, SOURCE);
            assertThat(fixture.rows(table.processed()))
                    .as("seed %d, rebuilt", SEED)
                    .containsExactlyInAnyOrderElementsOf(history.rows(last));
        }
    }

    private static RandomHistory history() {
        return new RandomHistory(SEED, 150);
    }

    /** Returns the last transaction that raw has. */
    private static int stored(LakeFixture fixture, RandomHistory history) {
        return fixture.lake()
                .rawPosition(history.table(0), SOURCE)
                .map(position -> (int) ((position.value() - RandomHistory.position(0)) / 10))
                .orElse(-1);
    }

    private Process start(Map<Zone, URI> buckets, URI endpoint, int number) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                endpoint.toString(),
                directory.resolve("process-" + number).toString()));
        buckets.values().forEach(url -> command.add(url.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Commits a history from where the lake is, and says which steps it reaches. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            URI endpoint = URI.create(arguments[0]);
            Path directory = Path.of(arguments[1]);
            Map<Zone, URI> buckets = new EnumMap<>(Zone.class);
            for (Zone zone : Zone.values()) {
                buckets.put(zone, URI.create(arguments[2 + zone.ordinal()]));
            }
            RandomHistory history = history();
            try (LakeFixture fixture = new LakeFixture(directory, () -> TestStore.lake(buckets, endpoint, directory))) {
                fixture.reopen(new CrashPoints() {
                    @Override
                    public void reach(String point) {
                        System.out.println(point);
                    }
                });
                if (stored(fixture, history) < 0) {
                    fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
                }
                for (int next = stored(fixture, history) + 1; next < history.length(); next++) {
                    fixture.commit(RandomHistory.position(next), history.changes(next, next + 1));
                    fixture.lake().maintain(history.table(next).processed());
                }
            }
            throw new AssertionError("It was not killed before the history's end");
        }
    }
}
