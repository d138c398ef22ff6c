package lakeward.definition.sql;

/** One item of ORDER BY, with the place of nulls said. */
record Ordering(Expression by, String sql) {
    static Ordering check(Tree order, ExpressionChecker expressions, Scope scope) {
        Tree tree = order.only("expression");
        return of(order, tree, expressions.check(tree, scope));
    }

    /** Makes an item from a checked expression. */
    static Ordering of(Tree order, Tree tree, Expression by) {
        boolean descending = order.type().equals("DESCENDING");
        String said = order.text("null_order");
        boolean saidNothing = !said.equals("NULLS FIRST") && !said.equals("NULLS LAST");
        if (saidNothing && !descending && by.nullable() && !by.isWrong()) {
            throw new RefusedException(
                    tree,
                    "Cannot order by this: it may be null, and nulls come last on DuckDB and first on Spark. "
                            + "Add nulls first or nulls last.");
        }
        String nulls = saidNothing ? (descending ? "nulls last" : "nulls first") : Relation.key(said);
        return new Ordering(by, "%s %s %s".formatted(by.sql(), descending ? "desc" : "asc", nulls));
    }
}
