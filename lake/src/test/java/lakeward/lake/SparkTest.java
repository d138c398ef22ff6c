package lakeward.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.contract.SparkProcess;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.core.port.Replacement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark with Delta Lake, in its own JVM, reads what the lake wrote and writes to it; the lake goes on. */
class SparkTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Type.LONG, false),
            new Column("größe", Type.decimal(12, 2), true),
            new Column("exact", Type.decimal(38, 10), true),
            new Column("moment", Type.TIMESTAMP, true),
            new Column("clock", Type.TIMESTAMP_NTZ, true),
            new Column("day", Type.DATE, true),
            new Column("text", Type.STRING, true),
            new Column("bytes", Type.BINARY, true),
            new Column("yes", Type.BOOLEAN, true),
            new Column("weight", Type.DOUBLE, true));
    private static final CapturedTable ITEMS = table(COLUMNS);
    private static final TableId TOTALS = new TableId(Zone.CURATED, "totals");

    @TempDir
    Path directory;

    private static CapturedTable table(List<Column> columns) {
        return new CapturedTable(
                "app", new SourceTable("public", "items"), "items", new TableSchema(columns, List.of("id")));
    }

    private static Object[] item(long id) {
        return new Object[] {
            id,
            BigDecimal.valueOf(id, 2),
            new BigDecimal("1234567890123456789012345678.0000000001"),
            Instant.parse("2026-01-01T00:00:00.123456Z").plusSeconds(id),
            LocalDateTime.parse("0001-01-01T00:00:00.000001"),
            LocalDate.parse("9999-12-31"),
            id % 2 == 0 ? "" : "naïve 🦆",
            new byte[] {0, -1},
            id % 2 == 0,
            id % 3 == 0 ? Double.NaN : id / 4.0
        };
    }

    private static Object[] item(long id, int added) {
        Object[] row = Arrays.copyOf(item(id), 11);
        row[10] = added;
        return row;
    }

    @Test
    void sparkReadsAndWritesWhatWeWrote() throws Exception {
        try (LakeFixture fixture = new LakeFixture(directory)) {
            write(fixture);
            String raw = "delta.`%s`".formatted(fixture.folder(ITEMS.raw()));
            String processed = "delta.`%s`".formatted(fixture.folder(ITEMS.processed()));
            String totals = "delta.`%s`".formatted(fixture.folder(TOTALS));
            String aggregates =
                    "select count(*), sum(`größe`), min(moment), max(clock), max(day), count(distinct text), sum(id), count(if(isnan(weight), 1, null)), max(hex(bytes)), sum(added) from ";

            List<String> statements = List.of(
                    "select count(*), count(distinct _operation), max(_position), sum(id) from " + raw,
                    aggregates + processed,
                    "select text, `größe`, exact from " + processed + " where id = 7",
                    "select total from " + totals,
                    "select count(*) from " + processed + " version as of 0",
                    "describe history " + processed,
                    "update " + processed + " set text = 'spark' where id = 8",
                    "insert into " + processed + " (id, text) values (9999, 'spark')",
                    "delete from " + processed + " where id = 10",
                    "optimize " + processed,
                    aggregates + processed);
            List<String> results = SparkProcess.run(Path.of("spark"), directory, statements);

            assertThat(results.get(0)).isEqualTo("1052|6|300|510325");
            assertThat(results.get(1))
                    .isEqualTo(
                            "990|5089.55|2026-01-01 00:00:00.123456|0001-01-01T00:00:00.000001|9999-12-31|3|508955|330|00FF|6865");
            assertThat(results.get(2)).isEqualTo("changed|0.07|1234567890123456789012345678.0000000001");
            assertThat(results.get(3)).isEqualTo("508955");
            assertThat(results.get(4)).isEqualTo("1000");
            assertThat(results.get(5)).contains("|MERGE|", "numTargetRowsUpdated -> 20", "numTargetRowsDeleted -> 20");

            fixture.commit(
                    400,
                    List.of(new ChangeWriter(ITEMS)
                            .at(400)
                            .delete(9999L)
                            .update(item(8))
                            .insert(item(10))
                            .changes()));

            List<Map<String, String>> rows = fixture.rows(ITEMS.processed());
            assertThat(rows)
                    .hasSize(990)
                    .filteredOn(row -> row.get("id").equals("8"))
                    .extracting(row -> row.get("text"))
                    .containsExactly("");
            assertThat(fixture.lake().history(ITEMS.processed(), 20).stream()
                            .map(commit -> commit.operation())
                            .toList())
                    .contains("MERGE", "OPTIMIZE", "UPDATE", "DELETE");
        }
    }

    private static void write(LakeFixture fixture) {
        ChangeWriter snapshot = new ChangeWriter(ITEMS).at(100);
        LongStream.range(0, 1000).forEach(id -> snapshot.snapshot(item(id)));
        fixture.load(ITEMS, 100, snapshot.changes());
        List<Column> wider = new ArrayList<>(COLUMNS);
        wider.add(new Column("added", Type.INTEGER, true));
        ChangeWriter evolved = new ChangeWriter(table(wider)).at(200);
        Object[] fill = new Object[11];
        fill[10] = 7;
        evolved.fill(fill);
        LongStream.range(1000, 1010).forEach(id -> evolved.insert(item(id, (int) id % 2)));
        fixture.commit(200, List.of(evolved.changes()));
        ChangeWriter changes = new ChangeWriter(table(wider)).at(300);
        LongStream.range(0, 20).forEach(id -> {
            Object[] row = item(id, 7);
            row[6] = "changed";
            changes.update(row);
        });
        LongStream.range(20, 40).forEach(changes::delete);
        fixture.commit(300, List.of(changes.changes()));
        long version = fixture.lake().latest(ITEMS.processed()).orElseThrow().version();
        try (var reading = fixture.lake().read(ITEMS.processed(), version)) {
            fixture.lake()
                    .replace(
                            TOTALS,
                            new TableSchema(List.of(new Column("total", Type.LONG, true)), List.of()),
                            new Replacement(
                                    "select sum(id) from " + reading.relation(),
                                    Map.of(LakeFixture.SOURCE.toString(), new Position(300)),
                                    Map.of()));
        }
    }
}
