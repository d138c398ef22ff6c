package lakeward.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeletionVector;
import lakeward.lake.log.DeletionVectors;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableState;
import org.roaringbitmap.RoaringBitmap;

/**
 * A file that holds the rows of others and is to take their place. Other commits were made while it was written: what they
 * took from the others is hidden in it, too. A row is found by its key, which no two rows of the file share.
 */
final class CompactedFile {
    private final Workspace workspace;
    private final LakeTable table;
    private final Deletions deletions;
    private final List<DataFile> files;
    private final Optional<DataFile> written;
    private Optional<DeletionVector> hidden = Optional.empty();

    /**
     * @param files as they were when they were read
     * @param written holds their rows; empty if they had none
     */
    CompactedFile(
            Workspace workspace,
            LakeTable table,
            Deletions deletions,
            List<DataFile> files,
            Optional<DataFile> written) {
        this.workspace = workspace;
        this.table = table;
        this.deletions = deletions;
        this.files = files;
        this.written = written;
    }

    /** Commits it, or removes it if it cannot take the others' place any more; returns whether it does. */
    boolean commit() {
        boolean isCommitted = table.commitUnlessPointless(before -> attempt(before.orElseThrow()))
                .isPresent();
        if (!isCommitted) {
            discard();
        }
        return isCommitted;
    }

    private Optional<Proposal> attempt(TableState now) {
        try {
            // Of an attempt that lost against another writer.
            discardHidden();
            return proposal(now);
        } catch (RuntimeException e) {
            discard();
            throw e;
        }
    }

    private Optional<Proposal> proposal(TableState now) {
        List<DataFile> removed = new ArrayList<>();
        files.forEach(file -> now.file(file.path()).ifPresent(removed::add));
        Optional<DataFile> result = written;
        boolean isAsRead = removed.size() == files.size()
                && files.stream()
                        .allMatch(file ->
                                now.file(file.path()).orElseThrow().deletions().equals(file.deletions()));
        if (!isAsRead && written.isPresent()) {
            result = withoutGone(now);
            if (result.isEmpty()) {
                return Optional.empty();
            }
        }
        Map<String, String> metrics = Map.of(
                "numRemovedFiles", Integer.toString(removed.size()),
                "numAddedFiles", Integer.toString(result.isPresent() ? 1 : 0));
        return Optional.of(new Proposal(
                "OPTIMIZE",
                metrics,
                Optional.empty(),
                result.stream().toList(),
                removed,
                now.transactions(),
                false,
                false));
    }

    /** Returns the file without the rows that went from the others, or empty if it cannot be told which these are. */
    private Optional<DataFile> withoutGone(TableState now) {
        DeltaSchema schema = now.schema();
        if (schema.key().isEmpty()) {
            return Optional.empty();
        }
        List<String> gone = new ArrayList<>();
        long expected = 0;
        List<DataFile> needed = new ArrayList<>(files);
        needed.add(written.orElseThrow());
        try (LocalData data = table.hold(needed)) {
            for (DataFile file : files) {
                Optional<DataFile> current = now.file(file.path());
                if (current.isEmpty()) {
                    // Its last row went, or another writer has put its rows elsewhere: they count no longer here.
                    expected += file.liveRows();
                    gone.add("select %s from (%s)"
                            .formatted(Sql.names(schema.key()), Relations.query(data, schema, List.of(file))));
                } else if (!current.get().deletions().equals(file.deletions())) {
                    expected += current.get().deletedRows() - file.deletedRows();
                    gone.add(keysOf(data, schema, file, newlyGone(file, current.get())));
                }
            }
            RoaringBitmap rows = rows(data, schema, String.join(" union all ", gone));
            boolean isUseless = rows.getLongCardinality() == written.get().rows();
            return isUseless || rows.getLongCardinality() != expected ? Optional.empty() : Optional.of(without(rows));
        }
    }

    private static String keysOf(LocalData data, DeltaSchema schema, DataFile file, String rows) {
        return "select %s from %s as f semi join (%s) as g on f.file_row_number = g.row"
                .formatted(physicalKey(schema), Relations.parquet(data, schema, List.of(file)), rows);
    }

    private String newlyGone(DataFile before, DataFile now) {
        // Without a name of its own, a table function's "anti" would be read as its name.
        String gone = "select n.row from %s as n"
                .formatted(Deletions.relation(table.id(), now.deletions().orElseThrow()));
        return before.deletions()
                .map(vector ->
                        "%s anti join %s as o on n.row = o.row".formatted(gone, Deletions.relation(table.id(), vector)))
                .orElse(gone);
    }

    private static String physicalKey(DeltaSchema schema) {
        return schema.key().stream()
                .map(name -> Sql.name(schema.field(name).orElseThrow().physicalName()))
                .collect(Collectors.joining(", "));
    }

    /** Finds the rows of these keys in the file. */
    private RoaringBitmap rows(LocalData data, DeltaSchema schema, String keys) {
        String names = schema.key().stream()
                .map(name -> "k" + schema.key().indexOf(name))
                .collect(Collectors.joining(", "));
        String on = schema.key().stream()
                .map(name -> "f.%s = k.k%d"
                        .formatted(
                                Sql.name(schema.field(name).orElseThrow().physicalName()),
                                schema.key().indexOf(name)))
                .collect(Collectors.joining(" and "));
        return workspace.query(
                "select f.file_row_number from %s as f semi join (%s) as k(%s) on %s"
                        .formatted(Relations.parquet(data, schema, List.of(written.orElseThrow())), keys, names, on),
                result -> {
                    RoaringBitmap all = new RoaringBitmap();
                    while (result.next()) {
                        all.add((int) result.getLong(1));
                    }
                    return all;
                });
    }

    private DataFile without(RoaringBitmap rows) {
        if (rows.isEmpty()) {
            return written.orElseThrow();
        }
        try {
            DeletionVector vector =
                    DeletionVectors.write(table.files(), List.of(rows)).get(0);
            hidden = Optional.of(vector);
            deletions.remember(table.id(), vector, rows);
            return written.orElseThrow().with(vector);
        } catch (IOException e) {
            throw LakeFailure.of("write which rows are deleted in " + table.id(), e);
        }
    }

    private void discard() {
        discardHidden();
        DataWriter.discard(table, written.stream().toList());
    }

    private void discardHidden() {
        Optional<DeletionVector> inFile = hidden.filter(DeletionVectors::isInFile);
        hidden = Optional.empty();
        if (inFile.isEmpty()) {
            return;
        }
        try {
            table.files().delete(DeletionVectors.fileName(table.files(), inFile.get()));
        } catch (IOException e) {
            throw LakeFailure.of("remove which rows were deleted in " + table.id(), e);
        }
    }
}
