package lakeward.lake.log;

import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.json.JsonUtils;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.replay.CreateCheckpointIterator;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lakeward.core.platform.PlatformException;
import lakeward.lake.files.TableFiles;

/** What Delta Kernel does for us: it reads whole versions, refusing what it does not know, and writes checkpoints. */
final class KernelLog {
    private final TableFiles files;

    KernelLog(TableFiles files) {
        this.files = files;
    }

    /** Returns the newest version, or empty if there is no table. */
    Optional<TableState> latest() {
        try {
            return Optional.of(
                    ask(Long.MAX_VALUE, engine -> state(engine, TableManager.loadSnapshot(files.location()))));
        } catch (TableNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Returns a version. */
    TableState at(long version) {
        return ask(
                version,
                engine -> state(
                        engine, TableManager.loadSnapshot(files.location()).atVersion(version)));
    }

    /** Without the commit's own time where Kernel can't tell. */
    private static TableState state(Engine engine, SnapshotBuilder builder) {
        SnapshotImpl snapshot = (SnapshotImpl) builder.build(engine);
        return TableState.NONE.after(snapshot.getVersion(), snapshot.getTimestamp(engine), actions(engine, snapshot));
    }

    private static List<String> actions(Engine engine, SnapshotImpl snapshot) {
        List<String> actions = new ArrayList<>();
        try (CreateCheckpointIterator batches = snapshot.getCreateCheckpointIterator(engine)) {
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
        return actions;
    }

    void checkpoint(long version) {
        ask(version, engine -> {
            try {
                TableManager.loadSnapshot(files.location())
                        .atVersion(version)
                        .build(engine)
                        .writeCheckpoint(engine);
            } catch (CheckpointAlreadyExistsException e) {
                // Another writer was first: what is wanted is there.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return null;
        });
    }

    /** Lets Kernel answer a question about a version, for which it reads each file once. */
    private <T> T ask(long version, Function<Engine, T> question) {
        try {
            return question.apply(DefaultEngine.create(new KernelFiles(files, version)));
        } catch (RuntimeException e) {
            // Kernel wraps what the files say went wrong, which tells more than it does.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof PlatformException platform) {
                    throw platform;
                }
            }
            throw e;
        }
    }
}
