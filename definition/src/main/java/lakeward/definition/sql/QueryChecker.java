package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks queries: SELECTs, what combines them, and the names before them. */
final class QueryChecker {
    /**
     * A checked query.
     *
     * @param sql for DuckDB
     * @param uses expressions of it that read columns of the queries around it
     */
    record Checked(String sql, List<Relation.Output> outputs, boolean known, List<Expression> uses) {}

    private final Consumer<RefusedException> report;
    private final ExpressionChecker expressions;
    private final FromChecker from;

    QueryChecker(Tables tables, Consumer<RefusedException> report) {
        this.report = report;
        this.expressions = new ExpressionChecker(this, report);
        this.from = new FromChecker(tables, this, expressions);
    }

    ExpressionChecker expressions() {
        return expressions;
    }

    Checked check(Tree tree) {
        return check(tree, Optional.empty());
    }

    /** Checks a query that may read columns of the one around it. */
    Checked checkNested(Tree tree, Scope outer) {
        return check(tree, Optional.of(outer));
    }

    /** Checks a query in FROM or WITH, which sees the names of WITH around it and no columns. */
    Checked checkApart(Tree tree, Scope around) {
        return check(tree, Optional.of(around.namesAlone()));
    }

    private Checked check(Tree tree, Optional<Scope> outer) {
        Scope scope = new Scope(outer);
        List<String> withs = withs(tree, scope);
        Checked checked = switch (tree.type()) {
            case "SELECT_NODE" -> new SelectChecker(expressions, from, report).check(tree, scope);
            case "SET_OPERATION_NODE" -> combined(tree, scope);
            case "RECURSIVE_CTE_NODE" ->
                throw new RefusedException(
                        place(tree.only("left")),
                        "Cannot use with recursive: engines limit it differently. Unroll it, or keep the path in a column.");
            default ->
                throw new RefusedException(
                        tree, Checks.notListed(Relation.key(tree.type()).replace('_', ' ')));
        };
        tree.overlooked()
                .ifPresent(key ->
                        report.accept(new RefusedException(tree, Checks.notListed(key.replace('_', ' ') + " here"))));
        String sql = withs.isEmpty() ? checked.sql() : "with " + String.join(", ", withs) + " " + checked.sql();
        return new Checked(sql, checked.outputs(), checked.known(), checked.uses());
    }

    private List<String> withs(Tree tree, Scope scope) {
        List<String> sql = new ArrayList<>();
        for (Tree entry : tree.child("cte_map").map(map -> map.children("map")).orElse(List.of())) {
            String name = entry.text("key");
            Tree value = entry.only("value");
            Tree query = value.only("query_node");
            if (value.text("materialized").equals("CTE_MATERIALIZE_ALWAYS")
                    || value.text("materialized").equals("CTE_MATERIALIZE_NEVER")) {
                report.accept(new RefusedException(
                        query, "Cannot use [not] materialized in WITH: Spark has none. Leave it out."));
            }
            try {
                Checked checked = checkApart(query, scope);
                List<String> names = value.texts("aliases");
                Relation relation = new Relation(name, name, renamed(names, checked, query), checked.known());
                scope.addWith(relation);
                String columns = names.isEmpty()
                        ? ""
                        : relation.columns().stream()
                                .map(column -> Relation.quoted(column.name()))
                                .collect(Collectors.joining(", ", "(", ")"));
                sql.add("%s%s as (%s)".formatted(Relation.quoted(name), columns, checked.sql()));
            } catch (RefusedException refused) {
                report.accept(refused);
                scope.addWith(new Relation(name, name, List.of(), false));
            }
        }
        return sql;
    }

    /** Returns the columns of a result under the names that an alias gives them. */
    static List<Relation.Output> renamed(List<String> names, Checked query, Tree tree) {
        if (names.isEmpty()) {
            return query.outputs();
        }
        if (names.size() != query.outputs().size() && query.known()) {
            throw new RefusedException(
                    tree,
                    "Cannot name %d columns of a query that has %d: give each a name, or none."
                            .formatted(names.size(), query.outputs().size()));
        }
        List<Relation.Output> renamed = new ArrayList<>();
        for (int i = 0; i < Math.min(names.size(), query.outputs().size()); i++) {
            Relation.Output output = query.outputs().get(i);
            renamed.add(new Relation.Output(names.get(i), output.type(), output.nullable()));
        }
        return renamed;
    }

    private Checked combined(Tree tree, Scope scope) {
        String operation = Relation.key(tree.text("setop_type"));
        boolean all = tree.flag("setop_all");
        List<Tree> trees = tree.children("children");
        boolean known = operation.equals("union")
                || (!all && List.of("except", "intersect").contains(operation));
        if (!known) {
            throw new RefusedException(
                    place(trees.get(1)),
                    Checks.notListed(operation.replace('_', ' ') + (all ? " all" : "")) + " Use union all.");
        }
        List<Checked> parts =
                trees.stream().map(part -> checkNested(part, scope)).toList();
        Checked first = parts.get(0);
        List<Relation.Output> outputs = new ArrayList<>(first.outputs());
        boolean typed = parts.stream().allMatch(Checked::known);
        for (int i = 1; i < parts.size() && typed; i++) {
            widen(outputs, parts.get(i), trees.get(i), operation, i + 1);
        }
        List<String> texts = parts.stream().map(part -> aligned(part, outputs)).toList();
        String sql = String.join(" %s%s ".formatted(operation, all ? " all" : ""), texts);
        List<Expression> uses =
                parts.stream().flatMap(part -> part.uses().stream()).toList();
        sql += new ModifierChecker(expressions).combined(tree, outputs);
        return new Checked(sql, outputs, typed, uses);
    }

    private void widen(List<Relation.Output> outputs, Checked part, Tree tree, String operation, int number) {
        if (part.outputs().size() != outputs.size()) {
            throw new RefusedException(
                    place(tree),
                    "Cannot %s SELECTs of %d and %d columns: they must have as many. Select null for what one lacks."
                            .formatted(operation, outputs.size(), part.outputs().size()));
        }
        for (int i = 0; i < outputs.size(); i++) {
            Relation.Output left = outputs.get(i);
            Relation.Output right = part.outputs().get(i);
            Optional<SqlType> common = Types.common(left.type(), right.type());
            if (common.isEmpty()) {
                report.accept(new RefusedException(
                        place(tree),
                        "Cannot %s column '%s': it is %s first and %s in SELECT %d. Cast one to the other's type."
                                .formatted(operation, left.name(), left.type(), right.type(), number)));
            }
            outputs.set(
                    i,
                    new Relation.Output(
                            left.name(), common.orElse(SqlType.UNKNOWN), left.nullable() || right.nullable()));
        }
    }

    /** The parser gives a SELECT no place, its first column one. */
    private static Tree place(Tree tree) {
        return tree.children("select_list").stream().findFirst().orElse(tree);
    }

    private static String aligned(Checked part, List<Relation.Output> outputs) {
        List<String> columns = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < part.outputs().size() && i < outputs.size(); i++) {
            Relation.Output own = part.outputs().get(i);
            SqlType wanted = outputs.get(i).type();
            String name = Relation.quoted(own.name());
            boolean fits = own.type().equals(wanted) || wanted.column().isEmpty();
            same &= fits;
            columns.add(fits ? name : "cast(%s as %s) as %s".formatted(name, wanted.duckdb(), name));
        }
        return same
                ? "(" + part.sql() + ")"
                : "(select %s from (%s) as \"_\")".formatted(String.join(", ", columns), part.sql());
    }
}
