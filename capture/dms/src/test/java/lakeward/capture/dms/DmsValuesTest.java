package lakeward.capture.dms;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.contract.SqlValues;
import lakeward.core.platform.Column;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type of the lake, from the text that DMS writes of it, by way of the log and of a full load. */
class DmsValuesTest {
    private static final SourceTable VALUES = new SourceTable("public", "values");

    @TempDir
    private Path directory;

    static Stream<Arguments> values() {
        return Stream.of(
                of(Type.BOOLEAN, "true", true),
                of(Type.BOOLEAN, "false", false),
                of(Type.SHORT, "-32768", -32768L),
                of(Type.INTEGER, "2147483647", 2147483647L),
                of(Type.LONG, "-9223372036854775808", Long.MIN_VALUE),
                of(Type.LONG, "9223372036854775807", Long.MAX_VALUE),
                of(Type.FLOAT, "3.4028235e38", Float.MAX_VALUE),
                of(Type.FLOAT, "NaN", Float.NaN),
                of(Type.DOUBLE, "1.7976931348623157e+308", Double.MAX_VALUE),
                of(Type.DOUBLE, "5e-324", Double.MIN_VALUE),
                of(Type.DOUBLE, "-0", -0.0),
                of(Type.DOUBLE, "-Infinity", Double.NEGATIVE_INFINITY),
                of(Type.decimal(12, 2), "-9999999999.99", new BigDecimal("-9999999999.99")),
                of(Type.decimal(12, 2), "1.5", new BigDecimal("1.50")),
                of(Type.decimal(12, 2), "1.500000", new BigDecimal("1.50")),
                of(Type.decimal(38, 0), "-" + "9".repeat(38), new BigDecimal("-" + "9".repeat(38))),
                of(Type.decimal(38, 10), "-18446744073.7095516160", new BigDecimal("-18446744073.7095516160")),
                of(Type.decimal(38, 38), "0." + "9".repeat(38), new BigDecimal("0." + "9".repeat(38))),
                of(Type.BINARY, "", ""),
                of(Type.BINARY, "00ff10", "00ff10"),
                of(Type.BINARY, "\\x00FF10", "00ff10"),
                of(Type.DATE, "0001-01-01", LocalDate.of(1, 1, 1)),
                of(Type.DATE, "9999-12-31", LocalDate.of(9999, 12, 31)),
                of(
                        Type.TIMESTAMP_NTZ,
                        "1969-12-31 23:59:59.999999",
                        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000)),
                of(Type.TIMESTAMP_NTZ, "2026-11-25 10:11:12", LocalDateTime.of(2026, 11, 25, 10, 11, 12)),
                of(Type.TIMESTAMP, "2026-11-25 10:11:12.100000", Instant.parse("2026-11-25T10:11:12.1Z")),
                of(Type.TIMESTAMP, "2026-11-25 10:11:12.1+05:45", Instant.parse("2026-11-25T04:26:12.1Z")),
                of(Type.TIMESTAMP, "2026-11-25 10:11:12.1000000-05", Instant.parse("2026-11-25T15:11:12.1Z")));
    }

    private static Arguments of(Type type, String text, Object value) {
        return Arguments.of(type, text, value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void textIsReadAsTheValueThatItStandsFor(Type type, String text, Object value) {
        for (SeenChange row : logAndLoad(type, text)) {
            assertThat(row.values()).containsEntry("value", value);
            assertThat(row.exact()).isEmpty();
        }
    }

    @Test
    void everyTextOfPostgresComesAsItIs() {
        List<String> texts = new ArrayList<>(SqlValues.byType().values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList());
        texts.addAll(List.of(",", "\n", "\"", "\"\"", "a,\"b\"\r\n,c", "NULL", " ", "null", "\\N"));
        for (String text : texts) {
            for (SeenChange row : logAndLoad(Type.STRING, text)) {
                assertThat(row.values()).containsEntry("value", text);
            }
        }
    }

    @Test
    void noValueIsNotAnEmptyText() {
        assertThat(logAndLoad(Type.STRING, ""))
                .allSatisfy(row -> assertThat(row.values()).containsEntry("value", ""));
        assertThat(logAndLoad(Type.STRING, null))
                .allSatisfy(row -> assertThat(row.values()).containsEntry("value", null));
        assertThat(logAndLoad(Type.decimal(12, 2), null))
                .allSatisfy(row -> assertThat(row.values()).containsEntry("value", null));
    }

    @ParameterizedTest
    @CsvSource({
        "'decimal(12,2)', NaN",
        "'decimal(12,2)', -Infinity",
        "date, infinity",
        "date, 0044-03-15 BC",
        "date, 10000-01-01",
        "timestamp, -infinity",
        "timestamp_ntz, 294276-12-31 23:59:59.999999",
        "timestamp_ntz, 0044-03-15 12:00:00.123 BC",
    })
    void whatTheTypeLacksStandsInExact(String type, String text) {
        for (SeenChange row : logAndLoad(Type.parse(type), text)) {
            assertThat(row.values()).containsEntry("value", null);
            assertThat(row.exact()).isEqualTo("{\"value\":\"%s\"}", text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "boolean, yes",
        "boolean, ''",
        "smallint, 32768",
        "int, 2147483648",
        "bigint, 9223372036854775808",
        "bigint, 1.0",
        "float, 1.5f",
        "double, 0x1p3",
        "double, ''",
        "'decimal(12,2)', 0.001",
        "'decimal(12,2)', 10000000000",
        "'decimal(12,2)', one",
        "binary, 0",
        "binary, AP8Q",
        "date, 2026-02-30",
        "date, 25-Nov-26",
        "timestamp, 2026-11-25",
        "timestamp, 2026-11-25 10:11:12.1234567",
        "timestamp, 2026-11-25 25:11:12",
        "timestamp_ntz, 2026-11-25 10:11:12+01",
    })
    void whatIsNoValueOfTheTypeStopsTheTable(String type, String text) {
        DmsFixture dms = fixture(Type.parse(type));
        dms.files.write(dms.files.transaction(dms.files.change("I", VALUES, "1", text)));
        dms.settle();
        SeenChanges seen = dms.changes(Position.START);

        assertThat(seen.all()).isEmpty();
        assertThat(seen.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.why())
                        .contains("row 1: column 'value' has '%s', which is no %s. ".formatted(text, type)));
    }

    @Test
    void keyThatItsTypeLacksStopsTheTable() {
        TableSchema schema = new TableSchema(List.of(new Column("day", Type.DATE, false)), List.of("day"));
        DmsFixture dms = new DmsFixture(directory, Map.of(VALUES, schema));
        dms.files.write(dms.files.transaction(dms.files.change("I", VALUES, "infinity")));
        dms.settle();

        assertThat(dms.changes(Position.START).stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.why())
                        .contains("key column 'day' has the value infinity, which type date does not hold. "));
    }

    private DmsFixture fixture(Type type) {
        Column id = new Column("id", Type.LONG, false);
        TableSchema schema = new TableSchema(List.of(id, new Column("value", type, true)), List.of("id"));
        return new DmsFixture(directory, Map.of(VALUES, schema));
    }

    private List<SeenChange> logAndLoad(Type type, String text) {
        DmsFixture dms = fixture(type);
        List<String> row = new ArrayList<>(List.of("1"));
        row.add(text);
        dms.files.load(VALUES, 1, List.of(row));
        dms.files.write(dms.files.transaction(dms.files.change("I", VALUES, "2", text)));
        dms.pass(DmsFixture.LOADED);
        List<SeenChange> rows = new ArrayList<>(dms.changes(Position.START).all());
        rows.addAll(dms.snapshot(VALUES).all());
        assertThat(rows).hasSize(3);
        return rows;
    }
}
