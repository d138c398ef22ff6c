package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a running platform when things go wrong around it. */
class BankTest {
    private static final String[] CRASH_POINTS = {
        "mid-snapshot",
        "after-parquet",
        "mid-vacuum",
        "after-raw-commit",
        "between-tables",
        "after-processed-commit",
        "before-slot",
        "mid-compaction",
        "mid-checkpoint"
    };

    /** What happens in nearly every batch, so that a random one of the first can be chosen. */
    private static final Set<String> IN_EACH_BATCH =
            Set.of("after-parquet", "after-raw-commit", "between-tables", "after-processed-commit", "before-slot");

    @TempDir
    private Path folder;

    private Lakeward bank;

    @BeforeEach
    void write() throws Exception {
        bank = new Lakeward(Bank.write(folder.resolve("bank")));
    }

    @AfterEach
    void stop() throws Exception {
        bank.call("down");
    }

    @Test
    void moneyIsTheSameInEveryVersionWhereverTheProcessDies() throws Exception {
        long seed = Long.getLong("lakeward.seed", 42);
        Random random = new Random(seed);
        for (String point : CRASH_POINTS) {
            int count = IN_EACH_BATCH.contains(point) ? 1 + random.nextInt(12) : 1;
            bank.callUntilItDiesAt(point + ":" + count, "up");
            assertThat(bank.mustCall("verify").out())
                    .as("after a death at %s, seed %d", point, seed)
                    .contains("The books balance");
        }

        bank.mustCall("up", "--detach");

        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        bank.mustCall("rebuild", "left_accounts");
        bank.mustCall("rebuild", "right_accounts");
        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        bank.mustCall("resnapshot", "right_accounts");
        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        JsonNode versions =
                bank.mustCall("history", "money", "--limit", "100000", "--json").json();
        assertThat(versions).as("seed %d", seed).hasSizeGreaterThan(CRASH_POINTS.length);
        for (JsonNode commit : versions) {
            long version = commit.path("version").path("version").asLong();
            if (version % 5 == 0) {
                assertThat(total("select total from money at (version => %d)".formatted(version)))
                        .as("version %d, seed %d", version, seed)
                        .isEqualTo(Bank.MONEY);
            }
        }
    }

    @Test
    void booksBalanceAfterTheServerWasKilledAgainAndAgain() throws Exception {
        long seed = Long.getLong("lakeward.seed", 42);
        Random random = new Random(seed);
        bank.mustCall("up", "--detach");

        for (int kills = 0; kills < 3; kills++) {
            OwnServer.kill(bank.project());
            // The next one dies in some batch after the platform has found the server again.
            awaitChanges(1 + random.nextInt(300));
        }

        assertThat(bank.mustCall("verify").out()).as("seed %d", seed).contains("The books balance");
        assertThat(total("select total from money")).isEqualTo(Bank.MONEY);
    }

    @Test
    void tableWhoseColumnChangesItsTypeStopsAloneAndIsReadAnew() throws Exception {
        bank.mustCall("up", "--detach");

        OwnServer.execute(
                bank.project(),
                "alter table left_accounts alter note type integer using 7; update left_accounts set note = 8 where id = 1");
        JsonNode stopped = statusWhere("tables", "left_accounts", "stopped");

        assertThat(stopped.path("problem").asText()).contains("lakeward resnapshot");
        assertThat(statusWhere("tables", "right_accounts", "following")).isNotNull();
        assertThat(statusWhere("models", "money", "waiting").path("problem").asText())
                .isEqualTo("It waits for processed.left_accounts, which is stopped.");
        Lakeward.Outcome apart = bank.call("verify");
        assertThat(apart.exitCode()).isEqualTo(1);
        assertThat(apart.out())
                .contains("app.left_accounts          not compared, it is stopped")
                .contains("The books balance for 1 of 2 tables: 100 rows.");
        bank.mustCall("resnapshot", "left_accounts");
        statusWhere("models", "money", "current");
        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        assertThat(total("select count(*) from processed.left_accounts where note = 8"))
                .isEqualTo(1);
    }

    @Test
    void addedColumnIsForwardedAndItsDefaultIsFilledOnce() throws Exception {
        bank.mustCall("up", "--detach");

        OwnServer.execute(
                bank.project(),
                "alter table left_accounts add extra int default 5; update left_accounts set extra = 6 where id = 1");

        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        bank.mustCall("down");
        bank.mustCall("up", "--detach");
        OwnServer.execute(bank.project(), "update left_accounts set extra = 7 where id = 2");
        assertThat(bank.mustCall("verify").out()).contains("The books balance");
        assertThat(total("select sum(extra) from processed.left_accounts")).isEqualTo(98 * 5 + 6 + 7);
    }

    @Test
    void modelIsRunAgainWithAPlatformAndWithout() throws Exception {
        bank.mustCall("up", "--detach");
        assertThat(bank.mustCall("quarantine", "retry", "money").out()).startsWith("Model money ran again: version ");
        bank.mustCall("down");

        Lakeward.Outcome again = bank.mustCall("quarantine", "retry", "money");
        Lakeward.Outcome unknown = bank.call("quarantine", "retry", "mony");

        assertThat(again.out()).startsWith("Model money ran again: version ");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("Cannot find model 'mony': there are [money].");
        assertThat(total("select total from money")).isEqualTo(Bank.MONEY);
    }

    @Test
    void detachedPlatformReadsEverythingAnew() throws Exception {
        bank.mustCall("up", "--detach");
        bank.mustCall("down");

        bank.mustCall("detach");
        bank.mustCall("up", "--detach");

        assertThat(bank.mustCall("verify").out()).contains("The books balance");
    }

    /** Waits until so many changes more are in the lake. */
    private void awaitChanges(long more) throws Exception {
        long goal = changes() + more;
        for (int looks = 0; changes() < goal; looks++) {
            assertThat(looks).as("looks for %d changes", goal).isLessThan(120);
        }
    }

    private long changes() throws Exception {
        return bank.mustCall("status", "--json")
                .json()
                .path("databases")
                .path(0)
                .path("changes")
                .asLong();
    }

    private long total(String sql) throws Exception {
        return bank.mustCall("query", "--format", "json", sql)
                .json()
                .path("rows")
                .path(0)
                .path(0)
                .asLong();
    }

    private JsonNode statusWhere(String kind, String name, String state) throws Exception {
        for (int looks = 0; looks < 60; looks++) {
            for (JsonNode line : bank.mustCall("status", "--json").json().path(kind)) {
                if (line.path("name").asText().equals(name)
                        && line.path("state").asText().equals(state)) {
                    return line;
                }
            }
        }
        throw new AssertionError("%s never was %s".formatted(name, state));
    }
}
