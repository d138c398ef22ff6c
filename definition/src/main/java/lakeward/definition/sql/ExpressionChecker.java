package lakeward.definition.sql;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lakeward.core.platform.Type;

/** Checks expressions, gives them types, and writes them for DuckDB. What is wrong is reported, and taken as fitting. */
final class ExpressionChecker {
    private static final Pattern WHOLE = Pattern.compile("-?\\d+");
    private static final Pattern FRACTION = Pattern.compile("-?\\d*\\.\\d*|-?\\d+");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern MOMENT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?)?");

    /** Longer than anybody writes; an alias of an alias of an alias can double it at each step. */
    private static final int MAX_LENGTH = 100_000;

    private final QueryChecker queries;
    private final Consumer<RefusedException> report;

    ExpressionChecker(QueryChecker queries, Consumer<RefusedException> report) {
        this.queries = queries;
        this.report = report;
    }

    /** Checks an expression, and all in it. */
    Expression check(Tree tree, Scope scope) {
        Expression value = checkLoosely(tree, scope);
        value.unlikeSpark().ifPresent(report);
        return value.unlikeSpark().isPresent() ? Expression.WRONG : value;
    }

    /** Checks an expression of which it does not matter whether it is null or false. */
    private Expression checkLoosely(Tree tree, Scope scope) {
        try {
            Expression checked = scope.settled(visit(tree, scope));
            if (checked.sql().length() > MAX_LENGTH) {
                throw new RefusedException(
                        tree,
                        "Cannot write this expression: names of expressions in it double it too often. Put parts in WITH.");
            }
            tree.overlooked().ifPresent(key -> {
                throw new RefusedException(tree, Checks.notListed(key.replace('_', ' ') + " here"));
            });
            return checked;
        } catch (RefusedException refused) {
            report.accept(refused);
            return Expression.WRONG;
        }
    }

    /** Checks an expression that must be true or false. */
    Expression condition(Tree tree, Scope scope) {
        Expression condition = checkLoosely(tree, scope);
        if (!condition.isWrong() && !condition.type().equals(SqlType.BOOLEAN)) {
            report.accept(new RefusedException(
                    tree,
                    "Cannot use %s as a condition: it is neither true nor false. Compare it with something."
                            .formatted(condition.type())));
        }
        return condition;
    }

    private Expression visit(Tree tree, Scope scope) {
        return switch (tree.type()) {
            case "COLUMN_REF" -> column(tree, scope);
            case "VALUE_CONSTANT" -> constant(tree);
            case "FUNCTION" -> function(tree, scope);
            case "OPERATOR_CAST" -> cast(tree, scope);
            case "CASE_EXPR" -> choice(tree, scope);
            case "CONJUNCTION_AND" -> conjunction(tree, scope, " and ");
            case "CONJUNCTION_OR" -> conjunction(tree, scope, " or ");
            case "OPERATOR_NOT" -> negation(tree, scope);
            case "OPERATOR_IS_NULL" -> isNull(tree, scope, "is null");
            case "OPERATOR_IS_NOT_NULL" -> isNull(tree, scope, "is not null");
            case "OPERATOR_COALESCE" -> coalesce(tree, scope);
            case "COMPARE_EQUAL" -> comparison(tree, scope, "=");
            case "COMPARE_NOTEQUAL" -> comparison(tree, scope, "<>");
            case "COMPARE_LESSTHAN" -> comparison(tree, scope, "<");
            case "COMPARE_LESSTHANOREQUALTO" -> comparison(tree, scope, "<=");
            case "COMPARE_GREATERTHAN" -> comparison(tree, scope, ">");
            case "COMPARE_GREATERTHANOREQUALTO" -> comparison(tree, scope, ">=");
            case "COMPARE_DISTINCT_FROM" -> comparison(tree, scope, "is distinct from");
            case "COMPARE_NOT_DISTINCT_FROM" -> comparison(tree, scope, "is not distinct from");
            case "COMPARE_BETWEEN" -> between(tree, scope);
            case "COMPARE_IN" -> in(tree, scope, "in");
            case "COMPARE_NOT_IN" -> in(tree, scope, "not in");
            case "SUBQUERY" -> subquery(tree, scope);
            case "STAR" ->
                throw new RefusedException(
                        tree, "Cannot use * here: it stands for columns of a result only. Name the columns.");
            case "ARRAY_EXTRACT", "ARRAY_SLICE" ->
                throw new RefusedException(
                        tree, "Cannot use []: lists count from 1 on DuckDB and from 0 on Spark. Keep one row a value.");
            case "ARRAY_CONSTRUCTOR" -> throw new RefusedException(tree, AllowedSql.refusal("array"));
            case "LAMBDA" -> throw new RefusedException(tree, AllowedSql.refusal("->"));
            case "VALUE_PARAMETER" ->
                throw new RefusedException(tree, "Cannot use a parameter: a model has none. Write the value.");
            default -> {
                if (tree.text("class").equals("WINDOW")) {
                    yield new WindowChecker(this).check(tree, scope);
                }
                throw new RefusedException(
                        tree, Checks.notListed(Relation.key(tree.type()).replace('_', ' ')));
            }
        };
    }

    private Expression column(Tree tree, Scope scope) {
        List<String> path = tree.texts("column_names");
        if (path.size() == 1 && !scope.hasColumn(path.get(0))) {
            AllowedSql.refusedColumn(path.get(0)).ifPresent(why -> {
                throw new RefusedException(tree, why);
            });
        }
        return scope.column(path, tree);
    }

    private Expression constant(Tree tree) {
        Tree literal = tree.only("literal");
        String text = literal.text("text");
        return switch (literal.text("kind")) {
            case "NULL_LITERAL" -> Expression.of("null", SqlType.NULL, true);
            case "BOOLEAN" -> Expression.literal(text, SqlType.BOOLEAN, text, false);
            case "STRING" -> {
                if (text.indexOf('\\') >= 0) {
                    throw new RefusedException(
                            tree,
                            "Cannot use a text with a backslash: Spark takes it for an escape. Compare without it.");
                }
                yield Expression.literal("'" + text.replace("'", "''") + "'", SqlType.STRING, text, false);
            }
            case "INTEGER" -> whole(tree, text);
            case "NUMERIC" -> fraction(tree, text);
            default -> throw new RefusedException(tree, Checks.notListed("this literal"));
        };
    }

    private static Expression whole(Tree tree, String text) {
        if (!WHOLE.matcher(text).matches() || text.length() > 19) {
            throw new RefusedException(
                    tree, "Cannot use number %s: it is no bigint. Write at most 18 digits, without _.".formatted(text));
        }
        long value = Long.parseLong(text);
        boolean fits = value == (int) value;
        String sql = fits ? text : "cast(" + text + " as bigint)";
        return Expression.literal(sql, fits ? SqlType.INTEGER : SqlType.LONG, text, value != 0);
    }

    private static Expression fraction(Tree tree, String text) {
        if (!FRACTION.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            return Expression.literal("cast(" + text + " as double)", SqlType.DOUBLE, text, value != 0);
        }
        BigDecimal value = new BigDecimal(text);
        int scale = Math.max(0, value.scale());
        int precision = Math.max(value.precision(), scale);
        if (precision > Type.MAX_PRECISION) {
            throw new RefusedException(
                    tree, "Cannot use number %s: it has more than 38 digits. Shorten it.".formatted(text));
        }
        SqlType type = SqlType.decimal(precision, scale);
        return Expression.literal("cast(%s as %s)".formatted(text, type.duckdb()), type, text, value.signum() != 0);
    }

    private Expression function(Tree tree, Scope scope) {
        String name = Relation.key(tree.text("function_name"));
        boolean distinct = tree.flag("distinct");
        Optional<Expression> interval = Intervals.read(tree, name);
        if (interval.isPresent()) {
            return interval.get();
        }
        if (AllowedSql.refusedFunctions().containsKey(name) && !name.equals("date_part")) {
            throw new RefusedException(tree, AllowedSql.refusal(name));
        }
        tree.child("order_bys").ifPresent(orders -> {
            if (!orders.children("orders").isEmpty()) {
                throw new RefusedException(
                        tree,
                        "Cannot use order by inside %s(): engines order differently there. Leave it out."
                                .formatted(name));
            }
        });
        List<Tree> trees = arguments(tree);
        Optional<Tree> filter = tree.child("filter");
        if (Operators.isOperator(name, trees.size())) {
            return Operators.check(name, tree, trees, each(trees, scope));
        }
        if (name.equals("date_part") && trees.size() == 2) {
            return Intervals.extract(tree, trees, each(trees, scope));
        }
        String called = name.equals("count_star") ? "count" : name;
        if (!AllowedSql.isAggregate(called)) {
            if (distinct || filter.isPresent()) {
                throw new RefusedException(
                        tree,
                        "Cannot use distinct or filter in %s(): it is no aggregate. Leave them out.".formatted(name));
            }
            AllowedSql.Function function = AllowedSql.function(name, trees.size(), tree);
            if (function.kind() == AllowedSql.Kind.WINDOW) {
                throw new RefusedException(
                        tree,
                        "Cannot use %s() without a window: add over (partition by … order by …).".formatted(name));
            }
            return called(function, tree, trees, scope);
        }
        return aggregate(tree, called, trees, filter, distinct, scope);
    }

    private Expression aggregate(
            Tree tree, String name, List<Tree> trees, Optional<Tree> filter, boolean distinct, Scope scope) {
        if (distinct && trees.size() > 1) {
            throw new RefusedException(
                    tree,
                    "Cannot count distinct of several columns: DuckDB has no such count. Count them in a subquery.");
        }
        Expression folded = called(AllowedSql.function(name, trees.size(), tree), tree, trees, scope);
        if (folded.isWrong()) {
            return folded;
        }
        if (folded.aggregate() || folded.window()) {
            throw new RefusedException(
                    tree,
                    "Cannot aggregate an aggregate in %s(): there is one grouping a SELECT. Put the inner one in WITH."
                            .formatted(name));
        }
        Optional<Expression> condition = filter.map(part -> condition(part, scope));
        String sql = distinct ? folded.sql().replaceFirst("\\(", "(distinct ") : folded.sql();
        if (condition.isPresent()) {
            sql += " filter (where " + condition.get().sql() + ")";
        }
        boolean nullable =
                folded.nullable() || (!name.startsWith("count") && (condition.isPresent() || !scope.isGrouped()));
        String cast = "cast(%s as %s)".formatted(sql, folded.type().duckdb());
        // Columns of queries around this one still vary here.
        List<Expression.ColumnUse> outside =
                folded.columns().stream().filter(use -> use.scope() != scope).toList();
        return Expression.of(cast, folded.type(), nullable, folded).aggregated(false, outside);
    }

    /** Checks a call, without what stands behind its parentheses. */
    Expression called(AllowedSql.Function function, Tree tree, List<Tree> trees, Scope scope) {
        List<Expression> arguments = each(trees, scope);
        if (arguments.stream().anyMatch(Expression::isWrong)) {
            return Expression.WRONG;
        }
        Expression value = function.meaning().of(new Call(function.name(), tree, arguments, trees));
        List<Expression> all = new ArrayList<>(arguments);
        all.add(value);
        // Some meanings name only part of their arguments; what the arguments read counts all the same.
        Expression whole = Expression.of(value.sql(), value.type(), value.nullable(), all);
        return value.neverZero() ? whole.dividing() : whole;
    }

    List<Tree> arguments(Tree tree) {
        List<Tree> trees = new ArrayList<>();
        for (Tree argument : tree.children("arguments")) {
            if (!argument.text("name").isEmpty()) {
                throw new RefusedException(
                        tree, "Cannot name an argument: engines name them differently. Leave the name out.");
            }
            trees.add(argument.only("expression"));
        }
        return trees;
    }

    List<Expression> each(List<Tree> trees, Scope scope) {
        return trees.stream().map(tree -> check(tree, scope)).toList();
    }

    private Expression cast(Tree tree, Scope scope) {
        Tree named = tree.only("type_expr");
        Tree child = tree.only("child");
        Expression value = check(child, scope);
        if (named.text("type_name").equalsIgnoreCase("INTERVAL")) {
            throw new RefusedException(
                    tree, "Cannot read this interval: engines read such text differently. Write interval 1 month.");
        }
        SqlType type = CastRules.type(named);
        boolean written = value.literal().isPresent() && value.type().equals(SqlType.STRING);
        if (written && (type.equals(SqlType.DATE) || type.isTimestamp()) && !tree.flag("try_cast")) {
            return moment(tree, type, value.literal().orElseThrow());
        }
        return CastRules.cast(value, type, tree.flag("try_cast"), tree);
    }

    private static Expression moment(Tree tree, SqlType type, String text) {
        boolean day = type.equals(SqlType.DATE);
        if (!(day ? DAY : MOMENT).matcher(text).matches()) {
            throw new RefusedException(
                    tree,
                    "Cannot read %s '%s': engines agree only on one form. Write %s."
                            .formatted(type, text, day ? "'2026-01-31'" : "'2026-01-31 12:00:00', in UTC"));
        }
        try {
            LocalDate.parse(text.substring(0, 10));
        } catch (DateTimeException none) {
            throw new RefusedException(
                    tree, "Cannot read %s '%s': there is no such day. Correct it.".formatted(type, text));
        }
        String zone = type.equals(SqlType.TIMESTAMP) ? (text.length() > 10 ? "+00" : " 00:00:00+00") : "";
        return Expression.of("cast('%s%s' as %s)".formatted(text, zone, type.duckdb()), type, false);
    }

    private Expression choice(Tree tree, Scope scope) {
        List<Expression> parts = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        List<Tree> places = new ArrayList<>();
        for (Tree branch : tree.children("case_checks")) {
            parts.add(condition(branch.only("when_expr"), scope));
            places.add(branch.only("then_expr"));
        }
        places.add(tree.only("else_expr"));
        places.forEach(place -> results.add(check(place, scope)));
        SqlType common = common(places, results, "case");
        StringBuilder sql = new StringBuilder("case");
        for (int i = 0; i < parts.size(); i++) {
            sql.append(" when ")
                    .append(parts.get(i).sql())
                    .append(" then ")
                    .append(results.get(i).as(common));
        }
        sql.append(" else ").append(results.get(parts.size()).as(common)).append(" end");
        boolean nullable = results.stream().anyMatch(Expression::nullable);
        parts.addAll(results);
        return Expression.of(sql.toString(), common, nullable, parts);
    }

    private Expression coalesce(Tree tree, Scope scope) {
        List<Tree> trees = tree.children("children");
        List<Expression> values = each(trees, scope);
        SqlType common = common(trees, values, "coalesce()");
        boolean nullable = values.stream().allMatch(Expression::nullable);
        return Expression.of(
                values.stream().map(value -> value.as(common)).collect(Collectors.joining(", ", "coalesce(", ")")),
                common,
                nullable,
                values);
    }

    /** Returns the type that holds all of these. */
    SqlType common(List<Tree> trees, List<Expression> values, String where) {
        SqlType common = values.get(0).type();
        for (int i = 1; i < values.size(); i++) {
            Optional<SqlType> both = Types.common(common, values.get(i).type());
            if (both.isEmpty()) {
                throw new RefusedException(
                        trees.get(i),
                        Checks.noCommon(where, common, values.get(i).type()));
            }
            common = both.get();
        }
        return common;
    }

    private Expression conjunction(Tree tree, Scope scope, String word) {
        List<Expression> parts = tree.children("children").stream()
                .map(child -> condition(child, scope))
                .toList();
        String sql = parts.stream().map(Expression::sql).collect(Collectors.joining(word, "(", ")"));
        return Expression.of(sql, SqlType.BOOLEAN, parts.stream().anyMatch(Expression::nullable), parts)
                .unlikeSpark(parts.stream()
                        .flatMap(part -> part.unlikeSpark().stream())
                        .findFirst());
    }

    private Expression negation(Tree tree, Scope scope) {
        Tree child = tree.children("children").get(0);
        Expression negated = condition(child, scope);
        // Spark reads not in (select …) as a whole; of more around it, it would make true what is null here.
        if (negated.unlikeSpark().isPresent() && !child.type().equals("SUBQUERY")) {
            throw negated.unlikeSpark().get();
        }
        return Expression.of("(not " + negated.sql() + ")", SqlType.BOOLEAN, negated.nullable(), negated)
                .unlikeSpark(negated.unlikeSpark());
    }

    private Expression isNull(Tree tree, Scope scope, String words) {
        Expression value = check(tree.children("children").get(0), scope);
        return Expression.of("(%s %s)".formatted(value.sql(), words), SqlType.BOOLEAN, false, value);
    }

    private Expression comparison(Tree tree, Scope scope, String operator) {
        List<Tree> trees = List.of(tree.only("left"), tree.only("right"));
        List<Expression> sides = each(trees, scope);
        SqlType common = comparable(trees, sides);
        boolean nullable = !operator.startsWith("is ") && sides.stream().anyMatch(Expression::nullable);
        String sql = "(%s %s %s)"
                .formatted(sides.get(0).as(common), operator, sides.get(1).as(common));
        return Expression.of(sql, SqlType.BOOLEAN, nullable, sides);
    }

    private Expression between(Tree tree, Scope scope) {
        List<Tree> trees = List.of(tree.only("input"), tree.only("lower"), tree.only("upper"));
        List<Expression> parts = each(trees, scope);
        SqlType common = comparable(trees, parts);
        String sql = "(%s between %s and %s)"
                .formatted(
                        parts.get(0).as(common),
                        parts.get(1).as(common),
                        parts.get(2).as(common));
        return Expression.of(sql, SqlType.BOOLEAN, parts.stream().anyMatch(Expression::nullable), parts);
    }

    private Expression in(Tree tree, Scope scope, String word) {
        List<Tree> trees = tree.children("children");
        List<Expression> parts = each(trees, scope);
        SqlType common = comparable(trees, parts);
        String list = parts.stream().skip(1).map(part -> part.as(common)).collect(Collectors.joining(", "));
        String sql = "(%s %s (%s))".formatted(parts.get(0).as(common), word, list);
        return Expression.of(sql, SqlType.BOOLEAN, parts.stream().anyMatch(Expression::nullable), parts);
    }

    private SqlType comparable(List<Tree> trees, List<Expression> parts) {
        SqlType common = parts.get(0).type();
        for (int i = 1; i < parts.size(); i++) {
            SqlType other = parts.get(i).type();
            Optional<SqlType> both = Types.common(common, other);
            if (both.isEmpty()) {
                throw new RefusedException(
                        trees.get(i),
                        "Cannot compare %s with %s: engines convert them differently. Cast one to the other's type."
                                .formatted(common, other));
            }
            common = both.get();
        }
        return common;
    }

    private Expression subquery(Tree tree, Scope scope) {
        QueryChecker.Checked query = queries.checkNested(tree.only("subquery").only("node"), scope);
        String kind = tree.text("subquery_type");
        String comparison = tree.text("comparison_type");
        if (kind.equals("EXISTS")) {
            return Expression.of("exists (" + query.sql() + ")", SqlType.BOOLEAN, false, query.uses());
        }
        if (query.outputs().size() != 1) {
            throw new RefusedException(
                    tree,
                    "Cannot use a subquery of %d columns as a value: it must have one. Name one column."
                            .formatted(query.outputs().size()));
        }
        Relation.Output output = query.outputs().get(0);
        if (kind.equals("SCALAR")) {
            return Expression.of("(" + query.sql() + ")", output.type(), true, query.uses());
        }
        if (!kind.equals("ANY") || !comparison.equals("COMPARE_EQUAL")) {
            throw new RefusedException(tree, Checks.notListed("any and all with a subquery") + " Use in or exists.");
        }
        Tree child = tree.only("child");
        Expression value = check(child, scope);
        if (!value.type().isOpen() && !output.type().isOpen() && !value.type().equals(output.type())) {
            throw new RefusedException(
                    child,
                    "Cannot look for %s among %s: the types differ. Cast one to the other's."
                            .formatted(value.type(), output.type()));
        }
        List<Expression> parts = new ArrayList<>(query.uses());
        parts.add(value);
        boolean nullable = value.nullable() || output.nullable();
        RefusedException asValue = new RefusedException(
                tree,
                "Cannot use in (select …) as a value: %s may be null, and then it is null on DuckDB and false on Spark. Use exists (select … where …) or a left join; in where, on, having and case when it may stand."
                        .formatted(
                                value.nullable()
                                        ? "what it looks for"
                                        : "column '%s' of the subquery".formatted(output.name())));
        return Expression.of("(%s in (%s))".formatted(value.sql(), query.sql()), SqlType.BOOLEAN, nullable, parts)
                .unlikeSpark(nullable ? Optional.of(asValue) : Optional.empty());
    }
}
