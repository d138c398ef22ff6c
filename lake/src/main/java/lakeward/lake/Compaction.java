package lakeward.lake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.platform.CrashPoints;
import lakeward.core.platform.Zone;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.TableState;

/**
 * Writes small files together, and files anew of which many rows are gone. Files go up in tiers, each sixteen times the size
 * of the one below, so that a row is rewritten about once a tier however many commits there are.
 *
 * <p>It does not hold up other commits: the file is written first, and takes the others' place afterwards.
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
    int run(LakeTable table, TableState state) {
        List<DataFile> files = due(state.files());
        return files.isEmpty() || !compact(table, state, files) ? 0 : files.size();
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
        try (LocalData data = table.hold(files)) {
            DeltaSchema schema = state.schema();
            String order = table.id().zone() == Zone.RAW ? " order by _position, _sequence" : "";
            Optional<DataFile> written = DataWriter.write(
                    workspace,
                    table,
                    schema,
                    "select * from (%s)%s".formatted(Relations.query(data, schema, files), order),
                    DataWriter.rowSize(files));
            crashPoints.reach("mid-compaction");
            return new CompactedFile(workspace, table, deletions, files, written).commit();
        } finally {
            workspaces.giveBack(workspace);
        }
    }
}
