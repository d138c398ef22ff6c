package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lakeward.contract.RandomSql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories over all types and DDL, while the program and the server are killed: the lake is the source, and raw
 * replayed is the lake. {@code -Dlakeward.seed=7} adds to what the seeds begin with.
 */
class HistoryTest {
    private static final int ROUNDS = 4;
    private static final int TRANSACTIONS_PER_ROUND = 25;
    private static final long SHIFT = Long.getLong("lakeward.seed", 0);

    @TempDir
    private Path folder;

    private Lakeward platform;

    @AfterEach
    void stop() throws Exception {
        platform.call("down");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void lakeIsTheSourceAfterARandomHistory(long number) throws Exception {
        long seed = SHIFT + number;
        Random random = new Random(seed);
        RandomSql history = new RandomSql(seed);
        platform = new Lakeward(write(history));
        platform.mustCall("schema", "pull");

        for (int round = 0; round < ROUNDS; round++) {
            long program = up();
            try (Connection connection = OwnServer.connect(platform.project());
                    Statement statement = connection.createStatement()) {
                for (int i = 0; i < TRANSACTIONS_PER_ROUND; i++) {
                    for (String sql : history.next().statements()) {
                        statement.execute(sql);
                    }
                }
            }
            kill(program, random.nextBoolean());
        }
        up();
        readStoppedAnew(seed);
        balances(seed);
        for (String table : RandomSql.tables()) {
            platform.mustCall("rebuild", table);
        }
        balances(seed);
    }

    /** Starts the program, which says so where tables had to stop, and returns its process. */
    private long up() throws Exception {
        platform.call("up", "--detach");
        return new ObjectMapper()
                .readTree(platform.project().resolve(".lakeward/run.json").toFile())
                .path("pid")
                .asLong();
    }

    /** Kills the program, and its server too or not, without a word to either. */
    private void kill(long program, boolean alsoServer) throws Exception {
        if (alsoServer) {
            OwnServer.kill(platform.project());
        }
        ProcessHandle process = ProcessHandle.of(program).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(1, TimeUnit.MINUTES);
    }

    /** Tables whose column came anew may have to stop, where the log does not tell; no others may. */
    private void readStoppedAnew(long seed) throws Exception {
        Lakeward.Outcome first = platform.call("verify", "--json");
        TreeSet<String> stopped = new TreeSet<>();
        for (JsonNode table : platform.mustCall("status", "--json").json().path("tables")) {
            if (table.path("state").asText().equals("stopped")) {
                stopped.add(table.path("name").asText());
                assertThat(table.path("problem").asText()).as("seed %d", seed).contains("lakeward resnapshot");
            }
        }
        assertThat(stopped).as("seed %d: %s", seed, first).isSubsetOf(RandomSql.PAIRS);
        for (String table : stopped) {
            platform.mustCall("resnapshot", table);
        }
    }

    private void balances(long seed) throws Exception {
        assertThat(platform.mustCall("verify").out()).as("seed %d", seed).contains("in 4 tables");
    }

    private Path write(RandomSql history) throws Exception {
        Path project = folder.resolve("history");
        Bank.write(project, "lakeward.yaml", """
                platform: history
                version: 1
                databases:
                  app:
                    engine: postgres
                    migrations: db
                    capture: {tables: [%s]}
                """.formatted(String.join(", ", RandomSql.tables())));
        Bank.write(project, "db/001.sql", history.setUp().stream().collect(Collectors.joining(";\n", "", ";\n")));
        return project;
    }
}
