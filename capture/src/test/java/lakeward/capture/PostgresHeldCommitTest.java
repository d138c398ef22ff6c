package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lakeward.contract.MemoryDocument;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction whose commit the log has while other sessions do not see it: it waits for a standby that there is not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresHeldCommitTest {
    private static final SourceTable T = SourceTable.parse("t");

    /** Transactions whose commits are held, the latest first. */
    private static final String HELD = """
            SELECT transactionid, pid FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE wait_event = 'SyncRep' AND locktype = 'transactionid' ORDER BY transactionid::text::bigint DESC""";

    private final SeenChanges seen = new SeenChanges();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> commits = new ArrayList<>();
    private volatile boolean held;
    private TestServer server;
    private PostgresSource source;

    @AfterEach
    void forget() throws Exception {
        release();
        threads.shutdown();
        source.detach();
    }

    @ParameterizedTest
    @ValueSource(strings = {"14", TestServer.NEWEST})
    void columnsAreReadOnceOthersSeeTheCommit(String version) throws Exception {
        try (ChangeFeed feed = follow(version, Duration.ofMinutes(1))) {
            Future<?> reading = readHeldCommit(feed);
            assertThatThrownBy(() -> reading.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

            release();

            reading.get(20, TimeUnit.SECONDS);
        }
        assertThat(seen.stops()).isEmpty();
        assertThat(seen.operations(T)).containsExactly(Operation.INSERT, Operation.FILL, Operation.INSERT);
        assertThat(seen.of(T).get(1).values()).containsEntry("c", 7L);
        assertThat(seen.of(T).get(2).values()).containsEntry("id", 2L).containsEntry("c", 8L);
    }

    @Test
    void feedFailsIfTheCommitIsHeldForTooLong() throws Exception {
        try (ChangeFeed feed = follow(TestServer.NEWEST, Duration.ofSeconds(1))) {
            Future<?> reading = readHeldCommit(feed);

            String why =
                    "Cannot read the columns of 'app.t' on %s, database 'held': after 1 s transaction %s of process %s "
                            + "has not ended for other sessions, although its commit is in the log; synchronous_standby_names is 'nobody'. "
                            + "Let the standbys catch up or take them out of that setting, "
                            + "or raise max-wait in the database's capture settings.";
            List<String> latest = server.strings(HELD).get(0);
            assertThatThrownBy(() -> reading.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                    .hasMessage(why, server.settings().server(), latest.get(0), latest.get(1));
        }
        assertThat(seen.stops()).isEmpty();
    }

    @Test
    void feedThatWaitsForACommitCanBeClosed() throws Exception {
        ChangeFeed feed = follow(TestServer.NEWEST, Duration.ofMinutes(1));
        Future<?> reading = readHeldCommit(feed);
        assertThatThrownBy(() -> reading.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        feed.close();

        assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(PlatformException.class);
        assertThat(seen.stops()).isEmpty();
    }

    private ChangeFeed follow(String version, Duration maxWait) {
        server = TestServer.database(version, "held");
        server.execute("CREATE TABLE t (id int PRIMARY KEY)");
        source = new PostgresSource(server.settings().withNotes(new MemoryDocument()), maxWait);
        Position kept = source.keepLog(List.of(T), Optional.empty());
        CapturedTable table = TestServer.captured(source, "t");
        ChangeFeed feed = source.follow(Map.of(table, kept), TestServer.QUICK);
        seen.readTo(feed, server.commit("INSERT INTO t VALUES (1)"));
        return feed;
    }

    /** Adds a column and a row in a transaction whose commit does not return, and reads on up to there. */
    private Future<?> readHeldCommit(ChangeFeed feed) throws InterruptedException {
        server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
        // The server heeds it a little later.
        commits.add(threads.submit(() -> {
            TestServer other = TestServer.of(server.settings());
            while (!held) {
                other.commit("SELECT pg_logical_emit_message(true, '', '')");
            }
        }));
        awaitHeld(1);
        held = true;
        commits.add(threads.submit(() -> TestServer.of(server.settings())
                .commit(
                        "SAVEPOINT before",
                        "ALTER TABLE t ADD COLUMN c int DEFAULT 7",
                        "RELEASE before",
                        "INSERT INTO t VALUES (2, 8)")));
        awaitHeld(2);
        Position committed = server.position();
        return threads.submit(() -> seen.readTo(feed, committed));
    }

    private void awaitHeld(int commits) throws InterruptedException {
        while (server.strings(HELD).size() < commits) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void release() throws Exception {
        server.execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
        for (Future<?> commit : commits) {
            commit.get(20, TimeUnit.SECONDS);
        }
    }
}
