package lakeward.lake;

import static lakeward.lake.LakeFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;
import lakeward.contract.ChangeWriter;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.Reading;
import lakeward.core.port.SnapshotLoad;
import lakeward.duckdb.DuckDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillTest {
    private static final CapturedTable NOTES = new CapturedTable(
            "app",
            new SourceTable("public", "notes"),
            "notes",
            new TableSchema(
                    List.of(new Column("id", Type.LONG, false), new Column("note", Type.STRING, true)), List.of("id")));

    @TempDir
    Path directory;

    @Test
    void batchLargerThanMemoryGoesToDisk() {
        try (DuckDb duckdb = DuckDb.open(directory.resolve("spill"), ByteSize.mebibytes(160), 2);
                DeltaLake lake =
                        new DeltaLake(directory.resolve("lake"), duckdb, LakeFixture.TEN_MINUTES, Clock.systemUTC())) {
            try (SnapshotLoad load = lake.beginSnapshot(NOTES, SOURCE, new Position(1))) {
                load.commit();
            }
            String text = "x".repeat(1_000);
            try (BatchLoad load = lake.begin(SOURCE)) {
                for (long from = 0; from < 250_000; from += 5_000) {
                    ChangeWriter writer = new ChangeWriter(NOTES).at(2);
                    LongStream.range(from, from + 5_000).forEach(id -> writer.insert(id, id + text));
                    load.append(writer.changes());
                }
                load.commit(new Position(2));
            }

            long version = lake.latest(NOTES.processed()).orElseThrow().version();
            try (Reading reading = lake.read(NOTES.processed(), version)) {
                assertThat(reading.rows()).isEqualTo(250_000);
            }
        }
    }
}
