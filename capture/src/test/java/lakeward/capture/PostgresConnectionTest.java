package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lakeward.contract.SeenChanges;
import lakeward.contract.TcpProxy;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.SourceSnapshot;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to the server is cut, or leads nowhere. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresConnectionTest {
    private static final SourceTable T = SourceTable.parse("t");

    private final TestServer server = TestServer.database(TestServer.NEWEST, "connection");
    private final TcpProxy proxy = new TcpProxy(server.settings().port());
    // What takes minutes by default is to be seen in seconds. An answer is waited for without end, so that nothing but
    // the
    // silence on the replication connection tells.
    private final PostgresSource source =
            remote(Map.of("options", "-c wal_sender_timeout=1s", "socketTimeout", "0"), EmbeddedPostgres.USER);
    private CapturedTable table;
    private Position kept;

    @BeforeEach
    void keep() {
        server.execute(
                "CREATE TABLE t (id int, part int, note text, PRIMARY KEY (id, part)) PARTITION BY LIST (part)",
                "CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)",
                "CREATE TABLE t_2 PARTITION OF t FOR VALUES IN (2)");
        kept = source.keepLog(List.of(T), Optional.empty());
        table = TestServer.captured(source, "t");
    }

    @AfterEach
    void forget() {
        proxy.close();
        server.source().detach();
    }

    @Test
    void cutWhileFollowingLosesNothing() {
        SeenChanges before = new SeenChanges();
        Position stored;
        try (ChangeFeed feed = follow(kept)) {
            stored = before.readTo(feed, server.commit("INSERT INTO t VALUES (1, 1, 'before')"))
                    .position();
            feed.confirm(stored);
            proxy.cut();
            server.commit("INSERT INTO t VALUES (2, 1, 'cut')");
            assertFails(() -> before.readTo(feed, new Position(Long.MAX_VALUE)));
        }
        SeenChanges after = new SeenChanges();
        try (ChangeFeed feed = follow(stored)) {
            after.readTo(feed, server.commit("INSERT INTO t VALUES (3, 1, 'after')"));
        }

        assertThat(before.and(after).replayed(T)).hasSize(3);
    }

    @Test
    void connectionThatLeadsNowhereIsNoticedWhileFollowing() {
        SeenChanges seen = new SeenChanges();
        Position stored;
        try (ChangeFeed feed = follow(kept)) {
            stored = seen.readTo(feed, server.commit("INSERT INTO t VALUES (1, 1, 'before')"))
                    .position();
            proxy.stall();
            server.commit("INSERT INTO t VALUES (2, 1, 'nowhere')");
            assertFails(() -> seen.readTo(feed, new Position(Long.MAX_VALUE)));
        }
        proxy.resume();
        SeenChanges after = new SeenChanges();
        try (ChangeFeed feed = follow(stored)) {
            after.readTo(feed, server.position());
        }

        assertThat(seen.and(after).replayed(T)).hasSize(2);
    }

    @Test
    void idleConnectionIsNotTakenForOneThatLeadsNowhere() {
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = follow(kept)) {
            // Four times the server's wal_sender_timeout, twice our patience.
            for (int i = 0; i < 40; i++) {
                seen.read(feed);
            }
            seen.readTo(feed, server.commit("INSERT INTO t VALUES (1, 1, 'at last')"));
        }

        assertThat(seen.of(T)).hasSize(1);
    }

    @Test
    void cutWhileReadingTheTableFailsAndAnotherSnapshotHasAll() {
        fill();
        try (SourceSnapshot snapshot = source.snapshot()) {
            assertFails(() -> snapshot.read(table, 2, changes -> proxy.cut()));
        }
        assertThatAllIsRead();
    }

    @Test
    void connectionThatLeadsNowhereIsNoticedWhileReadingTheTable() {
        fill();
        PostgresSource impatient =
                remote(Map.of("socketTimeout", "2", "receiveBufferSize", "65536"), EmbeddedPostgres.USER);
        try (SourceSnapshot snapshot = impatient.snapshot()) {
            assertFails(() -> snapshot.read(table, 2, changes -> proxy.stall()));
        }
        proxy.resume();
        assertThatAllIsRead();
    }

    @Test
    void failedReadingLeavesNothingBehindAtTheServer() throws Exception {
        fill();
        server.execute(
                "CREATE ROLE reader LOGIN REPLICATION PASSWORD '%s'"
                        .formatted(server.settings().password().value()),
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
                "ALTER TABLE t_2 ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY slow ON t_2 USING (pg_sleep(600) IS NOT NULL)");
        try (PostgresSource slow = remote(Map.of(), "reader")) {
            CountDownLatch bothRead = new CountDownLatch(1);
            try (SourceSnapshot snapshot = slow.snapshot()) {
                assertThatThrownBy(() -> snapshot.read(table, 2, changes -> {
                            awaitSleeping();
                            bothRead.countDown();
                            throw new IllegalStateException("the lake is full");
                        }))
                        .hasMessage("the lake is full");
            }

            assertThat(bothRead.await(0, TimeUnit.SECONDS)).isTrue();
            awaitCount("0", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader'");
        } finally {
            server.execute("DROP OWNED BY reader", "DROP ROLE reader");
        }
    }

    private void awaitSleeping() {
        awaitCount("1", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND wait_event = 'PgSleep'");
    }

    /** An ended session is seen for a moment longer. */
    private void awaitCount(String count, String sql) {
        for (int i = 0; i < 2_000 && !server.one(sql).equals(count); i++) {
            Thread.onSpinWait();
        }
        assertThat(server.one(sql)).isEqualTo(count);
    }

    /** Five megabytes a partition: more than one piece. */
    private void fill() {
        server.execute("INSERT INTO t SELECT i, 1 + i % 2, repeat('x', 1000) FROM generate_series(1, 10000) i");
    }

    private void assertThatAllIsRead() {
        try (SourceSnapshot snapshot = source.snapshot()) {
            assertThat(snapshot.read(table, 2, changes -> {})).isEqualTo(10_000);
        }
    }

    private static void assertFails(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT));
    }

    private ChangeFeed follow(Position from) {
        return source.follow(Map.of(table, from), TestServer.QUICK);
    }

    private PostgresSource remote(Map<String, String> parameters, String user) {
        PostgresSettings near = server.settings();
        return new PostgresSource(new PostgresSettings(
                near.host(),
                proxy.port(),
                near.database(),
                user,
                near.password(),
                near.slot(),
                near.publication(),
                parameters,
                near.notes()));
    }
}
