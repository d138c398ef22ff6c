package lakeward.lake.log;

import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.replay.CreateCheckpointIterator;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** What Delta Kernel does for us: it reads whole versions, refusing what it does not know, and writes checkpoints. */
final class KernelLog {
    private static final class Lazy {
        static final Engine ENGINE = DefaultEngine.create(configuration());

        private static Configuration configuration() {
            Configuration configuration = new Configuration(false);
            // Without it each file gets a .crc beside it.
            configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
            configuration.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
            return configuration;
        }
    }

    private KernelLog() {}

    /** Returns the state of a version, the newest by default, without the commit's own time where Kernel can't tell. */
    static TableState load(Path table, OptionalLong version) {
        SnapshotImpl snapshot = snapshot(table, version);
        List<String> actions = new ArrayList<>();
        try (CreateCheckpointIterator batches = snapshot.getCreateCheckpointIterator(Lazy.ENGINE)) {
            while (batches.hasNext()) {
                FilteredColumnarBatch batch = batches.next();
                try (CloseableIterator<Row> rows = batch.getRows()) {
                    while (rows.hasNext()) {
                        actions.add(JsonUtils.rowToJson(rows.next()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        actions.removeIf(action -> action.startsWith("{\"remove\""));
        return TableState.NONE.after(snapshot.getVersion(), snapshot.getTimestamp(Lazy.ENGINE), actions);
    }

    static void checkpoint(Path table, long version) {
        try {
            snapshot(table, OptionalLong.of(version)).writeCheckpoint(Lazy.ENGINE);
        } catch (CheckpointAlreadyExistsException e) {
            // Another writer was first: what is wanted is there.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the log, whose first commit is gone, has another. */
    static boolean hasVersion(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("\\d{20}\\..*(json|parquet)"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SnapshotImpl snapshot(Path table, OptionalLong version) {
        SnapshotBuilder builder =
                TableManager.loadSnapshot(table.toAbsolutePath().toString());
        Snapshot snapshot = version.isPresent()
                ? builder.atVersion(version.getAsLong()).build(Lazy.ENGINE)
                : builder.build(Lazy.ENGINE);
        return (SnapshotImpl) snapshot;
    }
}
