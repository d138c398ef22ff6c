package lakeward.lake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Type;
import lakeward.core.port.Difference;
import lakeward.core.port.Reading;
import lakeward.duckdb.Sql;

/**
 * Compares rows of a source with a version of a processed table.
 *
 * <p>First each side is read once, into a count and a sum for each range of the keys' hash. The sum is over 128 bits of each
 * row's MD5, of a text that no other row has. Of the ranges that differ, if any, the rows are read again, set aside, and
 * joined by key.
 */
final class DeltaComparison {
    private static final int EXAMPLES = 10;
    /** So few that their sums take no room, so many that a single row that differs brings few others with it. */
    private static final int RANGES = 4096;

    private final CapturedTable table;
    private final Reading reading;
    private final Consumer<Consumer<Changes>> source;
    private final Workspaces workspaces;
    private final ChangeStreams streams;
    private final List<String> names;
    private final String key;

    DeltaComparison(
            CapturedTable table,
            Reading reading,
            Consumer<Consumer<Changes>> source,
            Workspaces workspaces,
            ChangeStreams streams) {
        this.table = table;
        this.reading = reading;
        this.source = source;
        this.workspaces = workspaces;
        this.streams = streams;
        this.names = Stream.concat(table.schema().names().stream(), Stream.of(RawFormat.EXACT))
                .toList();
        this.key = Sql.names(table.schema().key());
    }

    /** What the rows of a range of keys come to. */
    private record Sum(long rows, String high, String low) {}

    Difference run() {
        Map<Integer, Sum> ofSource = readSource(rows -> with(workspace -> sums(workspace, rows)));
        Map<Integer, Sum> ofLake = with(workspace -> sums(workspace, reading.relation()));
        long sourceRows = ofSource.values().stream().mapToLong(Sum::rows).sum();
        long lakeRows = ofLake.values().stream().mapToLong(Sum::rows).sum();
        Set<Integer> ranges = new TreeSet<>(ofSource.keySet());
        ranges.addAll(ofLake.keySet());
        ranges.removeIf(range -> Objects.equals(ofSource.get(range), ofLake.get(range)));
        return ranges.isEmpty()
                ? new Difference(sourceRows, lakeRows, 0, List.of())
                : difference(sourceRows, lakeRows, ranges);
    }

    private Map<Integer, Sum> sums(Workspace workspace, String rows) {
        // No text of the source holds the character 0.
        String text = names.stream()
                .map(name -> "coalesce('v' || %s::varchar, 'n'), chr(0)".formatted(Sql.name(name)))
                .collect(Collectors.joining(", ", "concat(", ")"));
        String query = """
                select bucket, count(*), sum((sum >> 64)::hugeint)::varchar, sum((sum & 18446744073709551615)::hugeint)::varchar
                from (select %s as bucket, md5_number(%s) as sum from %s as r) group by bucket
                """.formatted(range(), text, rows);
        return workspace.query(query, found -> {
            Map<Integer, Sum> sums = new HashMap<>();
            while (found.next()) {
                sums.put(found.getInt(1), new Sum(found.getLong(2), found.getString(3), found.getString(4)));
            }
            return sums;
        });
    }

    private String range() {
        return "(hash(%s) %% %d)::int".formatted(key, RANGES);
    }

    /** Joins what is in these ranges. */
    private Difference difference(long sourceRows, long lakeRows, Set<Integer> ranges) {
        String within = "%s in (%s)"
                .formatted(range(), ranges.stream().map(Object::toString).collect(Collectors.joining(", ")));
        // Of rows of one key, which there should not be, each is to be named.
        String columns = "%s, row_number() over (partition by %s) as \"#nth\"".formatted(Sql.names(names), key);
        return with(workspace -> {
            String aside = workspace.newName("aside");
            String pairs = workspace.newName("pairs");
            try {
                readSource(rows -> {
                    workspace.execute("create or replace temp table %s as select %s from %s as r where %s"
                            .formatted(aside, Sql.names(names), rows, within));
                    return null;
                });
                String ofSource = "(select %s from temp.%s)".formatted(columns, aside);
                String ofLake = "(select %s from %s as r where %s)".formatted(columns, reading.relation(), within);
                workspace.execute(
                        "create or replace temp table %s as %s".formatted(pairs, differing(ofSource, ofLake)));
                long differing = workspace.number("select count(*) from temp." + pairs);
                return new Difference(sourceRows, lakeRows, differing, examples(workspace, pairs));
            } finally {
                workspace.drop(aside);
                workspace.drop(pairs);
            }
        });
    }

    /** A row of its own for each key that differs: where it is, then both sides of each column. */
    private String differing(String ofSource, String ofLake) {
        String sides = names.stream()
                .map(name -> "s.%1$s as %2$s, l.%1$s as %3$s"
                        .formatted(Sql.name(name), Sql.name("s " + name), Sql.name("l " + name)))
                .collect(Collectors.joining(", "));
        String same = Stream.concat(
                        table.schema().columns().stream().map(DeltaComparison::same),
                        Stream.of("s.%1$s is not distinct from l.%1$s".formatted(RawFormat.EXACT)))
                .collect(Collectors.joining(" and "));
        String on = table.schema().key().stream()
                .map(name -> "s.%1$s is not distinct from l.%1$s and ".formatted(Sql.name(name)))
                .collect(Collectors.joining());
        return """
                select s."#nth" is not null as "in source", l."#nth" is not null as "in lake", %1$s
                from %2$s as s full outer join %3$s as l on %4$s s."#nth" = l."#nth"
                where s."#nth" is null or l."#nth" is null or not (%5$s)
                """.formatted(sides, ofSource, ofLake, on, same);
    }

    /** Whether both sides hold the same value; of floating point, the same down to the zero's sign. */
    private static String same(Column column) {
        boolean floats = column.type().equals(Type.FLOAT) || column.type().equals(Type.DOUBLE);
        return (floats ? "s.%1$s::varchar is not distinct from l.%1$s::varchar" : "s.%1$s is not distinct from l.%1$s")
                .formatted(Sql.name(column.name()));
    }

    private List<String> examples(Workspace workspace, String pairs) {
        String order = table.schema().key().stream()
                .map(name -> "coalesce(%s, %s)".formatted(Sql.name("s " + name), Sql.name("l " + name)))
                .collect(Collectors.joining(", "));
        return workspace.query(
                "select * from temp.%s order by %s limit %d".formatted(pairs, order, EXAMPLES), found -> {
                    List<String> examples = new ArrayList<>();
                    while (found.next()) {
                        examples.add(example(found));
                    }
                    return List.copyOf(examples);
                });
    }

    private String example(ResultSet pair) throws SQLException {
        boolean inSource = pair.getBoolean(1);
        boolean inLake = pair.getBoolean(2);
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String ofSource = pair.getString(3 + 2 * i);
            String ofLake = pair.getString(4 + 2 * i);
            if (table.schema().key().contains(name)) {
                keys.add("%s = %s".formatted(name, inSource ? ofSource : ofLake));
            } else if (inSource && inLake && !Objects.equals(ofSource, ofLake)) {
                values.add("%s is %s in the source, %s in the lake".formatted(name, shown(ofSource), shown(ofLake)));
            }
        }
        String what = inSource && inLake
                ? String.join("; ", values)
                : inSource ? "is missing in the lake" : "is in the lake alone";
        return "%s: %s".formatted(String.join(", ", keys), what);
    }

    private static String shown(String value) {
        return "".equals(value) ? "''" : value;
    }

    private <T> T with(Function<Workspace, T> work) {
        Workspace workspace = workspaces.lend();
        try {
            return work.apply(workspace);
        } finally {
            workspaces.giveBack(workspace);
        }
    }

    /** Has the source read and a statement take its rows in meanwhile. */
    private <T> T readSource(Function<String, T> statement) {
        ChangeStream stream = new ChangeStream();
        String name = streams.add(table, stream);
        try {
            CompletableFuture<T> taken = CompletableFuture.supplyAsync(
                            () -> statement.apply(ChangeStreams.relation(
                                    name, table, table.schema().columns())),
                            ChangeStreams::onOwnThread)
                    // Whoever gives rows must not wait for a reader that is gone.
                    .whenComplete((result, failure) -> stream.close());
            source.accept(stream::put);
            stream.end();
            return taken.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            stream.close();
            streams.forget(name);
        }
    }
}
