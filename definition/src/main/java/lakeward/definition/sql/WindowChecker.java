package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks {@code f(…) over (…)}. */
final class WindowChecker {
    private static final Set<String> RANKING =
            Set.of("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead");

    private final ExpressionChecker expressions;

    WindowChecker(ExpressionChecker expressions) {
        this.expressions = expressions;
    }

    Expression check(Tree tree, Scope scope) {
        String name = Relation.key(tree.text("function_name"));
        if (name.isEmpty() || name.equals("count_star")) {
            name = "count";
        }
        if (tree.flag("distinct")) {
            throw new RefusedException(
                    tree, "Cannot use distinct in a window: Spark has none. Count in a subquery with group by.");
        }
        boolean ignoresNulls = tree.flag("ignore_nulls");
        tree.pass("has_ignore_nulls");
        if (ignoresNulls) {
            throw new RefusedException(
                    tree, "Cannot use ignore nulls: engines place it differently. Leave nulls out with where.");
        }
        if (!tree.text("exclude_clause").equals("NO_OTHER")) {
            throw new RefusedException(tree, "Cannot use exclude in a window: Spark has none. Leave it out.");
        }
        List<Tree> trees = expressions.arguments(tree);
        AllowedSql.Function function = AllowedSql.function(name, trees.size(), tree);
        boolean aggregate = function.kind() == AllowedSql.Kind.AGGREGATE;
        if (!aggregate && function.kind() != AllowedSql.Kind.WINDOW) {
            throw new RefusedException(
                    tree, "Cannot use over() with %s(): it is no window function. Leave over() out.".formatted(name));
        }
        Expression folded = expressions.called(function, tree, trees, scope);
        List<Expression> partitions = expressions.each(tree.children("partitions"), scope);
        List<Ordering> orders = tree.children("orders").stream()
                .map(order -> Ordering.check(order, expressions, scope))
                .toList();
        if (RANKING.contains(name) && orders.isEmpty()) {
            throw new RefusedException(
                    tree,
                    "Cannot use %s() without an order: rows have none. Add order by to its window.".formatted(name));
        }
        String sql = folded.sql();
        Optional<Expression> filter = tree.child("filter_expr").map(part -> expressions.condition(part, scope));
        if (filter.isPresent()) {
            sql += " filter (where " + filter.get().sql() + ")";
        }
        List<Expression> parts = new ArrayList<>(partitions);
        parts.add(folded);
        filter.ifPresent(parts::add);
        orders.forEach(order -> parts.add(order.by()));
        if (parts.stream().anyMatch(Expression::isWrong)) {
            return Expression.WRONG;
        }
        if (parts.stream().anyMatch(Expression::window)) {
            throw new RefusedException(
                    tree,
                    "Cannot use a window function inside another: engines have no order for them. Put it in WITH.");
        }
        String over = over(tree, name, partitions, orders);
        boolean nullable = aggregate ? !name.startsWith("count") : folded.nullable();
        String cast =
                "cast(%s over (%s) as %s)".formatted(sql, over, folded.type().duckdb());
        Expression whole = Expression.of(cast, folded.type(), nullable, parts);
        return whole.aggregated(true, whole.columns());
    }

    private static String over(Tree tree, String name, List<Expression> partitions, List<Ordering> orders) {
        List<String> clauses = new ArrayList<>();
        if (!partitions.isEmpty()) {
            clauses.add(
                    partitions.stream().map(Expression::sql).collect(Collectors.joining(", ", "partition by ", "")));
        }
        if (!orders.isEmpty()) {
            clauses.add(orders.stream().map(Ordering::sql).collect(Collectors.joining(", ", "order by ", "")));
        }
        String frame = frame(tree);
        if (!frame.isEmpty() && !RANKING.contains(name)) {
            clauses.add(frame);
        }
        return String.join(" ", clauses);
    }

    private static String frame(Tree tree) {
        String start = tree.text("start");
        String end = tree.text("end");
        if (start.equals("UNBOUNDED_PRECEDING") && end.equals("CURRENT_ROW_RANGE")) {
            return "";
        }
        boolean rows = start.endsWith("_ROWS") || end.endsWith("_ROWS");
        boolean groups = start.endsWith("_GROUPS") || end.endsWith("_GROUPS");
        boolean ranges = isRange(start) || isRange(end);
        if (groups || ranges) {
            throw new RefusedException(
                    tree, "Cannot use this frame: engines agree on rows between … and …. Write that.");
        }
        return "%s between %s and %s"
                .formatted(rows ? "rows" : "range", bound(tree, start, "start_expr"), bound(tree, end, "end_expr"));
    }

    private static boolean isRange(String bound) {
        return bound.startsWith("EXPR_") && bound.endsWith("_RANGE");
    }

    private static String bound(Tree tree, String bound, String key) {
        if (bound.startsWith("UNBOUNDED_PRECEDING")) {
            return "unbounded preceding";
        }
        if (bound.startsWith("UNBOUNDED_FOLLOWING")) {
            return "unbounded following";
        }
        if (bound.startsWith("CURRENT_ROW")) {
            return "current row";
        }
        Tree number = tree.only(key);
        String text =
                number.child("literal").map(literal -> literal.text("text")).orElse("");
        if (!text.matches("\\d{1,9}")) {
            throw new RefusedException(
                    number, "Cannot use this frame: its length must be written out. Write a number.");
        }
        return text + (bound.startsWith("EXPR_PRECEDING") ? " preceding" : " following");
    }
}
