package lakeward.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Type;
import lakeward.core.port.Difference;
import lakeward.core.port.Reading;
import lakeward.core.port.RowComparison;
import lakeward.duckdb.Sql;

/** Rows of a source, gathered in a temporary table of DuckDB and joined by key with a version of a processed table. */
final class DeltaComparison implements RowComparison {
    private static final int EXAMPLES = 10;

    private final CapturedTable table;
    private final Reading reading;
    private final Workspaces workspaces;
    private final Workspace workspace;
    private final ChangeTable rows;

    DeltaComparison(CapturedTable table, Reading reading, Workspaces workspaces) {
        this.table = table;
        this.reading = reading;
        this.workspaces = workspaces;
        this.workspace = workspaces.lend();
        this.rows = new ChangeTable(workspace, table);
    }

    @Override
    public synchronized void append(Changes changes) {
        rows.append(changes);
    }

    @Override
    public synchronized Difference finish() {
        long lakeRows = workspace.number("select count(*) from %s as l".formatted(reading.relation()));
        String pairs = workspace.newName("pairs");
        try {
            workspace.execute("create or replace temp table %s as %s".formatted(pairs, differing()));
            long differing = workspace.number("select count(*) from temp." + pairs);
            return new Difference(rows.size(), lakeRows, differing, examples(pairs));
        } finally {
            workspace.drop(pairs);
        }
    }

    @Override
    public void close() {
        rows.close();
        workspaces.giveBack(workspace);
        reading.close();
    }

    /** A row of its own for each key that differs: the key, then both sides of each column. */
    private String differing() {
        List<String> key = table.schema().key();
        String sides = names().map(name -> "s.%1$s as %2$s, l.%1$s as %3$s"
                        .formatted(Sql.name(name), Sql.name("s " + name), Sql.name("l " + name)))
                .collect(Collectors.joining(", "));
        String same = Stream.concat(
                        table.schema().columns().stream().map(DeltaComparison::same),
                        Stream.of("s.%1$s is not distinct from l.%1$s".formatted(RawFormat.EXACT)))
                .collect(Collectors.joining(" and "));
        return """
                select coalesce(s.%1$s, l.%1$s) as first_key, s."#there" is not null as "in source",
                    l."#there" is not null as "in lake", %2$s
                from (select *, true as "#there" from %3$s) as s
                full outer join (select *, true as "#there" from %4$s) as l on %5$s
                where s."#there" is null or l."#there" is null or not (%6$s)
                """.formatted(
                        Sql.name(key.get(0)),
                        sides,
                        rows.name(),
                        reading.relation(),
                        key.stream()
                                .map(name -> "s.%1$s is not distinct from l.%1$s".formatted(Sql.name(name)))
                                .collect(Collectors.joining(" and ")),
                        same);
    }

    private Stream<String> names() {
        return Stream.concat(table.schema().names().stream(), Stream.of(RawFormat.EXACT));
    }

    /** Whether both sides hold the same value; of floating point, the same down to the zero's sign. */
    private static String same(Column column) {
        boolean floats = column.type().equals(Type.FLOAT) || column.type().equals(Type.DOUBLE);
        return (floats ? "s.%1$s::varchar is not distinct from l.%1$s::varchar" : "s.%1$s is not distinct from l.%1$s")
                .formatted(Sql.name(column.name()));
    }

    private List<String> examples(String pairs) {
        List<String> names = names().toList();
        return workspace.query(
                "select * from temp.%s order by first_key limit %d".formatted(pairs, EXAMPLES), found -> {
                    List<String> examples = new ArrayList<>();
                    while (found.next()) {
                        boolean inSource = found.getBoolean(2);
                        boolean inLake = found.getBoolean(3);
                        List<String> keys = new ArrayList<>();
                        List<String> values = new ArrayList<>();
                        for (int i = 0; i < names.size(); i++) {
                            String source = found.getString(4 + 2 * i);
                            String lake = found.getString(5 + 2 * i);
                            if (table.schema().key().contains(names.get(i))) {
                                keys.add("%s = %s".formatted(names.get(i), inSource ? source : lake));
                            } else if (inSource && inLake && !Objects.equals(source, lake)) {
                                values.add(
                                        "%s is %s in the source, %s in the lake".formatted(names.get(i), source, lake));
                            }
                        }
                        String what = inSource && inLake
                                ? String.join("; ", values)
                                : inSource ? "is missing in the lake" : "is in the lake alone";
                        examples.add("%s: %s".formatted(String.join(", ", keys), what));
                    }
                    return List.copyOf(examples);
                });
    }
}
