package lakeward.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.Zone;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeletionVector;
import lakeward.lake.log.DeletionVectors;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import lakeward.lake.log.TableState;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes small files together, and files anew of which many rows are gone. Files go up in tiers, each sixteen times the size
 * of the one below, so that a row is rewritten about once a tier however many commits there are.
 *
 * <p>It does not hold up other commits: the files are written first. Rows that went in the meantime are looked up in the new
 * file, where they stand in the same order.
 */
final class Compaction {
    private static final long LOWEST_TIER = 256L << 10;
    private static final int TIER_FACTOR = 16;
    /** Fewer files cost a reader less than writing them together. */
    private static final int FILES_PER_TIER = 20;
    /** Files of this size are large enough. */
    private static final long LARGE = 256L << 20;
    /** Of a file of more than the lowest tier, the part of its rows that may be gone. */
    private static final double MOST_GONE = 0.25;

    private final Workspaces workspaces;
    private final Deletions deletions;
    private final CrashPoints crashPoints;

    Compaction(Workspaces workspaces, Deletions deletions, CrashPoints crashPoints) {
        this.workspaces = workspaces;
        this.deletions = deletions;
        this.crashPoints = crashPoints;
    }

    /** Does what is due; returns how many files were written together. */
    int run(LakeTable table) {
        Optional<TableState> state = table.state();
        List<DataFile> files = state.map(known -> due(known.files())).orElse(List.of());
        return files.isEmpty() || !compact(table, state.get(), files) ? 0 : files.size();
    }

    /** Returns which files to write together, in their order; none if nothing is due. */
    static List<DataFile> due(Collection<DataFile> files) {
        Map<Integer, List<DataFile>> tiers = new TreeMap<>();
        List<DataFile> sparse = new ArrayList<>();
        for (DataFile file : files) {
            if (file.rows() > 0 && file.size() > LOWEST_TIER && file.deletedRows() > MOST_GONE * file.rows()) {
                sparse.add(file);
            } else if (liveSize(file) < LARGE) {
                tiers.computeIfAbsent(tier(file), any -> new ArrayList<>()).add(file);
            }
        }
        List<DataFile> due = new ArrayList<>(sparse);
        List<DataFile> smaller = new ArrayList<>();
        for (List<DataFile> tier : tiers.values()) {
            smaller.addAll(tier);
            if (tier.size() >= FILES_PER_TIER) {
                due.addAll(smaller);
                smaller.clear();
            }
        }
        return files.stream().filter(due::contains).toList();
    }

    private static int tier(DataFile file) {
        int tier = 0;
        for (long size = LOWEST_TIER; size < liveSize(file); size *= TIER_FACTOR) {
            tier++;
        }
        return tier;
    }

    private static long liveSize(DataFile file) {
        return file.rows() <= 0 ? file.size() : file.size() * file.liveRows() / file.rows();
    }

    private boolean compact(LakeTable table, TableState state, List<DataFile> files) {
        Workspace workspace = workspaces.lend();
        try {
            DeltaSchema schema = state.schema();
            String order = table.id().zone() == Zone.RAW ? " order by _position, _sequence" : "";
            Optional<DataFile> written = DataWriter.write(
                    workspace,
                    table.directory(),
                    schema,
                    "select * from (%s)%s".formatted(Relations.query(table.directory(), schema, files), order),
                    DataWriter.rowSize(files));
            crashPoints.reach("mid-compaction");
            return table.commitUnlessPointless(
                            before -> proposal(workspace, table, before.orElseThrow(), files, written))
                    .isPresent();
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    private Optional<Proposal> proposal(
            Workspace workspace, LakeTable table, TableState now, List<DataFile> files, Optional<DataFile> written) {
        List<DataFile> current = new ArrayList<>();
        List<DataFile> changed = new ArrayList<>();
        for (DataFile file : files) {
            Optional<DataFile> same = now.file(file.path());
            if (same.isEmpty()) {
                return Optional.empty();
            }
            current.add(same.get());
            if (!same.get().deletions().equals(file.deletions())) {
                changed.add(file);
            }
        }
        Optional<DataFile> result = written;
        if (!changed.isEmpty() && written.isPresent()) {
            Optional<RoaringBitmap> gone = gone(workspace, table, now, changed, written.get());
            if (gone.isEmpty()) {
                return Optional.empty();
            }
            result = Optional.of(hidden(table, written.get(), gone.get()));
        }
        Map<String, String> metrics = Map.of(
                "numRemovedFiles", Integer.toString(files.size()),
                "numAddedFiles", Integer.toString(result.isPresent() ? 1 : 0));
        return Optional.of(new Proposal(
                "OPTIMIZE",
                metrics,
                Optional.empty(),
                result.stream().toList(),
                current,
                now.transactions(),
                false,
                false));
    }

    /** Finds the rows in the new file that went from the old ones while it was written, by their key. */
    private Optional<RoaringBitmap> gone(
            Workspace workspace, LakeTable table, TableState now, List<DataFile> changed, DataFile written) {
        DeltaSchema schema = now.schema();
        if (schema.key().isEmpty()) {
            return Optional.empty();
        }
        String key = schema.key().stream()
                .map(name -> Sql.name(schema.field(name).orElseThrow().physicalName()))
                .collect(Collectors.joining(", "));
        String keys = changed.stream()
                .map(file -> "select %s from %s as f semi join (%s) as g on f.file_row_number = g.row"
                        .formatted(
                                key,
                                Relations.parquet(table.directory(), schema, List.of(file)),
                                newlyGone(table, file, now.file(file.path()).orElseThrow())))
                .collect(Collectors.joining(" union all "));
        long expected = changed.stream()
                .mapToLong(file -> now.file(file.path()).orElseThrow().deletedRows() - file.deletedRows())
                .sum();
        RoaringBitmap found = workspace.query(
                "select f.file_row_number from %s as f semi join (%s) as k using (%s)"
                        .formatted(Relations.parquet(table.directory(), schema, List.of(written)), keys, key),
                result -> {
                    RoaringBitmap all = new RoaringBitmap();
                    while (result.next()) {
                        all.add((int) result.getLong(1));
                    }
                    return all;
                });
        return found.getLongCardinality() == expected ? Optional.of(found) : Optional.empty();
    }

    private static String newlyGone(LakeTable table, DataFile before, DataFile now) {
        // Without a name of its own, a table function's "anti" would be read as its name.
        String gone = "select n.row from %s as n"
                .formatted(Deletions.relation(table.directory(), now.deletions().orElseThrow()));
        return before.deletions()
                .map(vector -> "%s anti join %s as o on n.row = o.row"
                        .formatted(gone, Deletions.relation(table.directory(), vector)))
                .orElse(gone);
    }

    private DataFile hidden(LakeTable table, DataFile file, RoaringBitmap gone) {
        if (gone.isEmpty()) {
            return file;
        }
        try {
            DeletionVector vector =
                    DeletionVectors.write(table.directory(), List.of(gone)).get(0);
            deletions.remember(table.directory(), vector, gone);
            return file.with(vector);
        } catch (IOException e) {
            throw LakeFailure.of("write which rows are deleted in " + table.id(), e);
        }
    }
}
