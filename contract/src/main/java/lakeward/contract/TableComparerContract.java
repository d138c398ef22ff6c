package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Operation;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.Difference;
import lakeward.core.port.TableComparer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link TableComparer} does. */
public abstract class TableComparerContract {
    private static final CapturedTable ITEMS = new CapturedTable(
            "app",
            new SourceTable("public", "items"),
            "items",
            new TableSchema(
                    List.of(
                            new Column("part", Type.STRING, false),
                            new Column("id", Type.LONG, false),
                            new Column("name", Type.STRING, true),
                            new Column("price", Type.decimal(20, 2), true),
                            new Column("weight", Type.DOUBLE, true),
                            new Column("day", Type.DATE, true),
                            new Column("picture", Type.BINARY, true)),
                    List.of("part", "id")));
    private static final int ROWS = 5_000;

    private final AtomicInteger readings = new AtomicInteger();

    /** Returns what compares. */
    protected abstract TableComparer comparer();

    /** Makes version 0 of a table, of these rows. */
    protected abstract void load(CapturedTable table, Changes rows);

    /** What the source has of one row. */
    private record Row(String exact, List<Object> values) {
        Row with(int column, Object value) {
            List<Object> changed = new ArrayList<>(values);
            changed.set(column, value);
            return new Row(exact, changed);
        }

        String key() {
            return "part = %s, id = %s".formatted(values.get(0), values.get(1));
        }
    }

    private static Row row(long id) {
        return new Row(
                null,
                Arrays.asList(
                        id % 2 == 0 ? "a" : "ä",
                        id,
                        id % 7 == 0 ? null : id % 7 == 1 ? "" : "name " + id,
                        id % 5 == 0 ? null : BigDecimal.valueOf(id, 2),
                        id % 3 == 0 ? Double.NaN : id / 4.0,
                        LocalDate.ofEpochDay(id),
                        id % 11 == 0 ? null : new byte[] {(byte) id, 0, '\\'}));
    }

    private static Map<Long, Row> rows(long count) {
        Map<Long, Row> rows = new TreeMap<>();
        for (long id = 0; id < count; id++) {
            rows.put(id, row(id));
        }
        return rows;
    }

    private void load(Map<Long, Row> rows) {
        load(ITEMS, changes(rows.values().stream().toList()));
    }

    private static Changes changes(List<Row> rows) {
        ChangeWriter writer = new ChangeWriter(ITEMS).at(100);
        rows.forEach(
                row -> writer.add(Operation.SNAPSHOT, row.exact(), row.values().toArray()));
        return writer.changes();
    }

    private Difference compare(Map<Long, Row> source) {
        List<Row> all = new ArrayList<>(source.values());
        return comparer().compare(ITEMS, 0, receiver -> {
            readings.incrementAndGet();
            for (int from = 0; from < all.size(); from += 1_000) {
                receiver.accept(changes(all.subList(from, Math.min(all.size(), from + 1_000))));
            }
        });
    }

    @Test
    void equalSidesAreReadOnce() {
        load(rows(ROWS));

        assertThat(compare(rows(ROWS))).isEqualTo(new Difference(ROWS, ROWS, 0, List.of()));
        assertThat(readings).hasValue(1);
    }

    @Test
    void emptySidesAreEqual() {
        load(Map.of());

        assertThat(compare(Map.of()).isNone()).isTrue();
    }

    @Test
    void whatDiffersIsSaidOfEachSide() {
        Map<Long, Row> source = rows(ROWS);
        load(source);
        source.remove(4L);
        source.put(6_000L, row(6_000));
        source.put(8L, source.get(8L).with(2, null).with(3, new BigDecimal("0.09")));

        assertThat(compare(source))
                .isEqualTo(new Difference(
                        ROWS,
                        ROWS,
                        3,
                        List.of(
                                "part = a, id = 4: is in the lake alone",
                                "part = a, id = 8: name is null in the source, '' in the lake; price is 0.09 in the source, 0.08 in the lake",
                                "part = a, id = 6000: is missing in the lake")));
        assertThat(readings).hasValue(2);
    }

    @ParameterizedTest
    @MethodSource("smallDifferences")
    void smallestDifferenceOfAValueIsFound(int column, Object source, Object lake) {
        Row row = row(1);
        load(Map.of(1L, row.with(column, lake)));

        assertThat(compare(Map.of(1L, row.with(column, source))).examples())
                .singleElement()
                .asString()
                .startsWith("part = ä, id = 1: "
                        + ITEMS.schema().columns().get(column).name());
        assertThat(compare(Map.of(1L, row.with(column, lake))).isNone()).isTrue();
    }

    static Stream<Arguments> smallDifferences() {
        return Stream.of(
                arguments(2, "a", "a "),
                arguments(2, null, ""),
                arguments(3, new BigDecimal("999999999999999999.99"), new BigDecimal("999999999999999999.98")),
                arguments(4, 0.0, -0.0),
                arguments(4, Double.NaN, null),
                arguments(4, 0.1, Math.nextUp(0.1)),
                arguments(5, LocalDate.of(1, 1, 1), LocalDate.of(1, 1, 2)),
                arguments(6, new byte[] {1, 0}, new byte[] {1}),
                arguments(6, new byte[0], null));
    }

    @Test
    void firstOfManyDifferencesAreNamedAndAllAreCounted() {
        load(rows(ROWS));

        Difference difference = compare(Map.of());

        assertThat(difference.differing()).isEqualTo(ROWS);
        assertThat(difference.examples()).hasSize(10).allMatch(example -> example.endsWith(": is in the lake alone"));
    }

    @Test
    void secondRowOfAKeyIsNamed() {
        Map<Long, Row> source = rows(100);
        Map<Long, Row> lake = rows(100);
        lake.put(1_000L, row(7));
        load(lake);

        Difference difference = compare(source);

        assertThat(difference.isNone()).isFalse();
        assertThat(difference.examples()).containsExactly("part = ä, id = 7: is in the lake alone");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void plantedDifferencesAreFoundAndNamed(long seed) {
        Random random = new Random(seed);
        Map<Long, Row> source = rows(ROWS);
        load(source);
        List<String> planted = new ArrayList<>();
        List<Long> ids = random.longs(0, ROWS).distinct().limit(8).boxed().toList();
        for (long id : ids.subList(0, 1 + random.nextInt(6))) {
            Row row = source.get(id);
            planted.add(row.key());
            switch (random.nextInt(5)) {
                case 0 -> source.remove(id);
                case 1 -> {
                    source.remove(id);
                    source.put(id + ROWS, row(id + ROWS));
                    planted.add(row(id + ROWS).key());
                }
                case 2 -> source.put(id, row.with(2, "".equals(row.values().get(2)) ? null : ""));
                case 3 -> source.put(id, new Row("{\"price\":\"NaN\"}", row.values()));
                default -> source.put(id, changed(row, 2 + random.nextInt(5)));
            }
        }
        // Two rows change places in one column.
        int column = random.nextBoolean() ? 4 : 5;
        Row one = source.get(ids.get(6));
        Row other = source.get(ids.get(7));
        if (!one.values().get(column).equals(other.values().get(column))) {
            source.put(ids.get(6), one.with(column, other.values().get(column)));
            source.put(ids.get(7), other.with(column, one.values().get(column)));
            planted.addAll(List.of(one.key(), other.key()));
        }

        Difference difference = compare(source);

        assertThat(difference.differing()).as("seed %d", seed).isEqualTo(planted.size());
        assertThat(difference.examples())
                .hasSize(Math.min(10, planted.size()))
                .allSatisfy(example ->
                        assertThat(planted).as("seed %d", seed).anyMatch(key -> example.startsWith(key + ": ")));
    }

    private static Row changed(Row row, int column) {
        return row.with(
                column,
                switch (column) {
                    case 2 -> row.values().get(2) + " ";
                    case 3 -> new BigDecimal("-1.00");
                    case 4 -> -0.0;
                    case 5 -> null;
                    default -> Arrays.copyOf(new byte[] {1}, 4);
                });
    }
}
