package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lakeward.contract.MemoryDocument;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that does not go on where the lake stands is refused, never followed in silence. */
class PostgresLogKeepingTest {
    private static final List<SourceTable> TABLES = List.of(SourceTable.parse("t"), SourceTable.parse("u"));

    @TempDir
    Path directory;

    private final Document notes = new MemoryDocument();

    private final TestServer server = TestServer.database(TestServer.NEWEST, "keeping");
    private PostgresSource source;
    private Position stored;

    @BeforeEach
    void keep() {
        server.execute("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE u (id int PRIMARY KEY)");
        source = new PostgresSource(server.settings().withNotes(notes));
        stored = source.keepLog(TABLES, Optional.empty());
    }

    @AfterEach
    void forget() {
        source.detach();
    }

    @Test
    void missingSlot() {
        server.execute("SELECT pg_drop_replication_slot('lakeward_keeping')");

        assertRefused("replication slot 'lakeward_keeping' is gone, and with it the log after " + stored);
    }

    @Test
    void youngerSlot() {
        server.execute("SELECT pg_drop_replication_slot('lakeward_keeping')", "INSERT INTO t VALUES (1)");
        String made = server.one("SELECT lsn FROM pg_create_logical_replication_slot('lakeward_keeping', 'pgoutput')");

        assertRefused(
                "slot 'lakeward_keeping' keeps the log after %s, but the lake needs it from %s on: it was made anew or moved on"
                        .formatted(made, stored));
    }

    @Test
    void serverRestoredToEarlier() {
        stored = new Position(Long.MAX_VALUE);

        assertThatThrownBy(() -> source.keepLog(TABLES, Optional.of(stored)))
                .hasMessageContaining("it was restored to an earlier time");
    }

    @Test
    void anotherServer() {
        server.execute("CREATE TABLE elsewhere (id int PRIMARY KEY)");
        TestServer other = TestServer.database("14", "keeping");
        PostgresSource moved = new PostgresSource(other.settings().withNotes(notes));

        assertThatThrownBy(() -> moved.keepLog(TABLES, Optional.of(stored)))
                .hasMessageContaining("the server there is another one");
    }

    @Test
    void missingPublication() {
        server.execute("DROP PUBLICATION lakeward_keeping");

        assertRefused("publication 'lakeward_keeping' is gone, so the log after %s has none of its tables' changes"
                .formatted(stored));
    }

    @Test
    void youngerPublication() {
        server.execute(
                "DROP PUBLICATION lakeward_keeping",
                "CREATE PUBLICATION lakeward_keeping FOR TABLE t, u WITH (publish_via_partition_root = true)");

        assertRefused("publication 'lakeward_keeping' is younger than %s, so changes may be missing from the log"
                .formatted(stored));
        source = server.source();
        assertRefused("publication 'lakeward_keeping' is younger than %s, so changes may be missing from the log"
                .formatted(stored));
    }

    @Test
    void publicationThatLeavesChangesOut() {
        server.execute("ALTER PUBLICATION lakeward_keeping SET (publish = 'insert')");

        assertRefused(
                "publication 'lakeward_keeping' was altered and does not publish every insert, update, delete and truncation");
    }

    @Test
    void tableTakenOutAndPutBack() {
        server.execute("ALTER PUBLICATION lakeward_keeping DROP TABLE t");
        assertRefused(
                "table 't' was taken out of publication 'lakeward_keeping', so changes of it are missing from the log");

        server.execute("ALTER PUBLICATION lakeward_keeping ADD TABLE t");
        assertRefused(
                "table 't' was taken out of publication 'lakeward_keeping' and put back, so changes of it are missing from the log");
    }

    @Test
    void tableThatWeTookOutComesBack() {
        source.keepLog(TABLES.subList(0, 1), Optional.of(stored));

        source.keepLog(TABLES, Optional.of(stored));

        assertThat(server.one("SELECT count(*) FROM pg_publication_tables WHERE pubname = 'lakeward_keeping'"))
                .isEqualTo("2");
    }

    @Test
    void tableThatWasAddedJustBeforeADeathStopsIfItsPositionIsOlder() {
        source.keepLog(TABLES.subList(0, 1), Optional.of(stored));
        server.execute("INSERT INTO u VALUES (1)", "ALTER PUBLICATION lakeward_keeping ADD TABLE u");

        source.keepLog(TABLES, Optional.of(stored));

        CapturedTable u = TestServer.captured(source, "u");
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = source.follow(Map.of(u, stored), TestServer.QUICK)) {
            seen.readTo(feed, server.commit("INSERT INTO u VALUES (2)"));
        }
        assertThat(seen.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.why()).contains("names it only since"));
    }

    @Test
    void tableOfThePublicationThatIsFiltered() {
        server.execute("ALTER PUBLICATION lakeward_keeping SET TABLE t WHERE (id > 5), u");
        source = server.source();

        assertRefused("publication 'lakeward_keeping' filters the rows or columns of table 't'");
    }

    @Test
    void newTableIsAddedAndAnOldPositionOfItStopsItAlone() {
        server.execute("CREATE TABLE v (id int PRIMARY KEY)", "INSERT INTO v VALUES (1)");
        List<SourceTable> more = List.of(TABLES.get(0), TABLES.get(1), SourceTable.parse("v"));
        source.keepLog(more, Optional.of(stored));
        CapturedTable t = TestServer.captured(source, "t");
        CapturedTable v = TestServer.captured(source, "v");
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = source.follow(Map.of(t, stored, v, stored), TestServer.QUICK)) {
            seen.readTo(feed, server.commit("INSERT INTO t VALUES (1)"));
        }

        assertThat(seen.of(t.source())).hasSize(1);
        assertThat(seen.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.why())
                        .startsWith(
                                "Cannot go on capturing 'app.v': publication 'lakeward_keeping' names it only since "));
    }

    @Test
    void detachEndsAFeedAndLeavesNothing() {
        try (ChangeFeed feed = source.follow(Map.of(TestServer.captured(source, "t"), stored), TestServer.QUICK)) {
            source.detach();

            assertThat(source.keptLog()).isEmpty();
            assertThat(server.one("SELECT count(*) FROM pg_publication")).isEqualTo("0");
            assertThatThrownBy(() -> new SeenChanges().readTo(feed, new Position(Long.MAX_VALUE)))
                    .isInstanceOf(PlatformException.class);
        }
    }

    @Test
    void killedServerIsFollowedOnWhereItWasLeft() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory.resolve("own"), "app", 0)) {
            Position kept;
            PostgresSettings settings = first.settings("lakeward_own", "lakeward_own", Optional.empty());
            PostgresSource own = new PostgresSource(settings);
            TestServer client = TestServer.of(settings);
            client.execute("CREATE TABLE t (id int PRIMARY KEY)");
            kept = own.keepLog(List.of(TABLES.get(0)), Optional.empty());
            CapturedTable table = TestServer.captured(own, "t");
            SeenChanges seen = new SeenChanges();
            try (ChangeFeed feed = own.follow(Map.of(table, kept), TestServer.QUICK)) {
                feed.confirm(seen.readTo(feed, client.commit("INSERT INTO t VALUES (1)"))
                        .position());
                client.execute("INSERT INTO t VALUES (2)");
                ProcessHandle postmaster =
                        ProcessHandle.of(first.pid().orElseThrow()).orElseThrow();
                postmaster.destroyForcibly();
                postmaster.onExit().get(10, TimeUnit.SECONDS);

                assertThatThrownBy(() -> seen.readTo(feed, new Position(Long.MAX_VALUE)))
                        .isInstanceOfSatisfying(
                                PlatformException.class,
                                e -> assertThat(e.fault()).isEqualTo(Fault.ENVIRONMENT))
                        .hasMessageContaining("127.0.0.1:" + first.port());
            }
            try (EmbeddedPostgres second = EmbeddedPostgres.start(directory.resolve("own"), "app", 0)) {
                PostgresSource again =
                        new PostgresSource(second.settings("lakeward_own", "lakeward_own", Optional.empty()));
                SeenChanges all = new SeenChanges();
                Position from = again.keepLog(List.of(TABLES.get(0)), Optional.of(kept));
                try (ChangeFeed feed = again.follow(Map.of(table, from), TestServer.QUICK)) {
                    all.readTo(
                            feed,
                            TestServer.of(second.settings("lakeward_own", "lakeward_own", Optional.empty()))
                                    .commit("INSERT INTO t VALUES (3)"));
                }
                assertThat(seen.and(all).replayed(TABLES.get(0))).hasSize(3);
            }
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> source.keepLog(TABLES, Optional.of(stored)))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot go on capturing database 'keeping' on %s: %s. Run `lakeward detach` and then `lakeward up` to read all tables anew from this server, or set its url to the server that the lake knows."
                                .formatted(server.settings().server(), why));
    }
}
