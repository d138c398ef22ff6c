package lakeward.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.port.UnfitChangesException;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeletionVector;
import lakeward.lake.log.DeletionVectors;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.Proposal;
import org.roaringbitmap.RoaringBitmap;

/**
 * Makes a processed table out of what it was and changes. The rows that go are marked in deletion vectors, those that come
 * are in one new file.
 *
 * <p>Of each key it counts how many rows arrive (+1: an insert, a snapshot's row, the update that follows a move) and leave
 * (-1: a delete, a move). After the changes there is a row if that sum and the row before come to more than nothing; its
 * values are those that arrived or were updated last. So a transaction may swap keys, in any order.
 */
final class Upsert {
    /** What takes the place of what. */
    record Result(
            List<DataFile> added, List<DataFile> removed, Optional<DataFile> written, Map<String, String> metrics) {
        /** @param changed the table's schema, if it is another than before */
        Proposal proposal(String operation, Optional<DeltaSchema> changed, SourceIdentity source, Position position) {
            return new Proposal(
                    operation,
                    metrics,
                    changed,
                    added,
                    removed,
                    Map.of(source.toString(), position.value()),
                    true,
                    false);
        }
    }

    private static final int MOVE = Operation.MOVE.ordinal();

    private final Workspace workspace;
    private final LakeTable table;
    private final DeltaSchema schema;
    private final Deletions deletions;
    private final List<String> key;
    private final long rowSize;

    /**
     * @param schema the table's from now on, with its key
     * @param rowSize about how many bytes a row has; 0 if that is not known
     */
    Upsert(Workspace workspace, LakeTable table, DeltaSchema schema, Deletions deletions, long rowSize) {
        this.rowSize = rowSize;
        this.workspace = workspace;
        this.table = table;
        this.schema = schema;
        this.deletions = deletions;
        this.key = schema.key();
    }

    /**
     * @param base the files before
     * @param changes a table of changes, ranked, which has every column of the schema
     * @param after changes up to this position are skipped
     */
    Result apply(Collection<DataFile> base, String changes, Set<Operation> operations, long after) {
        String wanted = RawFormat.POSITION + " > " + after;
        Collection<DataFile> before = base;
        long lastReset = -1;
        if (operations.contains(Operation.TRUNCATE) || operations.contains(Operation.RESTART)) {
            lastReset = workspace.number("select coalesce(max(%s), -1) from %s where %s in (%d, %d) and %s"
                    .formatted(
                            RawFormat.RANK,
                            changes,
                            RawFormat.OPERATION,
                            Operation.TRUNCATE.ordinal(),
                            Operation.RESTART.ordinal(),
                            wanted));
            if (lastReset >= 0) {
                before = List.of();
                wanted += " and %s > %d".formatted(RawFormat.RANK, lastReset);
            }
        }
        String net = workspace.newName("net");
        try {
            workspace.execute(net(net, changes, wanted, operations.contains(Operation.MOVE)));
            Found found = find(net, before);
            List<Long> fills = operations.contains(Operation.FILL) ? fills(changes, wanted) : List.of();
            return fills.isEmpty()
                    ? mark(base, before, changes, net, found)
                    : rewrite(base, before, changes, net, found, fills);
        } finally {
            workspace.drop(net);
        }
    }

    /** The keys of the changes: what arrives less what leaves, and whether a row must have been there before. */
    private String net(String net, String changes, String wanted, boolean hasMoves) {
        String arrives = hasMoves
                ? "lag(%s) over (order by %s) = %d".formatted(RawFormat.OPERATION, RawFormat.RANK, MOVE)
                : "false";
        String delta =
                "case %s when %d then 1 when %d then 1 when %d then -1 when %d then -1 when %d then (case when %s then 1 else 0 end) end"
                        .formatted(
                                RawFormat.OPERATION,
                                Operation.INSERT.ordinal(),
                                Operation.SNAPSHOT.ordinal(),
                                Operation.DELETE.ordinal(),
                                MOVE,
                                Operation.UPDATE.ordinal(),
                                arrives);
        String deltas = "select %s, %s as rank, %s as op, %s as delta from %s where %s"
                .formatted(Sql.names(key), RawFormat.RANK, RawFormat.OPERATION, delta, changes, wanted);
        return """
                create or replace temp table %1$s as
                select %2$s, arg_min(delta, rank) <= 0 as "#must", max(rank) filter (op in (%3$d, %4$d, %5$d)) as "#last",
                    -- Of two snapshots of one moment, each has the row.
                    (coalesce(sum(delta) filter (op <> %5$d), 0) + max((op = %5$d)::int))::bigint as "#net"
                from (%6$s) where delta is not null group by all
                """.formatted(
                        net,
                        Sql.names(key),
                        Operation.INSERT.ordinal(),
                        Operation.UPDATE.ordinal(),
                        Operation.SNAPSHOT.ordinal(),
                        deltas);
    }

    /** Where the rows of the keys are. */
    private static final class Found {
        final Map<DataFile, RoaringBitmap> rows = new HashMap<>();
        /** Changes that are the last of a key that arrives first, then leaves, and had a row before. */
        final List<Long> swapped = new ArrayList<>();

        long required;
        long updated;
        long deleted;
    }

    private Found find(String net, Collection<DataFile> before) {
        Found found = new Found();
        List<DataFile> files = candidates(net, before);
        if (!files.isEmpty()) {
            try (LocalData data = table.hold(files)) {
                locate(net, data, files, found);
            }
        }
        long required = workspace.number("select count(*) from temp.%s where \"#must\"".formatted(net));
        if (required != found.required) {
            throw new UnfitChangesException(
                    "Cannot apply changes to %s: %d rows that they update, delete or move are not there. Read the table anew with 'lakeward resnapshot %s'."
                            .formatted(
                                    table.id(),
                                    required - found.required,
                                    table.id().name()));
        }
        return found;
    }

    /** Returns the files that may hold rows of the keys, so that none is brought to this machine for nothing. */
    private List<DataFile> candidates(String net, Collection<DataFile> before) {
        Optional<String> column = key.stream()
                .filter(name -> isWhole(schema.field(name).orElseThrow()))
                .findFirst();
        if (table.files().areHere() || column.isEmpty() || before.size() < 2) {
            return new ArrayList<>(before);
        }
        return workspace.query(
                "select min(%1$s)::bigint, max(%1$s)::bigint from temp.%2$s".formatted(Sql.name(column.get()), net),
                range -> {
                    range.next();
                    long least = range.getLong(1);
                    long greatest = range.getLong(2);
                    return before.stream()
                            .filter(file -> Statistics.mayHold(schema, file, column.get(), least, greatest))
                            .collect(Collectors.toCollection(ArrayList::new));
                });
    }

    private static boolean isWhole(DeltaSchema.Field field) {
        return switch (field.column().type().kind()) {
            case SHORT, INTEGER, LONG -> true;
            case BOOLEAN, FLOAT, DOUBLE, DECIMAL, STRING, BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ -> false;
        };
    }

    private void locate(String net, LocalData data, List<DataFile> files, Found found) {
        Map<DataFile, RoaringBitmap> gone = new HashMap<>();
        files.forEach(file -> file.deletions().ifPresent(vector -> gone.put(file, deletions.read(table.id(), vector))));
        String on = key.stream()
                .map(name -> "f.%s = n.%s".formatted(Sql.name(physical(name)), Sql.name(name)))
                .collect(Collectors.joining(" and "));
        String query =
                "select f.file_index, f.file_row_number, n.\"#must\", n.\"#net\", n.\"#last\" from %s as f join temp.%s as n on %s"
                        .formatted(Relations.parquet(data, schema, files), net, on);
        workspace.query(query, rows -> {
            while (rows.next()) {
                DataFile file = files.get((int) rows.getLong(1));
                int row = (int) rows.getLong(2);
                RoaringBitmap hidden = gone.get(file);
                if (hidden != null && hidden.contains(row)) {
                    continue;
                }
                found.rows.computeIfAbsent(file, any -> new RoaringBitmap()).add(row);
                boolean must = rows.getBoolean(3);
                long sum = rows.getLong(4);
                if (must) {
                    found.required++;
                } else if (sum == 0) {
                    found.swapped.add(rows.getLong(5));
                }
                if (sum >= 0) {
                    found.updated++;
                } else {
                    found.deleted++;
                }
            }
            return null;
        });
    }

    private String physical(String name) {
        return schema.field(name).orElseThrow().physicalName();
    }

    private List<Long> fills(String changes, String wanted) {
        return workspace.query(
                "select %s from %s where %s = %d and %s order by 1"
                        .formatted(RawFormat.RANK, changes, RawFormat.OPERATION, Operation.FILL.ordinal(), wanted),
                rows -> {
                    List<Long> ranks = new ArrayList<>();
                    while (rows.next()) {
                        ranks.add(rows.getLong(1));
                    }
                    return ranks;
                });
    }

    private Result mark(
            Collection<DataFile> base, Collection<DataFile> before, String changes, String net, Found found) {
        List<DataFile> added = new ArrayList<>();
        List<DataFile> removed = new ArrayList<>();
        if (before.isEmpty()) {
            removed.addAll(base);
        }
        hide(found.rows, added, removed);
        String columns = schema.fields().stream()
                .map(field -> "c." + Sql.name(field.name()))
                .collect(Collectors.joining(", "));
        Optional<DataFile> written =
                DataWriter.write(workspace, table, schema, present(changes, net, found, columns), rowSize);
        written.ifPresent(added::add);
        return result(added, removed, found, written);
    }

    private static String present(String changes, String net, Found found, String columns) {
        String swapped = found.swapped.isEmpty()
                ? "false"
                : found.swapped.stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(", ", "n.\"#last\" in (", ")"));
        return "select %s from %s as c join temp.%s as n on c.%s = n.\"#last\" where n.\"#net\" > 0 or (n.\"#net\" = 0 and (n.\"#must\" or %s))"
                .formatted(columns, changes, net, RawFormat.RANK, swapped);
    }

    private void hide(Map<DataFile, RoaringBitmap> rows, List<DataFile> added, List<DataFile> removed) {
        List<DataFile> files = new ArrayList<>();
        List<RoaringBitmap> bitmaps = new ArrayList<>();
        rows.forEach((file, newlyGone) -> {
            file.deletions().ifPresent(vector -> newlyGone.or(deletions.read(table.id(), vector)));
            removed.add(file);
            if (newlyGone.getLongCardinality() != file.rows()) {
                files.add(file);
                bitmaps.add(newlyGone);
            }
        });
        if (files.isEmpty()) {
            return;
        }
        try {
            List<DeletionVector> vectors = DeletionVectors.write(table.files(), bitmaps);
            for (int i = 0; i < files.size(); i++) {
                deletions.remember(table.id(), vectors.get(i), bitmaps.get(i));
                added.add(files.get(i).with(vectors.get(i)));
            }
        } catch (IOException e) {
            throw LakeFailure.of("write which rows are deleted in " + table.id(), e);
        }
    }

    /** Writes every row anew, since a fill changes them all. */
    private Result rewrite(
            Collection<DataFile> base,
            Collection<DataFile> before,
            String changes,
            String net,
            Found found,
            List<Long> fills) {
        String columns = schema.fields().stream()
                .map(field ->
                        filled("c." + Sql.name(field.name()), field.name(), "c." + RawFormat.RANK, changes, fills))
                .collect(Collectors.joining(", "));
        String untouched = schema.fields().stream()
                .map(field -> filled("o." + Sql.name(field.name()), field.name(), "-1", changes, fills))
                .collect(Collectors.joining(", "));
        List<DataFile> added = new ArrayList<>();
        Optional<DataFile> written;
        try (LocalData data = table.hold(before)) {
            String query = "select %s from (%s) as o anti join temp.%s as n on %s union all %s"
                    .formatted(
                            untouched,
                            Relations.query(data, schema, before),
                            net,
                            key.stream()
                                    .map(name -> "o.%1$s = n.%1$s".formatted(Sql.name(name)))
                                    .collect(Collectors.joining(" and ")),
                            present(changes, net, found, columns));
            written = DataWriter.write(workspace, table, schema, query, rowSize);
        }
        written.ifPresent(added::add);
        long rowsBefore = before.stream().mapToLong(DataFile::liveRows).sum();
        found.updated = rowsBefore - found.deleted;
        return result(added, new ArrayList<>(base), found, written);
    }

    private static String filled(String value, String name, String rank, String changes, List<Long> fills) {
        String filled = value;
        for (long fill : fills) {
            filled = "case when %s < %d then (select %s from %s as f where f.%s = %d) else %s end"
                    .formatted(
                            rank,
                            fill,
                            name.equals(RawFormat.EXACT) ? mergedExact(filled) : filledValue(filled, name),
                            changes,
                            RawFormat.RANK,
                            fill,
                            filled);
        }
        return filled + " as " + Sql.name(name);
    }

    private static String filledValue(String value, String name) {
        String column = "f." + Sql.name(name);
        return "case when json_exists(f.%s, %s) then %s else coalesce(%s, %s) end"
                .formatted(RawFormat.EXACT, RawFormat.exactPath(name), column, column, value);
    }

    /** A null in the patch takes a name out. */
    private static String mergedExact(String value) {
        return "nullif(json_merge_patch(coalesce(%s, '{}'), coalesce(f.%s, '{}'))::varchar, '{}')"
                .formatted(value, RawFormat.EXACT);
    }

    private static Result result(
            List<DataFile> added, List<DataFile> removed, Found found, Optional<DataFile> written) {
        long rows = written.map(DataFile::rows).orElse(0L);
        Map<String, String> metrics = new TreeMap<>();
        metrics.put("numOutputRows", Long.toString(rows));
        metrics.put("numTargetRowsInserted", Long.toString(Math.max(0, rows - found.updated)));
        metrics.put("numTargetRowsUpdated", Long.toString(found.updated));
        metrics.put("numTargetRowsDeleted", Long.toString(found.deleted));
        return new Result(added, removed, written, metrics);
    }
}
