package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.SourceSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of every kind, and what PostgreSQL leaves out of its log: replayed, the log is the table. */
class PostgresHistoryTest {
    private static final String LONG = "(SELECT string_agg(md5(i::text || '%s'), '') FROM generate_series(1, 400) i)";

    private final TestServer server = TestServer.database(TestServer.NEWEST, "history");
    private final SeenChanges seen = new SeenChanges();
    private final PostgresSource source = server.source();

    @AfterEach
    void forget() {
        source.detach();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEFAULT", "FULL", "USING INDEX t_code"})
    void unchangedLongValuesAreNotLost(String identity) {
        server.execute(
                "CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL, long text, n int)",
                "CREATE UNIQUE INDEX t_code ON t (code)",
                "ALTER TABLE t REPLICA IDENTITY " + identity,
                "ALTER TABLE t ALTER COLUMN long SET STORAGE EXTERNAL");
        read(
                "t",
                "INSERT INTO t VALUES (1, 'a', %s, 1), (2, 'b', 'short', 1)".formatted(LONG.formatted("x")),
                "UPDATE t SET n = 2",
                "UPDATE t SET id = id + 10",
                "UPDATE t SET code = code || 'z' WHERE id = 11",
                "UPDATE t SET n = 3 WHERE id = 11",
                "UPDATE t SET long = NULL WHERE id = 12",
                "DELETE FROM t WHERE id = 12");

        assertReplayed("t", "id, code, long, n");
        boolean full = identity.equals("FULL");
        assertThat(seen.all()).anyMatch(change -> change.values().containsValue(SeenChange.UNCHANGED) != full);
        if (full) {
            assertThat(seen.all()).noneMatch(change -> change.values().containsValue(SeenChange.UNCHANGED));
        }
        List<String> key = identity.startsWith("USING") ? List.of("code") : List.of("id");
        assertThat(seen.all().get(0).table().schema().key()).isEqualTo(key);
        assertThat(seen.operations(SourceTable.parse("t"))).contains(Operation.MOVE, Operation.DELETE);
    }

    @Test
    void partitionedTableIsOneTable() {
        server.execute(
                "CREATE TABLE parts (id int, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM (MINVALUE) TO ('2026-01-01')",
                "CREATE TABLE parts_sub PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO (MAXVALUE) PARTITION BY LIST (id)",
                "CREATE TABLE parts_sub_1 (note text, day date NOT NULL, id int NOT NULL)",
                "ALTER TABLE parts_sub ATTACH PARTITION parts_sub_1 FOR VALUES IN (1, 2, 3)",
                "INSERT INTO parts VALUES (1, '2025-05-05', 'before'), (2, '2026-05-05', 'before')");
        read(
                "parts",
                "INSERT INTO parts VALUES (3, '2026-02-02', 'new')",
                "UPDATE parts SET day = '2026-07-07' WHERE id = 1",
                "UPDATE parts SET note = 'again' WHERE id = 2",
                "CREATE TABLE parts_sub_2 PARTITION OF parts_sub FOR VALUES IN (4)",
                "INSERT INTO parts VALUES (4, '2026-02-02', 'in a new partition')");

        assertReplayed("parts", "id, day, note");
        assertThat(seen.stops()).isEmpty();
    }

    @Test
    void namesMayBeAnyText() {
        server.execute(
                "CREATE SCHEMA \"Größe; \"\"x\"\"\"",
                "CREATE TABLE \"Größe; \"\"x\"\"\".\"tab'le\\1\" (\"select\" int, \"Ünï \"\"q\"\"\" text, \"a'b\" text, PRIMARY KEY (\"a'b\", \"select\"))");
        String table = "\"Größe; \"\"x\"\"\".\"tab'le\\1\"";
        SourceTable name = new SourceTable("Größe; \"x\"", "tab'le\\1");
        read(
                name,
                "INSERT INTO %s VALUES (1, 'one', 'k'), (2, 'two', 'k')".formatted(table),
                "UPDATE %s SET \"Ünï \"\"q\"\"\" = 'uno' WHERE \"select\" = 1".formatted(table),
                "DELETE FROM %s WHERE \"select\" = 2".formatted(table));

        assertThat(seen.replayed(name)).hasSize(1);
        assertThat(seen.replayed(name).get(0)).containsEntry("Ünï \"q\"", "uno").containsEntry("a'b", "k");
        assertThat(seen.all().get(0).table().schema().key()).containsExactly("a'b", "select");
    }

    @Test
    void truncationOfSeveralTablesIsOneOfEach() {
        server.execute(
                "CREATE TABLE a (id int PRIMARY KEY)",
                "CREATE TABLE b (id int PRIMARY KEY REFERENCES a)",
                "CREATE TABLE c (id int PRIMARY KEY)");
        Map<CapturedTable, Position> from = keep("a", "b", "c");
        Position last = server.commit("INSERT INTO a VALUES (1)", "INSERT INTO c VALUES (1)", "TRUNCATE a, c CASCADE");
        follow(from, last);

        for (String table : List.of("a", "b", "c")) {
            assertThat(seen.operations(SourceTable.parse(table))).endsWith(Operation.TRUNCATE);
            assertThat(seen.replayed(SourceTable.parse(table))).isEmpty();
        }
        assertThat(seen.all().stream().map(SeenChange::sequence).distinct()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "date, 2026-01-01, infinity, date",
        "'numeric(12,2)', 7.00, NaN, 'decimal(12,2)'",
        "timestamptz, 2026-01-01 00:00:00+00, -infinity, timestamp",
        "timestamp, 2026-01-01, 0044-03-15 00:00:00 BC, timestamp_ntz"
    })
    void keyThatCannotBeHeldStopsTheTable(String type, String fine, String odd, String held) {
        server.execute("CREATE TABLE odd (k %s PRIMARY KEY)".formatted(type), "CREATE TABLE fine (id int PRIMARY KEY)");
        Map<CapturedTable, Position> from = keep("odd", "fine");
        server.commit("INSERT INTO odd VALUES ('%s')".formatted(fine));
        server.commit("INSERT INTO odd VALUES ('%s')".formatted(odd));
        follow(from, server.commit("INSERT INTO fine VALUES (1)"));

        assertThat(seen.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.why())
                        .isEqualTo(
                                "Cannot go on capturing 'app.odd': its key column 'k' has the value %s, which type %s does not hold. Give that row another key and run `lakeward resnapshot app.odd`, or take the table out of the definition.",
                                odd, held));
        assertThat(seen.of(SourceTable.parse("fine"))).hasSize(1);
        try (SourceSnapshot snapshot = source.snapshot()) {
            assertThatThrownBy(() -> seen.readAll(snapshot, TestServer.captured(source, "odd"), 1))
                    .hasMessage(
                            "Cannot read table 'app.odd': its key column 'k' has the value %s, which type %s does not hold. Give that row another key, or take the table out of the definition.",
                            odd, held);
        }
    }

    @Test
    void rolledBackAndPreparedTransactionsAreWhatTheyBecame() {
        server.execute("CREATE TABLE t (id int PRIMARY KEY)");
        read(
                "t",
                "BEGIN",
                "INSERT INTO t VALUES (1)",
                "SAVEPOINT s",
                "INSERT INTO t VALUES (2)",
                "ROLLBACK TO s",
                "INSERT INTO t VALUES (3)",
                "COMMIT",
                "BEGIN",
                "INSERT INTO t VALUES (4)",
                "ROLLBACK");

        assertThat(seen.of(SourceTable.parse("t")).stream().map(SeenChange::key))
                .containsExactly(List.of(1L), List.of(3L));
    }

    private void assertReplayed(String table, String columns) {
        List<List<String>> expected = server.strings("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, table));
        List<List<String>> actual = seen.replayed(SourceTable.parse(table)).stream()
                .map(row -> row.values().stream()
                        .map(value -> value == null ? null : value.toString())
                        .toList())
                .toList();
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void read(String table, String... statements) {
        read(SourceTable.parse(table), statements);
    }

    /** Reads a snapshot, then the log while the statements are done one by one. */
    private void read(SourceTable table, String... statements) {
        source.keepLog(List.of(table), Optional.empty());
        CapturedTable captured = new CapturedTable(
                "app", table, "app_t", source.schemas(List.of(table)).get(table));
        try (SourceSnapshot snapshot = source.snapshot()) {
            server.execute(statements);
            seen.readAll(snapshot, captured, 2);
            follow(Map.of(captured, snapshot.position()), server.position());
        }
    }

    private Map<CapturedTable, Position> keep(String... tables) {
        Position kept = source.keepLog(Stream.of(tables).map(SourceTable::parse).toList(), Optional.empty());
        Map<CapturedTable, Position> from = new LinkedHashMap<>();
        Stream.of(tables).forEach(table -> from.put(TestServer.captured(source, table), kept));
        return from;
    }

    private void follow(Map<CapturedTable, Position> from, Position to) {
        try (ChangeFeed feed = source.follow(from, TestServer.QUICK)) {
            seen.readTo(feed, to);
        }
    }
}
