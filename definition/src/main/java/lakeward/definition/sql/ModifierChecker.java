package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks what comes last in a query: DISTINCT, ORDER BY, LIMIT and OFFSET. */
final class ModifierChecker {
    private final ExpressionChecker expressions;

    ModifierChecker(ExpressionChecker expressions) {
        this.expressions = expressions;
    }

    boolean isDistinct(Tree query) {
        for (Tree modifier : query.children("modifiers")) {
            if (modifier.type().equals("DISTINCT_MODIFIER")) {
                if (!modifier.children("distinct_on_targets").isEmpty()) {
                    throw new RefusedException(
                            modifier.children("distinct_on_targets").get(0),
                            "Cannot use distinct on: Spark has none. Use qualify row_number() over (…) = 1.");
                }
                return true;
            }
        }
        return false;
    }

    /** Returns ORDER BY and what follows of one SELECT. */
    String single(Tree query, Scope scope, List<Relation.Output> outputs, Consumer<Expression> ordered) {
        return clauses(query, outputs, tree -> {
            Expression by = expressions.check(tree, scope);
            ordered.accept(by);
            return by;
        });
    }

    /** Returns ORDER BY and what follows of SELECTs that are combined: they order by their result alone. */
    String combined(Tree query, List<Relation.Output> outputs) {
        return clauses(query, outputs, tree -> {
            throw new RefusedException(
                    tree,
                    "Cannot order combined SELECTs by this: it is no column of their result. Order by one of %s."
                            .formatted(Scope.list(
                                    outputs.stream().map(Relation.Output::name).toList())));
        });
    }

    private interface Otherwise {
        Expression check(Tree tree);
    }

    private static String clauses(Tree query, List<Relation.Output> outputs, Otherwise otherwise) {
        StringBuilder sql = new StringBuilder();
        boolean ordered = false;
        for (Tree modifier : query.children("modifiers")) {
            switch (modifier.type()) {
                case "ORDER_MODIFIER" -> {
                    ordered = true;
                    List<String> items = new ArrayList<>();
                    for (Tree order : modifier.children("orders")) {
                        items.add(item(order, outputs, otherwise));
                    }
                    sql.append(" order by ").append(String.join(", ", items));
                }
                case "LIMIT_MODIFIER" -> sql.append(limit(modifier, ordered));
                case "DISTINCT_MODIFIER" -> {
                    // Part of SELECT.
                }
                default ->
                    throw new RefusedException(
                            modifier,
                            Checks.notListed(Relation.key(modifier.type()).replace('_', ' ')));
            }
        }
        return sql.toString();
    }

    private static String item(Tree order, List<Relation.Output> outputs, Otherwise otherwise) {
        Tree tree = order.only("expression");
        if (tree.type().equals("STAR")) {
            throw new RefusedException(tree, "Cannot order by all: say where nulls come. Name the columns.");
        }
        Optional<Integer> number = output(tree, outputs);
        if (number.isPresent()) {
            Relation.Output output = outputs.get(number.get() - 1);
            Expression by = Expression.of(String.valueOf(number.get()), output.type(), output.nullable());
            return Ordering.of(order, tree, by).sql();
        }
        return Ordering.of(order, tree, otherwise.check(tree)).sql();
    }

    /** Returns which column of the result is meant, counted from 1, or empty if none is. */
    private static Optional<Integer> output(Tree tree, List<Relation.Output> outputs) {
        if (tree.type().equals("COLUMN_REF") && tree.texts("column_names").size() == 1) {
            String name = tree.texts("column_names").get(0);
            for (int i = 0; i < outputs.size(); i++) {
                if (outputs.get(i).isCalled(name)) {
                    return Optional.of(i + 1);
                }
            }
        }
        if (tree.type().equals("VALUE_CONSTANT")) {
            String text =
                    tree.child("literal").map(literal -> literal.text("text")).orElse("");
            boolean number = text.matches("\\d{1,4}");
            if (!number || Integer.parseInt(text) < 1 || Integer.parseInt(text) > outputs.size()) {
                throw new RefusedException(
                        tree,
                        "Cannot order by %s: the result has %d columns. Name one.".formatted(text, outputs.size()));
            }
            return Optional.of(Integer.parseInt(text));
        }
        return Optional.empty();
    }

    private static String limit(Tree modifier, boolean ordered) {
        StringBuilder sql = new StringBuilder();
        if (!modifier.text("limit_type").equals("ROW_COUNT")
                && modifier.child("limit").isPresent()) {
            throw new RefusedException(
                    modifier.only("limit"), "Cannot limit to a percentage: Spark has none. Write a number of rows.");
        }
        for (String clause : List.of("limit", "offset")) {
            Optional<Tree> tree = modifier.child(clause);
            if (tree.isPresent()) {
                String text = tree.get()
                        .child("literal")
                        .map(literal -> literal.text("text"))
                        .orElse("");
                if (!text.matches("\\d{1,9}")) {
                    throw new RefusedException(
                            tree.get(),
                            "Cannot use this in %s: it must be a number, written out. Write one.".formatted(clause));
                }
                if (!ordered) {
                    throw new RefusedException(
                            tree.get(),
                            "Cannot use %s without order by: which rows come depends on the engine. Add order by."
                                    .formatted(clause));
                }
                sql.append(' ').append(clause).append(' ').append(text);
            }
        }
        return sql.toString();
    }
}
