package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Checks one SELECT, clause by clause. */
final class SelectChecker {
    /** A column of the result. */
    private record Item(String name, Tree tree, Expression value) {}

    private final ExpressionChecker expressions;
    private final FromChecker from;
    private final Consumer<RefusedException> report;

    SelectChecker(ExpressionChecker expressions, FromChecker from, Consumer<RefusedException> report) {
        this.expressions = expressions;
        this.from = from;
        this.report = report;
    }

    QueryChecker.Checked check(Tree tree, Scope scope) {
        StringBuilder sql = new StringBuilder();
        String source = from.check(tree.only("from_table"), scope);
        List<Expression> uses = new ArrayList<>();
        Optional<Expression> where = tree.child("where_clause").map(clause -> {
            Expression condition = expressions.condition(clause, scope);
            refuseFolding(condition, clause, "where", "having for aggregates, qualify for windows");
            return condition;
        });
        List<Tree> list = tree.children("select_list");
        List<Expression> keys = keys(tree, list, scope);
        boolean grouped = !keys.isEmpty() || tree.child("having").isPresent();
        if (grouped) {
            scope.groupBy(keys);
        }
        List<Item> items = items(list, scope);
        grouped |= items.stream().anyMatch(item -> item.value().aggregate());
        Optional<Expression> having = tree.child("having").map(clause -> expressions.condition(clause, scope));
        Optional<Expression> qualify = tree.child("qualify").map(clause -> expressions.condition(clause, scope));
        if (grouped) {
            items.forEach(item -> refuseUngrouped(item.value(), scope));
            having.ifPresent(condition -> refuseUngrouped(condition, scope));
            qualify.ifPresent(condition -> refuseUngrouped(condition, scope));
        }
        List<Relation.Output> outputs = items.stream()
                .map(item -> new Relation.Output(
                        item.name(), item.value().type(), item.value().nullable()))
                .toList();
        ModifierChecker modifiers = new ModifierChecker(expressions);
        sql.append(modifiers.isDistinct(tree) ? "select distinct " : "select ");
        sql.append(items.stream()
                .map(item -> item.value().sql() + " as " + Relation.quoted(item.name()))
                .collect(Collectors.joining(", ")));
        sql.append(source);
        where.ifPresent(condition -> sql.append(" where ").append(condition.sql()));
        if (!keys.isEmpty()) {
            sql.append(keys.stream().map(Expression::sql).collect(Collectors.joining(", ", " group by ", "")));
        }
        having.ifPresent(condition -> sql.append(" having ").append(condition.sql()));
        qualify.ifPresent(condition -> sql.append(" qualify ").append(condition.sql()));
        boolean wasGrouped = grouped;
        sql.append(modifiers.single(tree, scope, outputs, ordered -> {
            if (wasGrouped) {
                refuseUngrouped(ordered, scope);
            }
        }));
        where.ifPresent(uses::add);
        having.ifPresent(uses::add);
        qualify.ifPresent(uses::add);
        items.forEach(item -> uses.add(item.value()));
        boolean known = scope.relations().stream().allMatch(Relation::known)
                || list.stream().noneMatch(item -> item.type().equals("STAR"));
        return new QueryChecker.Checked(sql.toString(), outputs, known, outside(uses, scope));
    }

    /** Returns what reads columns of the queries around this one. */
    private static List<Expression> outside(List<Expression> uses, Scope scope) {
        List<Expression> outside = new ArrayList<>();
        for (Expression use : uses) {
            List<Expression.ColumnUse> columns = use.columns().stream()
                    .filter(column -> column.scope() != scope)
                    .toList();
            outside.add(new Expression(
                    use.sql(),
                    use.type(),
                    use.nullable(),
                    Optional.empty(),
                    false,
                    columns,
                    false,
                    false,
                    Optional.empty()));
        }
        return outside;
    }

    private List<Expression> keys(Tree tree, List<Tree> list, Scope scope) {
        boolean all = tree.text("aggregate_handling").equals("FORCE_AGGREGATES");
        List<Tree> written = tree.children("group_expressions");
        boolean sets = tree.texts("group_sets").size() > 1;
        if (sets) {
            throw new RefusedException(
                    written.isEmpty() ? tree : written.get(0),
                    "Cannot use rollup, cube or grouping sets: they are not on the list yet. Use union all of two SELECTs.");
        }
        List<Expression> keys = new ArrayList<>();
        if (all) {
            for (Tree item : list) {
                if (!item.type().equals("STAR") && !isFolding(item)) {
                    Expression key = expressions.check(item, scope);
                    if (!item.text("alias").isEmpty()) {
                        scope.addAlias(item.text("alias"), key);
                    }
                    if (key.literal().isEmpty() && !key.type().equals(SqlType.NULL) && !key.isWrong()) {
                        keys.add(key);
                    }
                }
            }
            return keys;
        }
        for (Tree key : written) {
            Expression checked = expressions.check(aliased(key, list, scope), scope);
            refuseFolding(checked, key, "group by", "it in the SELECT list");
            if (!checked.isWrong()) {
                keys.add(checked);
            }
        }
        return keys;
    }

    /** Whether an aggregate or window is called in it. */
    private static boolean isFolding(Tree item) {
        return item.anyInside(node -> {
            String name = Relation.key(node.text("function_name"));
            boolean aggregate = name.equals("count_star") || AllowedSql.isAggregate(name);
            return node.text("class").equals("WINDOW") || (node.type().equals("FUNCTION") && aggregate);
        });
    }

    /** Returns what a number or another name in GROUP BY stands for. */
    private static Tree aliased(Tree key, List<Tree> list, Scope scope) {
        if (key.type().equals("VALUE_CONSTANT")) {
            String number =
                    key.child("literal").map(literal -> literal.text("text")).orElse("");
            if (number.matches("\\d{1,4}")) {
                int index = Integer.parseInt(number);
                if (index >= 1 && index <= list.size()) {
                    return list.get(index - 1);
                }
            }
            throw new RefusedException(
                    key,
                    "Cannot group by %s: the SELECT list has %d columns. Name one.".formatted(number, list.size()));
        }
        if (key.type().equals("COLUMN_REF") && key.texts("column_names").size() == 1) {
            String name = key.texts("column_names").get(0);
            if (!scope.hasColumn(name)) {
                return list.stream()
                        .filter(item -> item.text("alias").equalsIgnoreCase(name))
                        .findFirst()
                        .orElse(key);
            }
        }
        return key;
    }

    private List<Item> items(List<Tree> list, Scope scope) {
        List<Item> items = new ArrayList<>();
        for (Tree tree : list) {
            try {
                if (tree.type().equals("STAR")) {
                    items.addAll(star(tree, scope));
                } else {
                    Expression value = expressions.check(tree, scope);
                    String alias = tree.text("alias");
                    if (!alias.isEmpty()) {
                        scope.addAlias(alias, value);
                    }
                    items.add(new Item(name(tree, alias, items.size() + 1), tree, value));
                }
            } catch (RefusedException refused) {
                report.accept(refused);
            }
        }
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            boolean taken =
                    items.subList(0, i).stream().anyMatch(other -> other.name().equalsIgnoreCase(item.name()));
            if (taken) {
                report.accept(new RefusedException(
                        item.tree(),
                        "Cannot name two columns '%s': the second needs another name. Write … as another_name."
                                .formatted(item.name())));
            }
        }
        return items;
    }

    /** Returns the column's name; of an expression without one a number. */
    private static String name(Tree tree, String alias, int number) {
        if (!alias.isEmpty()) {
            return alias;
        }
        if (tree.type().equals("COLUMN_REF")) {
            List<String> path = tree.texts("column_names");
            return path.get(path.size() - 1);
        }
        return "_" + number;
    }

    private static List<Item> star(Tree tree, Scope scope) {
        String table = tree.text("relation_name");
        tree.overlooked().ifPresent(key -> {
            throw new RefusedException(
                    tree, "Cannot use * with exclude, replace or rename: Spark has none. Name the columns.");
        });
        List<Item> items = new ArrayList<>();
        boolean found = false;
        if (table.isEmpty()) {
            scope.merged().forEach((name, value) -> items.add(new Item(name, tree, value)));
            found = !scope.relations().isEmpty();
        }
        for (Relation relation : scope.relations()) {
            if (!table.isEmpty() && !relation.name().equalsIgnoreCase(table)) {
                continue;
            }
            found = true;
            for (Relation.Output column : relation.columns()) {
                if (!table.isEmpty() || !scope.merged().containsKey(Relation.key(column.name()))) {
                    Expression.ColumnUse use = new Expression.ColumnUse(column.name(), tree, scope);
                    Expression value =
                            Expression.column(Scope.sql(relation, column), column.type(), column.nullable(), use);
                    items.add(new Item(column.name(), tree, scope.settled(value)));
                }
            }
        }
        if (scope.relations().isEmpty()) {
            throw new RefusedException(tree, "Cannot read *: there is no FROM. Add one.");
        }
        if (!found) {
            throw new RefusedException(
                    tree,
                    "Cannot read %s*: no table here is called so, only %s. Name one of them."
                            .formatted(
                                    table.isEmpty() ? "" : table + ".",
                                    Scope.list(scope.relations().stream()
                                            .map(Relation::name)
                                            .toList())));
        }
        return items;
    }

    private void refuseUngrouped(Expression value, Scope scope) {
        value.columns().stream()
                .filter(use -> use.scope() == scope)
                .forEach(use -> report.accept(new RefusedException(
                        use.tree(),
                        "Cannot use column '%s' here: it is neither grouped by nor in an aggregate. Add it to group by, or use min(%s)."
                                .formatted(use.name(), use.name()))));
    }

    private static void refuseFolding(Expression value, Tree tree, String clause, String instead) {
        if (value.aggregate() || value.window()) {
            throw new RefusedException(
                    tree,
                    "Cannot use an aggregate or window in %s: rows are not grouped yet there. Use %s."
                            .formatted(clause, instead));
        }
    }
}
