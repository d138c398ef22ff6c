package lakeward.capture.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lakeward.contract.SeenChange;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Column;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.Sql;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full loads in Parquet, with the types that DMS documents of it. */
class ParquetLoadTest {
    private static final SourceTable VALUES = new SourceTable("public", "values");
    private static final String ADDED =
            ", 'I' AS \"Op\", TIMESTAMP '2026-11-25 10:00:00' AS lakeward_committed, '' AS lakeward_position, '' AS lakeward_sequence";
    private static final TableSchema SCHEMA = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("flag", Type.BOOLEAN, true),
                    new Column("small", Type.SHORT, true),
                    new Column("ratio", Type.DOUBLE, true),
                    new Column("amount", Type.decimal(20, 2), true),
                    new Column("note", Type.STRING, true),
                    new Column("photo", Type.BINARY, true),
                    new Column("day", Type.DATE, true),
                    new Column("local", Type.TIMESTAMP_NTZ, true),
                    new Column("at", Type.TIMESTAMP, true)),
            List.of("id"));

    @TempDir
    private Path directory;

    private DmsFixture dms;

    private void load(int number, String select) throws Exception {
        if (dms == null) {
            dms = new DmsFixture(directory.resolve("landing"), Map.of(VALUES, SCHEMA));
        }
        Path folder = Files.createDirectories(directory.resolve("landing").resolve(DmsFiles.folder(VALUES)));
        Path file = folder.resolve("LOAD%08X.parquet".formatted(number));
        try (DuckDb duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(256), 1);
                DuckDBConnection connection = duckdb.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.text(file.toString())));
        }
        Files.setLastModifiedTime(file, FileTime.from(dms.clock.instant()));
    }

    @Test
    void eachTypeIsReadAsTheLakesOwn() throws Exception {
        load(1, """
                SELECT 1::BIGINT AS id, true AS flag, (-32768)::SMALLINT AS small, 0.1::DOUBLE AS ratio,
                  123456789012345678.90::DECIMAL(20,2) AS amount, 'a "note", ü' AS note, '\\x00\\xFF'::BLOB AS photo,
                  DATE '0001-01-01' AS day, TIMESTAMP '2026-11-25 10:11:12.000001' AS local,
                  TIMESTAMP '9999-12-31 23:59:59.999999' AS at""" + ADDED);
        load(2, """
                SELECT 2::BIGINT AS id, 'false' AS flag, NULL::SMALLINT AS small, 'NaN'::DOUBLE AS ratio,
                  NULL::DECIMAL(20,2) AS amount, '' AS note, NULL::BLOB AS photo, NULL::DATE AS day,
                  NULL::TIMESTAMP AS local, NULL::TIMESTAMP AS at""" + ADDED);
        dms.pass(DmsFixture.LOADED);
        List<SeenChange> rows = dms.snapshot(VALUES).all();

        assertThat(rows.get(0).values())
                .containsEntry("id", 1L)
                .containsEntry("flag", true)
                .containsEntry("small", -32768L)
                .containsEntry("ratio", 0.1)
                .containsEntry("amount", new BigDecimal("123456789012345678.90"))
                .containsEntry("note", "a \"note\", ü")
                .containsEntry("photo", "00ff")
                .containsEntry("day", LocalDate.of(1, 1, 1))
                .containsEntry("local", LocalDateTime.of(2026, 11, 25, 10, 11, 12, 1_000))
                .containsEntry("at", Instant.parse("9999-12-31T23:59:59.999999Z"));
        assertThat(rows.get(1).values())
                .containsEntry("flag", false)
                .containsEntry("ratio", Double.NaN)
                .containsEntry("note", "")
                .containsEntry("amount", null)
                .containsEntry("photo", null)
                .containsEntry("at", null);
        assertThat(rows).hasSize(2);
    }

    @Test
    void changesAreMadeToALoadInParquet() throws Exception {
        load(1, """
                SELECT id, true AS flag, 1::SMALLINT AS small, 0.1::DOUBLE AS ratio, 1::DECIMAL(20,2) AS amount, 'loaded' AS note,
                  NULL::BLOB AS photo, NULL::DATE AS day, NULL::TIMESTAMP AS local, NULL::TIMESTAMP AS at%s FROM range(3) AS r(id)""".formatted(ADDED));
        dms.files.write(dms.files.transaction(
                dms.files.change(
                        "U", VALUES, "1", "false", "2", "0.2", "2.00", DmsFiles.UNCHANGED, null, null, null, null),
                dms.files.change("D", VALUES, "2", "", "", "", "", "", "", "", "", "")));
        dms.pass(DmsFixture.LOADED);

        assertThat(dms.snapshot(VALUES).replayed(VALUES).stream()
                        .map(row -> row.get("id") + " " + row.get("amount") + " " + row.get("note")))
                .containsExactly("0 1.00 loaded", "1 2.00 loaded");
    }

    @Test
    void columnsAreFoundByTheirNames() throws Exception {
        load(1, "SELECT 1::BIGINT AS id, 'x' AS more, true AS flag" + ADDED);
        dms.pass(DmsFixture.LOADED);

        assertThatThrownBy(() -> dms.snapshot(VALUES))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/landing/public/values/LOAD00000001.parquet, row 0: the file lacks columns [small, ratio, amount, note, photo, day, local, at] and has others [more]. If the table's columns changed, run `lakeward schema pull`; then have DMS load it anew.",
                        directory);
    }

    @Test
    void fileThatIsNotWholeIsRefused() throws Exception {
        load(1, "SELECT 1::BIGINT AS id" + ADDED);
        Path file = directory.resolve("landing/public/values/LOAD00000001.parquet");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        Files.setLastModifiedTime(file, FileTime.from(dms.clock.instant()));
        dms.pass(DmsFixture.LOADED);

        assertThatThrownBy(() -> dms.snapshot(VALUES))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("LOAD00000001.parquet, row 0: DuckDB says: ");
    }
}
