package lakeward.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Column;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.port.UnfitChangesException;
import lakeward.duckdb.Sql;
import lakeward.lake.log.TableState;

/**
 * Finds the values that the source left out as unchanged. Such a value is that of the row before: of an earlier change of
 * the same key, or of the key that the row was moved from, or of the processed table.
 *
 * <p>While keys are swapped, two rows have one key for a moment: the row that leaves it is the one that had it first. So the
 * changes of a key are those of one life after another. Of each change there is the last one before it of its life that says
 * something of the column, its anchor. A chain from anchor to anchor is as long as the row was moved, not as often as it was
 * updated.
 */
final class Unchanged {
    private final Workspace workspace;
    private final ChangeTable changes;
    private final LakeTable processed;
    private final Optional<Position> recorded;
    private final String key;

    /** @param recorded what processed shows, if it does */
    Unchanged(Workspace workspace, ChangeTable changes, LakeTable processed, Optional<Position> recorded) {
        this.workspace = workspace;
        this.changes = changes;
        this.processed = processed;
        this.recorded = recorded;
        this.key = Sql.names(changes.table().schema().key());
    }

    /** Puts the values in. */
    void resolve() {
        String indexes =
                "select distinct unnest(string_split(trim(%1$s, ','), ','))::int from %2$s where %1$s is not null order by 1"
                        .formatted(RawFormat.UNCHANGED, changes.name());
        List<Integer> found = workspace.query(indexes, rows -> {
            List<Integer> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getInt(1));
            }
            return all;
        });
        String existing = workspace.newName("existing");
        try {
            makeExisting(existing);
            found.forEach(index -> resolve(index, changes.columns().get(index), existing));
        } finally {
            workspace.drop(existing);
        }
    }

    /** Makes a table of the keys that are moved from in the batch and have a row before it. */
    private void makeExisting(String existing) {
        Optional<TableState> state = processed.known().filter(known -> recorded.isPresent());
        String moved = "select distinct %s from %s where %s = %d"
                .formatted(key, changes.name(), RawFormat.OPERATION, Operation.MOVE.ordinal());
        String create = "create or replace temp table %s as ".formatted(existing);
        if (state.isEmpty() || !changes.operations().contains(Operation.MOVE)) {
            workspace.execute(create + moved + " and false");
            return;
        }
        try (LocalData data = processed.hold(state.get().files())) {
            workspace.execute(create
                    + "select * from (%s) semi join (%s) as p using (%s)"
                            .formatted(
                                    moved,
                                    Relations.query(
                                            data,
                                            state.get().schema(),
                                            state.get().files()),
                                    key));
        }
    }

    private void resolve(int index, Column column, String existing) {
        String ends = workspace.newName("ends");
        try {
            workspace.execute(ends(ends, index, existing));
            takeFromChanges(ends, column);
            takeFromProcessed(ends, column);
        } finally {
            workspace.drop(ends);
        }
    }

    /**
     * Makes a table of each change without the value: where the search for it ends. That is a change with the value
     * ({@code kind} value), or the place {@code at} before which the batch says nothing of the row (null), or that it was
     * gone.
     */
    private String ends(String ends, int index, String existing) {
        return """
                create or replace temp table %1$s as
                with recursive
                every as (
                    select %2$s as rank, %3$s, %4$s as op,
                        coalesce(contains(%5$s, ',%6$d,'), false) as absent,
                        lag(%4$s) over (order by %2$s) = %7$d as follows_move,
                        sum((%4$s in (%8$d, %9$d))::int) over (order by %2$s) as era
                    from %10$s where %11$s > %12$d),
                kinds as (
                    select *, case when op in (%7$d, %13$d) then 'gone'
                        when absent and follows_move then 'moved' when absent then 'same' else 'value' end as kind,
                        op in (%7$d, %13$d) as leaves,
                        op in (%15$d, %16$d) or (op = %17$d and coalesce(follows_move, false)) as arrives
                    from every where op not in (%8$d, %9$d, %14$d)),
                counted as (
                    select kinds.*, count(*) filter (arrives) over before as arrived, count(*) filter (leaves) over before as had_left,
                        case when not first_value(arrives) over (partition by era, %3$s order by rank) then 1
                            when era = 0 and (%3$s) in (select (%3$s) from temp.%18$s) then 1 else 0 end as existed
                    from kinds
                    window before as (partition by era, %3$s order by rank rows between unbounded preceding and 1 preceding)),
                lives as (
                    select *, case when leaves then had_left when arrives then existed + arrived
                        else existed + arrived - 1 end as life
                    from counted),
                anchors as (
                    select *, max(case when kind <> 'same' then rank end) over (
                        partition by era, %3$s, life order by rank rows between unbounded preceding and 1 preceding) as anchor
                    from lives),
                links as (
                    select c.rank, c.absent, s.rank as at, s.era, s.anchor, a.kind
                    from anchors as c
                    join anchors as s on s.rank = case when c.kind = 'moved' then c.rank - 1 else c.rank end
                    left join anchors as a on a.rank = s.anchor
                    where c.kind in ('same', 'moved')),
                walk as (
                    select rank as start, rank as link from links
                    union all
                    select walk.start, links.anchor from walk join links on links.rank = walk.link
                    where links.kind = 'moved')
                select walk.start as rank, links.at, links.era, links.anchor, links.kind
                from walk join links on links.rank = walk.link where links.kind is distinct from 'moved'
                """.formatted(
                        ends,
                        RawFormat.RANK,
                        key,
                        RawFormat.OPERATION,
                        RawFormat.UNCHANGED,
                        index,
                        Operation.MOVE.ordinal(),
                        Operation.TRUNCATE.ordinal(),
                        Operation.RESTART.ordinal(),
                        changes.name(),
                        RawFormat.POSITION,
                        recorded.map(Position::value).orElse(-1L),
                        Operation.DELETE.ordinal(),
                        Operation.FILL.ordinal(),
                        Operation.INSERT.ordinal(),
                        Operation.SNAPSHOT.ordinal(),
                        Operation.UPDATE.ordinal(),
                        existing);
    }

    private void takeFromChanges(String ends, Column column) {
        take(
                "select e.rank, c.%1$s as value, c.%2$s as exact from temp.%3$s as e join %4$s as c on c.%5$s = e.anchor where e.kind = 'value'"
                        .formatted(Sql.name(column.name()), RawFormat.EXACT, ends, changes.name(), RawFormat.RANK),
                column);
    }

    private void takeFromProcessed(String ends, Column column) {
        long wanted =
                workspace.number("select count(*) from temp.%s where kind is distinct from 'value'".formatted(ends));
        if (wanted == 0) {
            return;
        }
        Optional<TableState> state = processed
                .known()
                .filter(known -> recorded.isPresent()
                        && known.schema().field(column.name()).isPresent());
        String found = workspace.newName("found");
        try {
            if (state.isPresent()) {
                try (LocalData data = processed.hold(state.get().files())) {
                    workspace.execute(found(found, ends, column, data, state.get()));
                }
            }
            long count = state.isEmpty() ? 0 : workspace.number("select count(*) from temp." + found);
            if (count != wanted) {
                throw new UnfitChangesException(
                        "Cannot apply changes to %s: %d values of column '%s' that the source left out as unchanged have no row before them. Read the table anew with 'lakeward resnapshot %s'."
                                .formatted(
                                        processed.id(),
                                        wanted - count,
                                        column.name(),
                                        processed.id().name()));
            }
            take("select * from temp." + found, column);
        } finally {
            workspace.drop(found);
        }
    }

    private String found(String found, String ends, Column column, LocalData data, TableState state) {
        String on = changes.table().schema().key().stream()
                .map(name -> "p.%1$s = c.%1$s".formatted(Sql.name(name)))
                .reduce((left, right) -> left + " and " + right)
                .orElseThrow();
        return "create or replace temp table %s as select e.rank, p.%s as value, p.%s as exact from temp.%s as e join %s as c on c.%s = e.at join (%s) as p on %s where e.kind is null and e.era = 0"
                .formatted(
                        found,
                        Sql.name(column.name()),
                        RawFormat.EXACT,
                        ends,
                        changes.name(),
                        RawFormat.RANK,
                        Relations.query(data, state.schema(), state.files()),
                        on);
    }

    // A value that its column cannot hold is carried on in the exact ones.
    private void take(String values, Column column) {
        String path = RawFormat.exactPath(column.name());
        String exact =
                "case when json_exists(v.exact, %1$s) then json_merge_patch(coalesce(%2$s, '{}'), json_object(%3$s, json_extract_string(v.exact, %1$s)))::varchar else %2$s end"
                        .formatted(path, "c." + RawFormat.EXACT, Sql.text(column.name()));
        workspace.execute("update %s as c set %s = v.value, %s = %s from (%s) as v where c.%s = v.rank"
                .formatted(changes.name(), Sql.name(column.name()), RawFormat.EXACT, exact, values, RawFormat.RANK));
    }
}
