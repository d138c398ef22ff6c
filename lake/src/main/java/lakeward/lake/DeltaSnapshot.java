package lakeward.lake;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.platform.TableVersion;
import lakeward.core.port.SnapshotLoad;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/**
 * A snapshot whose rows are written to files as they come. Raw's files have processed's columns, too, and are shared, unless
 * another writer gave processed columns of its own: then each has files of its own. The commit makes them part of the
 * tables.
 */
final class DeltaSnapshot implements SnapshotLoad {
    /** How much of a snapshot, as it is in memory, goes to a file. */
    private static final long BYTES_PER_FILE = 64L << 20;

    private final CapturePair pair;
    private final CapturedTable table;
    private final SourceIdentity source;
    private final Position position;
    private final Workspaces workspaces;
    private final ChangeStreams streams;
    private final Lock commits;
    private final Clock clock;
    private final CrashPoints crashPoints;
    private final SnapshotFile.Destination raw;
    private final SnapshotFile.Destination processed;
    private final boolean isShared;
    private final Collection<SnapshotFile> rawFiles = new ConcurrentLinkedQueue<>();
    private final Collection<SnapshotFile> processedFiles = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Part> parts = new ConcurrentLinkedQueue<>();
    private boolean mayBeCommitted;

    DeltaSnapshot(
            CapturePair pair,
            CapturedTable table,
            SourceIdentity source,
            Position position,
            Workspaces workspaces,
            ChangeStreams streams,
            Lock commits,
            Clock clock,
            CrashPoints crashPoints) {
        this.pair = pair;
        this.table = table;
        this.source = source;
        this.position = position;
        this.workspaces = workspaces;
        this.streams = streams;
        this.commits = commits;
        this.clock = clock;
        this.crashPoints = crashPoints;
        DeltaSchema rawSchema = pair.rawSchema(table);
        DeltaSchema processedSchema = pair.processedSchema(table);
        this.raw = new SnapshotFile.Destination(
                pair.raw(), rawSchema, rows -> RawFormat.toRaw(RawFormat.source(rawSchema.table()), rows));
        this.processed = new SnapshotFile.Destination(
                pair.processed(),
                processedSchema,
                rows -> processedSchema.fields().stream()
                        .map(field -> Sql.name(field.name()))
                        .collect(Collectors.joining(", ", "select ", " from " + rows)));
        this.isShared = processedSchema.isPartOf(rawSchema);
    }

    /** Rows on their way to the same files; used by one thread at a time. */
    private final class Part {
        final List<SnapshotFile> files = new ArrayList<>();
        long bytes;

        Part(long rowSize) {
            add(raw, rowSize, rawFiles);
            if (!isShared) {
                add(processed, rowSize, processedFiles);
            }
        }

        private void add(SnapshotFile.Destination destination, long rowSize, Collection<SnapshotFile> all) {
            SnapshotFile file = new SnapshotFile(table, destination, rowSize, workspaces, streams);
            files.add(file);
            all.add(file);
        }

        void append(Changes rows) {
            files.forEach(file -> file.append(rows));
            bytes += rows.byteSize();
        }

        void end() {
            files.forEach(SnapshotFile::end);
        }
    }

    @Override
    public void append(Changes rows) {
        if (rows.isEmpty()) {
            return;
        }
        Part part = Optional.ofNullable(parts.poll()).orElseGet(() -> new Part(rows.byteSize() / rows.size()));
        part.append(rows);
        if (part.bytes >= BYTES_PER_FILE) {
            part.end();
        } else {
            parts.add(part);
        }
        crashPoints.reach("mid-snapshot");
    }

    @Override
    public List<TableVersion> commit() {
        parts.forEach(Part::end);
        List<DataFile> toRaw = finished(rawFiles);
        List<DataFile> toProcessed = isShared
                ? DataWriter.share(toRaw, raw.table(), processed.table(), processed.schema())
                : finished(processedFiles);
        // From here on the files may be part of a table, whatever fails.
        mayBeCommitted = true;
        commits.lock();
        Workspace workspace = workspaces.lend();
        try {
            DataWriter.write(
                            workspace,
                            raw.table(),
                            raw.schema(),
                            RawFormat.restartRow(raw.schema(), position, clock.millis()),
                            0)
                    .ifPresent(toRaw::add);
            return pair.restart(workspace, source, position, raw.schema(), toRaw, processed.schema(), toProcessed);
        } catch (PlatformException e) {
            pair.raw().discardUnnamed(toRaw, e);
            pair.processed().discardUnnamed(toProcessed, e);
            throw e;
        } finally {
            workspaces.giveBack(workspace);
            commits.unlock();
        }
    }

    private static List<DataFile> finished(Collection<SnapshotFile> files) {
        return files.stream()
                .map(SnapshotFile::finish)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Override
    public void close() {
        List<DataFile> toRaw = abandoned(rawFiles);
        List<DataFile> toProcessed = abandoned(processedFiles);
        if (!mayBeCommitted) {
            mayBeCommitted = true;
            DataWriter.discard(raw.table(), toRaw);
            DataWriter.discard(processed.table(), isShared ? toRaw : toProcessed);
        }
    }

    private static List<DataFile> abandoned(Collection<SnapshotFile> files) {
        return files.stream()
                .map(SnapshotFile::abandon)
                .flatMap(Optional::stream)
                .toList();
    }
}
