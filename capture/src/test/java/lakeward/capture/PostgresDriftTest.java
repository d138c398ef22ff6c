package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.contract.MemoryDocument;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a captured table whose definition changes; another table goes on whatever happens. */
class PostgresDriftTest {
    private static final SourceTable T = SourceTable.parse("t");
    private static final SourceTable OTHER = SourceTable.parse("other");

    private final Document notes = new MemoryDocument();

    private final TestServer server = TestServer.database(TestServer.NEWEST, "drift");
    private final SeenChanges seen = new SeenChanges();
    private PostgresSource source;
    private Map<CapturedTable, Position> captured;

    @BeforeEach
    void capture() {
        server.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(5), m mood)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        source = new PostgresSource(server.settings().withNotes(notes));
        Position kept = source.keepLog(List.of(T, OTHER), Optional.empty());
        captured = new LinkedHashMap<>();
        captured.put(TestServer.captured(source, "t"), kept);
        captured.put(TestServer.captured(source, "other"), kept);
        server.commit("INSERT INTO t VALUES (1, 1, 'x', 'ok')");
    }

    @AfterEach
    void forget() {
        source.detach();
    }

    @Test
    void columnAddedWithAConstantDefaultFillsOldRows() {
        read(
                "BEGIN",
                "INSERT INTO t VALUES (2, 2)",
                "ALTER TABLE t ADD COLUMN c numeric(5,2) NOT NULL DEFAULT 1.50, ADD COLUMN d text DEFAULT 'a\"b,c', ADD COLUMN e int",
                "INSERT INTO t (id, c) VALUES (3, 9)",
                "COMMIT");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.operations(T))
                .containsExactly(Operation.INSERT, Operation.INSERT, Operation.FILL, Operation.INSERT);
        List<SeenChange> changes = seen.of(T);
        assertThat(changes.get(2).values())
                .containsEntry("id", null)
                .containsEntry("d", "a\"b,c")
                .containsEntry("e", null);
        assertThat(changes.get(2).values().get("c")).hasToString("1.50");
        assertThat(changes.get(2).position()).isEqualTo(changes.get(3).position());
        assertThat(changes.get(2).sequence()).isLessThan(changes.get(3).sequence());
        assertThat(changes.get(3).table().schema().column("c").orElseThrow().declared())
                .isEqualTo("numeric(5,2)");
    }

    @Test
    void droppedColumnIsNoLongerThere() {
        read("ALTER TABLE t DROP COLUMN a", "INSERT INTO t VALUES (2, 'y')");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.of(T).get(1).values()).containsOnlyKeys("id", "b", "m");
    }

    @Test
    void columnDroppedAndAnotherAddedIsNoRename() {
        read("ALTER TABLE t DROP COLUMN a", "ALTER TABLE t ADD COLUMN z int", "INSERT INTO t VALUES (2, 'y')");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.of(T).get(1).values()).containsOnlyKeys("id", "b", "m", "z");
    }

    @Test
    void columnAddedAnewAmongChangesTakesTheOldOnesPlace() {
        read(
                "BEGIN",
                "INSERT INTO t VALUES (2, 2)",
                "ALTER TABLE t DROP COLUMN a, DROP COLUMN b",
                "ALTER TABLE t ADD COLUMN a int, ADD COLUMN b varchar(5) DEFAULT 'new'",
                "INSERT INTO t (id, a) VALUES (3, 3)",
                "COMMIT");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.operations(T))
                .containsExactly(Operation.INSERT, Operation.INSERT, Operation.FILL, Operation.INSERT);
        assertThat(seen.of(T).get(2).exact()).isEqualTo("{\"a\":null,\"b\":null}");
        assertReplayed();
    }

    @Test
    void columnAddedAnewAfterTheLastChangeIsReplacedWithoutAnother() {
        read(
                "ALTER TABLE t DROP COLUMN m, DROP COLUMN a",
                "ALTER TABLE t ADD COLUMN m mood DEFAULT 'sad', ADD COLUMN a int");

        assertThat(seen.stops()).isEmpty();
        assertReplayed();
    }

    @Test
    void columnAddedAnewLaterThanDroppedTakesTheOldOnesPlace() {
        read(
                "ALTER TABLE t DROP COLUMN a",
                "INSERT INTO t VALUES (2, 'y')",
                "ALTER TABLE t ADD COLUMN a int",
                "INSERT INTO t VALUES (3, 'z', 'ok', 3)");

        assertThat(seen.stops()).isEmpty();
        assertReplayed();
    }

    @Test
    void lastColumnAddedAnewAmongChangesStopsTheTable() {
        read(
                "BEGIN",
                "ALTER TABLE t DROP COLUMN m",
                "ALTER TABLE t ADD COLUMN m mood",
                "INSERT INTO t VALUES (2)",
                "COMMIT");

        assertStopped(
                "column 'm' was dropped and added anew, and the log does not tell which rows are older than that");
    }

    @Test
    void columnAddedAnewTwiceAmongChangesStopsTheTable() {
        read(
                "BEGIN",
                "ALTER TABLE t DROP COLUMN a",
                "ALTER TABLE t ADD COLUMN a int DEFAULT 1",
                "INSERT INTO t VALUES (2)",
                "ALTER TABLE t DROP COLUMN a",
                "ALTER TABLE t ADD COLUMN a int DEFAULT 2",
                "INSERT INTO t VALUES (3)",
                "COMMIT");

        assertStopped(
                "column 'a' was dropped and added anew, and the log does not tell which rows are older than that");
    }

    @Test
    void columnAddedAnewWhileNothingRanTakesTheOldOnesPlace() {
        Position stored = stored();
        server.execute(
                "ALTER TABLE t DROP COLUMN a", "ALTER TABLE t ADD COLUMN a int DEFAULT 5", "INSERT INTO t VALUES (2)");
        readAgainAfter(stored);

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.operations(T)).containsExactly(Operation.INSERT, Operation.FILL, Operation.INSERT);
        assertReplayed();
    }

    @Test
    void columnAddedAnewIsReplacedAgainIfThatWasNotStored() {
        Position stored = stored();
        SeenChanges lost = new SeenChanges();
        captured.replaceAll((table, from) -> stored);
        try (ChangeFeed feed = source.follow(captured, TestServer.QUICK)) {
            server.execute("ALTER TABLE t DROP COLUMN a", "ALTER TABLE t ADD COLUMN a int");
            lost.readTo(feed, server.commit("INSERT INTO t VALUES (2)"));
        }
        assertThat(lost.operations(T)).contains(Operation.FILL);
        readAgainAfter(stored);

        assertThat(seen.operations(T)).containsExactly(Operation.INSERT, Operation.FILL, Operation.INSERT);
        assertReplayed();
    }

    @Test
    void columnAddedAnewIsNotReplacedAgainIfThatWasStored() {
        Position stored;
        try (ChangeFeed feed = source.follow(captured, TestServer.QUICK)) {
            seen.readTo(feed, server.position());
            server.execute("ALTER TABLE t DROP COLUMN a", "ALTER TABLE t ADD COLUMN a int");
            stored = seen.readTo(feed, server.commit("INSERT INTO t (id, a) VALUES (2, 2)"))
                    .position();
        }
        server.execute("INSERT INTO t (id, a) VALUES (3, 3)");
        readAgainAfter(stored);

        assertThat(seen.operations(T))
                .containsExactly(Operation.INSERT, Operation.FILL, Operation.INSERT, Operation.INSERT);
        assertReplayed();
    }

    @Test
    void widerTextAndAnotherEnumValueGoOn() {
        read(
                "ALTER TABLE t ALTER COLUMN b TYPE text",
                "ALTER TYPE mood ADD VALUE 'glad'",
                "INSERT INTO t VALUES (2, 2, 'longer than five', 'glad')");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.of(T).get(1).values()).containsEntry("m", "glad");
    }

    @Test
    void rewritingWithoutAnotherValueGoesOn() {
        read("VACUUM FULL t", "TRUNCATE t", "INSERT INTO t VALUES (2)");

        assertThat(seen.stops()).isEmpty();
    }

    @Test
    void renameStopsTheTableAlone() {
        read("ALTER TABLE t RENAME COLUMN a TO a2", "INSERT INTO t VALUES (2)");

        assertStopped("column 'a' was renamed to 'a2'");
    }

    @Test
    void otherTypeStopsTheTable() {
        read("ALTER TABLE t ALTER COLUMN a TYPE bigint", "INSERT INTO t VALUES (2)");

        assertStopped("");
    }

    @Test
    void rewrittenRowsStopTheTable() {
        read("ALTER TABLE t ALTER COLUMN b TYPE varchar(5) USING upper(b)", "INSERT INTO t VALUES (2)");

        assertStopped(
                "an ALTER TABLE wrote its rows anew, as TYPE … USING or a default that differs from row to row does, "
                        + "and the log does not have their new values");
    }

    @Test
    void volatileDefaultStopsTheTable() {
        read("ALTER TABLE t ADD COLUMN r float DEFAULT random()", "INSERT INTO t VALUES (2)");

        assertStopped(
                "an ALTER TABLE wrote its rows anew, as TYPE … USING or a default that differs from row to row does, "
                        + "and the log does not have their new values");
    }

    @Test
    void defaultSetAfterTheColumnWasAddedGoesOn() {
        read(
                "ALTER TABLE t ADD COLUMN c int",
                "ALTER TABLE t ALTER COLUMN c SET DEFAULT 7",
                "INSERT INTO t VALUES (2)");

        assertThat(seen.stops()).isEmpty();
        assertThat(seen.operations(T)).containsExactly(Operation.INSERT, Operation.INSERT);
        assertThat(seen.of(T).get(1).values()).containsEntry("c", 7L);
    }

    @Test
    void renamedEnumValueStopsTheTableWithoutAChangeOfIt() {
        read("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'");

        assertStopped("value 'ok' of an enum was renamed to 'fine', in old rows too");
    }

    @Test
    void droppedTableStops() {
        read("DROP TABLE t");

        assertStopped("it was dropped or renamed");
    }

    @Test
    void otherKeyStopsTheTable() {
        read(
                "ALTER TABLE t DROP CONSTRAINT t_pkey",
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                "ALTER TABLE t ADD PRIMARY KEY (a)",
                "INSERT INTO t VALUES (2, 2)");

        assertStopped("the log tells its rows apart by [a], no longer by [id]");
    }

    @Test
    void includedTableGoesOnAfterItWasStopped() {
        try (ChangeFeed feed = source.follow(captured, TestServer.QUICK)) {
            seen.readTo(feed, server.position());
            server.execute("ALTER TABLE t RENAME COLUMN a TO a2");
            seen.readTo(feed, server.commit("INSERT INTO t VALUES (2)"));
            assertThat(seen.stops()).hasSize(1);

            feed.include(TestServer.captured(source, "t"));
            seen.readTo(feed, server.commit("INSERT INTO t VALUES (3, 3)"));

            assertThat(seen.of(T)).hasSize(2);
            assertThat(seen.of(T).get(1).values()).containsEntry("a2", 3L);
        }
    }

    @Test
    void whatChangedWhileNothingRanStopsTheTableToo() {
        Position stored = stored();
        server.execute("ALTER TABLE t ALTER COLUMN b TYPE varchar(5) USING upper(b)");
        readAgainAfter(stored);

        assertThat(seen.stops()).hasSize(1);
    }

    /** Reads all there is, and returns up to where that is. */
    private Position stored() {
        try (ChangeFeed feed = source.follow(captured, TestServer.QUICK)) {
            return seen.readTo(feed, server.position()).position();
        }
    }

    /** Reads on after the position as the next process does. */
    private void readAgainAfter(Position stored) {
        captured.replaceAll((table, from) -> stored);
        try (PostgresSource later = new PostgresSource(server.settings().withNotes(notes))) {
            later.keepLog(List.of(T, OTHER), Optional.of(stored));
            try (ChangeFeed feed = later.follow(captured, TestServer.QUICK)) {
                seen.readTo(feed, server.position());
            }
        }
    }

    /** The changes together are the table. */
    private void assertReplayed() {
        List<List<String>> rows = server.strings("SELECT id, a, b, m FROM t ORDER BY id");
        assertThat(seen.replayed(T))
                .extracting(row -> Stream.of("id", "a", "b", "m")
                        .map(column -> Objects.toString(row.get(column), null))
                        .toList())
                .isEqualTo(rows);
    }

    /** Follows while the statements are run, and until the table was looked at again. */
    private void read(String... statements) {
        try (ChangeFeed feed = source.follow(captured, TestServer.QUICK)) {
            seen.readTo(feed, server.position());
            server.execute(statements);
            Position last = server.commit("INSERT INTO other VALUES (1)");
            seen.readTo(feed, last);
            // The watch looks every two seconds; where a stop is due, it comes with one of these batches.
            for (int i = 0; i < 30 && seen.stops().isEmpty(); i++) {
                seen.read(feed);
            }
            seen.readTo(feed, server.commit("INSERT INTO other VALUES (2)"));
        }
    }

    private void assertStopped(String why) {
        assertThat(seen.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.table()).isEqualTo(T);
            assertThat(stop.why())
                    .startsWith("Cannot go on capturing 'app.t': " + why)
                    .endsWith(
                            ". Run `lakeward resnapshot app.t` to read the table anew, or take it out of the definition.");
        });
        assertThat(seen.of(OTHER)).hasSize(2);
    }
}
