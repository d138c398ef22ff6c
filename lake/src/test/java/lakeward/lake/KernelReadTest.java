package lakeward.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.contract.RandomHistory;
import lakeward.core.platform.TableId;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta Kernel, which knows nothing of ours, reads the tables as we do. */
class KernelReadTest {
    @TempDir
    Path directory;

    @Test
    void kernelReadsWhatWeWrote() throws IOException {
        RandomHistory history = new RandomHistory(77, 60);
        int last = history.length() - 1;
        try (LakeFixture fixture = new LakeFixture(directory)) {
            fixture.load(history.table(0), RandomHistory.position(0), history.snapshot(0));
            for (int i = 1; i <= last; i++) {
                fixture.commit(RandomHistory.position(i), history.changes(i, i + 1));
            }
            TableId processed = history.table(last).processed();
            List<String> expected = history.rows(last).stream()
                    .map(row -> row.get("id") + "|" + row.get("document"))
                    .toList();

            assertThat(rows(fixture.folder(processed))).containsExactlyInAnyOrderElementsOf(expected);

            fixture.lake().maintain(processed);
            assertThat(rows(fixture.folder(processed))).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> rows(Path table) throws IOException {
        Engine engine = DefaultEngine.create(new Configuration());
        Snapshot snapshot = TableManager.loadSnapshot(table.toString()).build(engine);
        Scan scan = snapshot.getScanBuilder().build();
        Row state = scan.getScanState(engine);
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
            while (files.hasNext()) {
                try (CloseableIterator<Row> each = files.next().getRows()) {
                    while (each.hasNext()) {
                        read(engine, state, physical, each.next(), rows);
                    }
                }
            }
        }
        return rows;
    }

    private static void read(Engine engine, Row state, StructType physical, Row file, List<String> rows)
            throws IOException {
        FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
        CloseableIterator<FileReadResult> data = engine.getParquetHandler()
                .readParquetFiles(Utils.singletonCloseableIterator(status), physical, Optional.empty());
        try (CloseableIterator<FilteredColumnarBatch> batches =
                Scan.transformPhysicalData(engine, state, file, data.map(FileReadResult::getData))) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> each = batches.next().getRows()) {
                    while (each.hasNext()) {
                        Row row = each.next();
                        int document = row.getSchema().indexOf("document");
                        rows.add(row.getLong(row.getSchema().indexOf("id")) + "|"
                                + (row.isNullAt(document) ? null : row.getString(document)));
                    }
                }
            }
        }
    }
}
