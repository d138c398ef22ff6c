package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.TableSchema;
import lakeward.definition.problem.Spelling;

/** Checks FROM: tables, subqueries and joins. */
final class FromChecker {
    /** Stand around a table's name in the text for DuckDB until all of it is written. */
    static final char TABLE_START = '\u0001';

    static final char TABLE_END = '\u0002';

    private final Tables tables;
    private final QueryChecker queries;
    private final ExpressionChecker expressions;

    FromChecker(Tables tables, QueryChecker queries, ExpressionChecker expressions) {
        this.tables = tables;
        this.queries = queries;
        this.expressions = expressions;
    }

    /** Returns the clause, and adds what it names to the scope. */
    String check(Tree tree, Scope scope) {
        return tree.type().equals("EMPTY") ? "" : " from " + relation(tree, scope);
    }

    private String relation(Tree tree, Scope scope) {
        String sql = switch (tree.type()) {
            case "BASE_TABLE" -> table(tree, scope);
            case "SUBQUERY" -> subquery(tree, scope);
            case "JOIN" -> join(tree, scope);
            case "EXPRESSION_LIST" ->
                throw new RefusedException(
                        tree,
                        "Cannot use values in FROM: it is not on the list yet. Write select … union all select ….");
            case "TABLE_FUNCTION" ->
                throw new RefusedException(
                        tree,
                        "Cannot read from a function: a model reads tables. Name one of %s."
                                .formatted(Scope.list(tables.names())));
            default ->
                throw new RefusedException(
                        tree, Checks.notListed(Relation.key(tree.type()).replace('_', ' ') + " in FROM"));
        };
        tree.overlooked().ifPresent(key -> {
            String what = switch (key) {
                case "at_clause" -> "at (…)";
                case "sample" -> "tablesample";
                default -> key.replace('_', ' ');
            };
            throw new RefusedException(
                    tree,
                    "Cannot use %s: a model reads its tables as they are at one moment. Leave it out.".formatted(what));
        });
        return sql;
    }

    private String table(Tree tree, Scope scope) {
        List<String> path = new ArrayList<>();
        for (String key : List.of("catalog_name", "schema_name", "table_name")) {
            if (!tree.text(key).isEmpty()) {
                path.add(tree.text(key));
            }
        }
        String alias = tree.text("alias");
        Optional<Relation> with = path.size() == 1 ? scope.with(path.get(0)) : Optional.empty();
        if (with.isPresent()) {
            String name = alias.isEmpty() ? path.get(0) : alias;
            scope.add(renamed(tree, with.get()).named(name), tree);
            return "%s as %s%s".formatted(Relation.quoted(with.get().name()), Relation.quoted(name), columns(tree));
        }
        Tables.Found found = tables.find(path).orElseThrow(() -> new RefusedException(tree, unknown(path, scope)));
        String name = alias.isEmpty() ? path.get(path.size() - 1) : alias;
        List<Relation.Output> outputs = found.schema().map(FromChecker::outputs).orElse(List.of());
        Relation relation = new Relation(
                name, found.id().toString(), outputs, found.schema().isPresent());
        scope.add(renamed(tree, relation), tree);
        return "%c%s%c as %s%s".formatted(TABLE_START, found.id(), TABLE_END, Relation.quoted(name), columns(tree));
    }

    private static Relation renamed(Tree tree, Relation relation) {
        List<String> names = tree.texts("column_name_alias");
        if (names.isEmpty()) {
            return relation;
        }
        QueryChecker.Checked columns = new QueryChecker.Checked("", relation.columns(), relation.known(), List.of());
        return new Relation(
                relation.name(), relation.called(), QueryChecker.renamed(names, columns, tree), relation.known());
    }

    private static String columns(Tree tree) {
        List<String> names =
                tree.texts("column_name_alias").stream().map(Relation::quoted).toList();
        return names.isEmpty() ? "" : "(" + String.join(", ", names) + ")";
    }

    private static List<Relation.Output> outputs(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> new Relation.Output(column.name(), SqlType.of(column.type()), column.nullable()))
                .toList();
    }

    private String unknown(List<String> path, Scope scope) {
        String name = String.join(".", path);
        List<String> known = new ArrayList<>(scope.withNames());
        known.addAll(tables.names());
        List<String> shown = known.stream()
                .filter(other -> !other.startsWith("raw.") && !other.startsWith("curated."))
                .toList();
        if (path.size() == 1) {
            List<String> zoned = known.stream()
                    .filter(other -> Relation.key(other).endsWith("." + Relation.key(name)))
                    .filter(other -> !other.startsWith("raw."))
                    .toList();
            if (zoned.size() > 1) {
                return "Cannot tell which table '%s' is meant: there is a model and a captured table. Write %s."
                        .formatted(name, String.join(" or ", zoned));
            }
        }
        return "Cannot read table '%s': there is no such table, only %s.%s"
                .formatted(
                        name,
                        shown.isEmpty() ? "none" : Scope.list(shown),
                        Spelling.nearest(name, known)
                                .map(" Did you mean '%s'?"::formatted)
                                .orElse(" Use one of them."));
    }

    private String subquery(Tree tree, Scope scope) {
        Tree node = tree.only("subquery").only("node");
        QueryChecker.Checked query = queries.checkApart(node, scope);
        String alias = tree.text("alias");
        if (alias.isEmpty()) {
            throw new RefusedException(
                    tree, "Cannot read a subquery without a name: its columns need one. Write (select …) as name.");
        }
        Relation relation = new Relation(alias, alias, query.outputs(), query.known());
        scope.add(renamed(tree, relation), tree);
        return "(%s) as %s%s".formatted(query.sql(), Relation.quoted(alias), columns(tree));
    }

    private String join(Tree tree, Scope scope) {
        String kind = tree.text("join_type");
        String form = tree.text("ref_type");
        tree.pass("delim_flipped", "is_implicit", "nearest_count", "nearest_order_type", "nearest_approx");
        boolean known = List.of("INNER", "LEFT", "RIGHT", "FULL").contains(kind)
                && List.of("REGULAR", "CROSS").contains(form);
        if (!known) {
            String instead =
                    kind.equals("SEMI") || kind.equals("ANTI") ? "Use [not] exists (select …)." : "Use join … on.";
            String which = Relation.key(form.equals("REGULAR") || form.equals("CROSS") ? kind : form);
            throw new RefusedException(
                    tree, "Cannot use %s join: it is not written the same everywhere. %s".formatted(which, instead));
        }
        String left = relation(tree.only("left"), scope);
        int middle = scope.relations().size();
        String right = relation(tree.only("right"), scope);
        if (form.equals("CROSS")) {
            return "%s cross join %s".formatted(left, right);
        }
        Optional<Tree> condition = tree.child("condition");
        List<String> using = tree.texts("using_columns");
        String on = condition.isPresent() ? on(condition.get(), scope) : using(using, kind, scope, middle, tree);
        optional(kind, scope, middle);
        return "%s %s join %s on %s".formatted(left, Relation.key(kind), right, on);
    }

    private String on(Tree tree, Scope scope) {
        Expression condition = expressions.condition(tree, scope);
        if (condition.aggregate() || condition.window()) {
            throw new RefusedException(
                    tree, "Cannot use an aggregate or window in on: rows are not grouped yet there. Put it in WITH.");
        }
        return condition.sql();
    }

    private String using(List<String> names, String kind, Scope scope, int middle, Tree tree) {
        List<String> equal = new ArrayList<>();
        for (String name : names) {
            Expression left = side(name, scope, 0, middle, tree);
            Expression right = side(name, scope, middle, scope.relations().size(), tree);
            if (left.isWrong() || right.isWrong()) {
                scope.merge(name, Expression.WRONG);
                continue;
            }
            SqlType common = Types.common(left.type(), right.type())
                    .orElseThrow(() -> new RefusedException(
                            tree,
                            "Cannot join using '%s': it is %s on one side and %s on the other. Use on, with a cast."
                                    .formatted(name, left.type(), right.type())));
            equal.add("%s = %s".formatted(left.as(common), right.as(common)));
            String both = switch (kind) {
                case "RIGHT" -> right.as(common);
                case "FULL" -> "coalesce(%s, %s)".formatted(left.as(common), right.as(common));
                default -> left.as(common);
            };
            boolean nullable = left.nullable() || right.nullable();
            scope.merge(name, Expression.of(both, common, nullable, left, right));
        }
        return equal.isEmpty() ? "true" : String.join(" and ", equal);
    }

    private static Expression side(String name, Scope scope, int from, int to, Tree tree) {
        List<Relation> having = scope.relations().subList(from, to).stream()
                .filter(relation -> relation.column(name).isPresent())
                .toList();
        if (having.size() == 1) {
            Relation.Output column = having.get(0).column(name).orElseThrow();
            return Expression.column(
                    Scope.sql(having.get(0), column),
                    column.type(),
                    column.nullable(),
                    new Expression.ColumnUse(name, tree, scope));
        }
        if (scope.relations().stream().anyMatch(relation -> !relation.known())) {
            return Expression.WRONG;
        }
        throw new RefusedException(
                tree,
                "Cannot join using '%s': %s of one side has it. Use on."
                        .formatted(name, having.isEmpty() ? "no table" : "more than one table"));
    }

    private static void optional(String kind, Scope scope, int middle) {
        for (int i = 0; i < scope.relations().size(); i++) {
            boolean right = i >= middle;
            if (kind.equals("FULL") || (kind.equals("LEFT") && right) || (kind.equals("RIGHT") && !right)) {
                scope.replace(i, scope.relations().get(i).optional());
            }
        }
    }
}
