package lakeward.lake;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.SnapshotLoad;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/** A snapshot whose rows are written to files as they come; the commit makes them part of the tables. */
final class DeltaSnapshot implements SnapshotLoad {
    /** How much of a snapshot is gathered in memory for a file. */
    private static final long BYTES_PER_FILE = 64L << 20;

    private final CapturePair pair;
    private final CapturedTable table;
    private final SourceIdentity source;
    private final Position position;
    private final Workspaces workspaces;
    private final Lock commits;
    private final Clock clock;
    private final DeltaSchema rawSchema;
    private final DeltaSchema processedSchema;
    private final ConcurrentLinkedQueue<Part> parts = new ConcurrentLinkedQueue<>();
    private final List<DataFile> rawFiles = Collections.synchronizedList(new ArrayList<>());
    private final List<DataFile> processedFiles = Collections.synchronizedList(new ArrayList<>());
    private boolean mayBeCommitted;

    DeltaSnapshot(
            CapturePair pair,
            CapturedTable table,
            SourceIdentity source,
            Position position,
            Workspaces workspaces,
            Lock commits,
            Clock clock) {
        this.pair = pair;
        this.table = table;
        this.source = source;
        this.position = position;
        this.workspaces = workspaces;
        this.commits = commits;
        this.clock = clock;
        this.rawSchema = pair.rawSchema(table);
        this.processedSchema = pair.processedSchema(table);
    }

    /** Rows on their way to a file; used by one thread at a time. */
    private static final class Part {
        final Workspace workspace;
        ChangeTable rows;
        long bytes;

        Part(Workspace workspace) {
            this.workspace = workspace;
        }
    }

    @Override
    public void append(Changes rows) {
        Part part = parts.poll();
        if (part == null) {
            part = new Part(workspaces.lend());
        }
        try {
            if (part.rows == null) {
                part.rows = new ChangeTable(part.workspace, table);
            }
            part.rows.append(rows);
            part.bytes += rows.byteSize();
            if (part.bytes >= BYTES_PER_FILE) {
                write(part);
            }
        } finally {
            parts.add(part);
        }
    }

    private void write(Part part) {
        if (part.rows == null) {
            return;
        }
        part.rows.addMissing(RawFormat.source(rawSchema.table()));
        part.rows.addMissing(RawFormat.source(processedSchema.table()));
        String raw = RawFormat.toRaw(RawFormat.source(rawSchema.table()), part.rows.name());
        String processed = "select %s from %s"
                .formatted(
                        processedSchema.fields().stream()
                                .map(field -> Sql.name(field.name()))
                                .collect(Collectors.joining(", ")),
                        part.rows.name());
        DataWriter.write(part.workspace, pair.raw().directory(), rawSchema, raw, part.rows.rowSize())
                .ifPresent(rawFiles::add);
        DataWriter.write(part.workspace, pair.processed().directory(), processedSchema, processed, part.rows.rowSize())
                .ifPresent(processedFiles::add);
        part.rows.close();
        part.rows = null;
        part.bytes = 0;
    }

    @Override
    public List<TableVersion> commit() {
        parts.forEach(this::write);
        // From here on the files may be part of a table, whatever fails.
        mayBeCommitted = true;
        commits.lock();
        Workspace workspace = workspaces.lend();
        try {
            DataWriter.write(
                            workspace,
                            pair.raw().directory(),
                            rawSchema,
                            CapturePair.restartRow(rawSchema, position, clock.millis()),
                            0)
                    .ifPresent(rawFiles::add);
            return pair.restart(workspace, source, position, rawSchema, rawFiles, processedSchema, processedFiles);
        } finally {
            workspaces.giveBack(workspace);
            commits.unlock();
        }
    }

    @Override
    public void close() {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            if (part.rows != null) {
                part.rows.close();
            }
            workspaces.giveBack(part.workspace);
        }
        if (!mayBeCommitted) {
            mayBeCommitted = true;
            DataWriter.discard(pair.raw().directory(), rawFiles);
            DataWriter.discard(pair.processed().directory(), processedFiles);
        }
    }
}
