package lakeward.definition.sql;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lakeward.core.platform.Column;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.SqlParser;
import lakeward.core.port.SqlSyntaxException;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;

/** Checks the SQL of models and writes it for the SQL engine in this process. */
public final class ModelSql {
    /**
     * A model's SELECT, checked.
     *
     * @param schema empty if a problem leaves its columns unknown
     */
    public record Checked(Query query, Optional<TableSchema> schema) {}

    /** The person who reads, in a row filter. */
    private static final String USER = "user";

    private final SqlParser parser;
    private final Problems problems;

    public ModelSql(SqlParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** Checks a SELECT; empty if it is refused, which is reported. */
    public Optional<Checked> select(SqlText text, Tables tables) {
        int before = problems.size();
        Optional<Tree> tree = parse(text);
        if (tree.isPresent() && text.forParser().regionMatches(true, 0, "from", 0, 4)) {
            // The parser makes the same tree of it.
            problems.add(
                    text.placeOfByte(0), "Cannot begin with from: Spark has no such SELECT. Write select * from ….");
        }
        Optional<QueryChecker.Checked> checked = tree.flatMap(parsed -> check(parsed, text, tables));
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        List<Relation.Output> outputs = checked.get().outputs();
        boolean typed =
                areColumns(tree.orElseThrow(), outputs, text) && checked.get().known();
        if (!typed || problems.size() > before) {
            return Optional.empty();
        }
        List<Column> columns = outputs.stream()
                .map(output -> new Column(output.name(), output.type().column().orElseThrow(), output.nullable()))
                .toList();
        return Optional.of(new Checked(query(checked.get().sql()), Optional.of(new TableSchema(columns, List.of()))));
    }

    /** Checks a condition over a table's columns and returns it for the SQL engine; empty if it is refused. */
    public Optional<String> condition(SqlText text, String table, TableSchema schema) {
        int before = problems.size();
        Optional<Tree> tree = parse(text);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        QueryChecker queries = new QueryChecker(new NoTables(), refused -> report(refused, text));
        Scope scope = new Scope(Optional.empty());
        List<Relation.Output> outputs = schema.columns().stream()
                .map(column -> new Relation.Output(column.name(), SqlType.of(column.type()), column.nullable()))
                .toList();
        scope.add(new Relation("", "model '" + table + "'", outputs, true), tree.get());
        Tree expression = tree.get().children("select_list").get(0);
        Expression condition = queries.expressions().condition(expression, scope);
        // A row for which it is null meets it, and one for which it is false does not.
        condition.unlikeSpark().ifPresent(refused -> report(refused, text));
        if (condition.aggregate() || condition.window()) {
            report(
                    new RefusedException(
                            expression,
                            "Cannot use an aggregate or window in an expectation: it holds for one row. Make it a column."),
                    text);
        }
        return problems.size() > before ? Optional.empty() : Optional.of(condition.sql());
    }

    /**
     * Which rows somebody may read, checked.
     *
     * @param sql for the SQL engine in this process, with {@code user} for the person
     * @param attributes what of the person it asks for
     */
    public record Filter(String sql, List<String> attributes) {}

    /** Checks a condition over a table's columns and the person who reads; empty if it is refused. */
    public Optional<Filter> filter(SqlText text, String table, TableSchema schema, List<String> attributes) {
        int before = problems.size();
        Optional<Tree> tree = parse(text);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        QueryChecker queries = new QueryChecker(new NoTables(), refused -> report(refused, text));
        List<Relation.Output> columns = schema.columns().stream()
                .map(column -> new Relation.Output(column.name(), SqlType.of(column.type()), column.nullable()))
                .toList();
        Scope people = new Scope(Optional.empty());
        people.add(
                new Relation(
                        USER,
                        USER,
                        attributes.stream()
                                .map(name -> new Relation.Output(name, SqlType.STRING, true))
                                .toList(),
                        true),
                tree.get());
        Scope scope = new Scope(Optional.of(people));
        Relation own = new Relation("", table, columns, true);
        scope.add(own, tree.get());
        Tree expression = tree.get().children("select_list").get(0);
        Set<String> asked = new TreeSet<>();
        boolean sound = !expression.anyInside(node -> isStray(node, own, asked, text));
        if (!sound) {
            return Optional.empty();
        }
        Expression condition = queries.expressions().condition(expression, scope);
        if (condition.aggregate() || condition.window()) {
            report(
                    new RefusedException(
                            expression,
                            "Cannot use an aggregate or window in a row filter: it holds for one row. Make it a column."),
                    text);
        }
        return problems.size() > before
                ? Optional.empty()
                : Optional.of(new Filter(condition.sql(), List.copyOf(asked)));
    }

    /** A name without {@code user} is the table's: it must not be taken for the person's where the table has none. */
    private boolean isStray(Tree node, Relation own, Set<String> asked, SqlText text) {
        if (!node.type().equals("COLUMN_REF")) {
            return false;
        }
        List<String> path = node.texts("column_names");
        if (path.size() == 2 && path.get(0).equalsIgnoreCase(USER)) {
            asked.add(path.get(1).toLowerCase(Locale.ROOT));
        }
        boolean stray = path.size() == 1 && own.column(path.get(0)).isEmpty();
        if (stray) {
            report(
                    new RefusedException(
                            node,
                            "Cannot read column '%s' of %s: it has %s.%s"
                                    .formatted(
                                            path.get(0),
                                            own.called(),
                                            Scope.list(own.names()),
                                            Spelling.nearest(path.get(0), own.names())
                                                    .map(" Did you mean '%s'?"::formatted)
                                                    .orElse(" Use one of them."))),
                    text);
        }
        return stray;
    }

    private Optional<Tree> parse(SqlText text) {
        try {
            List<Tree> statements = Tree.parse(parser.parse(text.forParser())).children("statements");
            if (statements.size() == 1) {
                return Optional.of(statements.get(0).only("node"));
            }
            problems.add(
                    text.placeOfByte(0),
                    "Cannot read this as one SELECT: there are %d statements. Write one a file."
                            .formatted(statements.size()));
        } catch (UncheckedIOException tooDeep) {
            problems.add(text.placeOfByte(0), "Cannot read this SELECT: it is nested too deep. Put parts in WITH.");
        } catch (SqlSyntaxException wrong) {
            problems.add(
                    text.placeOfByte(wrong.offset()),
                    "Cannot read SQL: %s. Correct it here or just before.".formatted(wrong.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<QueryChecker.Checked> check(Tree tree, SqlText text, Tables tables) {
        try {
            return Optional.of(new QueryChecker(tables, refused -> report(refused, text)).check(tree));
        } catch (RefusedException refused) {
            report(refused, text);
            return Optional.empty();
        }
    }

    private void report(RefusedException refused, SqlText text) {
        problems.add(text.placeOfByte(refused.tree().offset()), refused.getMessage());
    }

    /** Whether each column of the result has a name and a type that a table may have; what has not is reported. */
    private boolean areColumns(Tree tree, List<Relation.Output> outputs, SqlText text) {
        Tree first = tree;
        while (first.type().equals("SET_OPERATION_NODE")) {
            first = first.children("children").get(0);
        }
        List<Tree> list = first.children("select_list");
        boolean byPlace = list.size() == outputs.size();
        boolean fine = true;
        for (Tree item : list) {
            boolean named = !item.text("alias").isEmpty()
                    || List.of("COLUMN_REF", "STAR").contains(item.type());
            if (!named) {
                fine = false;
                report(
                        new RefusedException(
                                item,
                                "Cannot keep a column without a name: a table's columns have one. Write … as name."),
                        text);
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            SqlType type = outputs.get(i).type();
            fine &= type.column().isPresent();
            if (type.column().isEmpty() && !type.equals(SqlType.UNKNOWN)) {
                report(
                        new RefusedException(
                                byPlace ? list.get(i) : first,
                                "Cannot keep column '%s' of type %s: no table has it. Cast it, for example cast(null as string)."
                                        .formatted(outputs.get(i).name(), type)),
                        text);
            }
        }
        return fine;
    }

    /** Puts names where the marks are, and remembers where. */
    private static Query query(String marked) {
        StringBuilder sql = new StringBuilder();
        List<Query.Reference> reads = new ArrayList<>();
        int copied = 0;
        for (int start = marked.indexOf(FromChecker.TABLE_START);
                start >= 0;
                start = marked.indexOf(FromChecker.TABLE_START, copied)) {
            int end = marked.indexOf(FromChecker.TABLE_END, start);
            sql.append(marked, copied, start);
            TableId table = TableId.parse(marked.substring(start + 1, end));
            int from = sql.length();
            sql.append(table.zone().label()).append('.').append(Relation.quoted(table.name()));
            reads.add(new Query.Reference(from, sql.length(), table, true));
            copied = end + 1;
        }
        sql.append(marked, copied, marked.length());
        return new Query(sql.toString(), reads);
    }

    /** An expectation reads no table. */
    private static final class NoTables implements Tables {
        @Override
        public Optional<Found> find(List<String> path) {
            return Optional.empty();
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    }
}
