package lakeward.lake;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/** A file of rows that is written on a thread of its own while they come. */
final class SnapshotFile {
    /** A table that a snapshot is written to. */
    record Destination(LakeTable table, DeltaSchema schema, Function<String, String> query) {}

    private final ChangeStream stream = new ChangeStream();
    private final CompletableFuture<Optional<DataFile>> written;

    SnapshotFile(
            CapturedTable table, Destination destination, long rowSize, Workspaces workspaces, ChangeStreams streams) {
        String name = streams.add(table, stream);
        List<Column> columns = RawFormat.source(destination.schema().table());
        String query = destination.query().apply(ChangeStreams.relation(name, table, columns));
        written = CompletableFuture.supplyAsync(
                        () -> write(destination, query, rowSize, workspaces), ChangeStreams::onOwnThread)
                .whenComplete((file, failure) -> {
                    // Whoever gives rows must not wait for a reader that is gone.
                    stream.close();
                    streams.forget(name);
                });
    }

    private static Optional<DataFile> write(
            Destination destination, String query, long rowSize, Workspaces workspaces) {
        Workspace workspace = workspaces.lend();
        try {
            return DataWriter.write(workspace, destination.table(), destination.schema(), query, rowSize);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Takes rows, which must stay as they are. */
    void append(Changes rows) {
        if (written.isDone()) {
            finish();
        }
        stream.put(rows);
    }

    /** Says that no more rows come. */
    void end() {
        stream.end();
    }

    /** Returns the file after the {@linkplain #end end}, or empty if there were no rows. */
    Optional<DataFile> finish() {
        try {
            return written.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Ends the writing where it stands and returns what it had written. */
    Optional<DataFile> abandon() {
        stream.close();
        return written.handle((file, failure) -> failure == null ? file : Optional.<DataFile>empty())
                .join();
    }
}
