package lakeward.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.contract.SqlValues;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.SourceSnapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type with values at the ends of its range: what snapshot and log give is what PostgreSQL writes. */
class PostgresValuesTest {
    private static final Map<String, List<String>> VALUES = SqlValues.byType();

    @ParameterizedTest
    @ValueSource(strings = {"14", "18"})
    void everyValueComesAsPostgresWritesIt(String version) {
        TestServer server = TestServer.database(version, "values" + version);
        SqlValues.types().forEach(server::execute);
        List<String> types = new ArrayList<>(VALUES.keySet());
        String columns = IntStream.range(0, types.size())
                .mapToObj(i -> "c%d %s".formatted(i, types.get(i)))
                .collect(Collectors.joining(", "));
        server.execute("CREATE TABLE t (id int PRIMARY KEY, %s)".formatted(columns));

        try (PostgresSource source = server.source()) {
            Position kept = source.keepLog(List.of(SourceTable.parse("t")), Optional.empty());
            int most = VALUES.values().stream().mapToInt(List::size).max().orElseThrow();
            for (int i = 0; i <= most; i++) {
                insert(server, types, i);
            }
            List<List<String>> expected = expected(server, types);
            CapturedTable table = TestServer.captured(source, "t");

            assertSame(types, snapshot(source, table), expected);
            assertSame(types, log(source, table, kept, server.position()), expected);
            assertThat(table.schema().columns().stream()
                            .skip(1)
                            .map(column -> column.declared())
                            .toList())
                    .isEqualTo(server
                            .strings("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                                    + "WHERE attrelid = 't'::regclass AND attnum > 1 ORDER BY attnum")
                            .stream()
                            .map(row -> row.get(0))
                            .toList());
            source.detach();
        }
    }

    private static void insert(TestServer server, List<String> types, int row) {
        String literals = types.stream()
                .map(type -> row < VALUES.get(type).size()
                        ? "%s::%s".formatted(Sql.literal(VALUES.get(type).get(row)), type)
                        : "NULL")
                .collect(Collectors.joining(", "));
        server.execute("INSERT INTO t VALUES (%d, %s)".formatted(row, literals));
    }

    /** Each value through its type's own output function, which a cast to text is not for every type. */
    private static List<List<String>> expected(TestServer server, List<String> types) {
        String texts = IntStream.range(0, types.size())
                .mapToObj(i ->
                        "CASE WHEN c%d IS NOT DISTINCT FROM NULL THEN NULL ELSE format('%%s', c%d) END".formatted(i, i))
                .collect(Collectors.joining(", "));
        return server.strings("SELECT %s FROM t ORDER BY id".formatted(texts));
    }

    private static List<SeenChange> snapshot(PostgresSource source, CapturedTable table) {
        SeenChanges seen = new SeenChanges();
        try (SourceSnapshot snapshot = source.snapshot()) {
            seen.readAll(snapshot, table, 1);
        }
        return seen.all();
    }

    private static List<SeenChange> log(PostgresSource source, CapturedTable table, Position from, Position to) {
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = source.follow(Map.of(table, from), TestServer.QUICK)) {
            seen.readTo(feed, to);
        }
        assertThat(seen.stops()).isEmpty();
        return seen.all();
    }

    private static void assertSame(List<String> types, List<SeenChange> seen, List<List<String>> expected) {
        assertThat(seen).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            SeenChange change = seen.get(row);
            for (int i = 0; i < types.size(); i++) {
                String expectedText = expected.get(row).get(i);
                assertThat(SeenText.of(change, "c" + i))
                        .as("%s %s of type %s", change.operation(), expectedText, types.get(i))
                        .isEqualTo(SeenText.comparable(types.get(i), expectedText));
            }
        }
    }
}
