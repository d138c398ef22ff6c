package lakeward.definition.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.Type;

/** Arithmetic, text and pattern operators. */
final class Operators {
    private static final Set<String> BINARY = Set.of("+", "-", "*", "/", "%", "mod", "||", "~~", "!~~");
    private static final Set<String> UNARY = Set.of("-", "+");

    private Operators() {}

    static boolean isOperator(String name, int operands) {
        return (operands == 2 ? BINARY : operands == 1 ? UNARY : Set.of()).contains(name);
    }

    static Expression check(String name, Tree tree, List<Tree> trees, List<Expression> operands) {
        if (operands.stream().anyMatch(Expression::isWrong)) {
            return Expression.WRONG;
        }
        if (operands.size() == 1) {
            return sign(name, tree, operands.get(0));
        }
        Expression left = operands.get(0);
        Expression right = operands.get(1);
        return switch (name) {
            case "||" -> texts(tree, left, right);
            case "~~" -> like(trees.get(1), tree, left, right, "like");
            case "!~~" -> like(trees.get(1), tree, left, right, "not like");
            case "/" -> divided(tree, trees.get(1), left, right);
            case "%", "mod" -> remainder(tree, trees.get(1), left, right);
            default -> {
                boolean times =
                        left.type().is(Type.Kind.DATE) || left.type().isTimestamp() || Intervals.is(right.type());
                yield times ? Intervals.moved(name, tree, left, right) : arithmetic(name, tree, left, right);
            }
        };
    }

    private static Expression sign(String name, Tree tree, Expression value) {
        if (!value.type().isNumber()) {
            throw new RefusedException(
                    tree, "Cannot use %s before %s: it takes a number. Cast it.".formatted(name, value.type()));
        }
        return name.equals("+")
                ? value
                : Expression.of("(-" + value.sql() + ")", value.type(), value.nullable(), value);
    }

    private static Expression arithmetic(String name, Tree tree, Expression left, Expression right) {
        numbers(name, tree, left, right);
        boolean nullable = left.nullable() || right.nullable();
        if (!left.type().isFloating()
                && !right.type().isFloating()
                && (left.type().isDecimal() || right.type().isDecimal())) {
            return decimals(name, tree, left, right, nullable);
        }
        SqlType common = Types.common(left.type(), right.type())
                .orElseThrow(() -> new RefusedException(tree, Checks.noCommon(name, left.type(), right.type())));
        String sql = "(%s %s %s)".formatted(left.as(common), name, right.as(common));
        return Expression.of(sql, common, nullable, left, right);
    }

    private static Expression decimals(String name, Tree tree, Expression left, Expression right, boolean nullable) {
        SqlType one = Types.operand(left);
        SqlType other = Types.operand(right);
        Optional<SqlType> exact = name.equals("*") ? Types.product(one, other) : Types.sum(one, other);
        SqlType result = exact.orElseThrow(() -> new RefusedException(
                tree,
                "Cannot compute %s %s %s: the result has more than 38 digits, which engines cut differently. "
                                .formatted(one, name, other)
                        + "Cast one to fewer digits first."));
        String sql;
        if (name.equals("*")) {
            // DuckDB keeps a product within 18 digits if both factors are; a wider factor makes it go on.
            boolean wide = one.precision() + other.precision() > Type.LONG_PRECISION;
            int digits = Math.min(Type.MAX_PRECISION, Math.max(Type.LONG_PRECISION + 1, result.precision()));
            SqlType factor = wide ? SqlType.decimal(Math.max(digits, one.precision()), one.scale()) : one;
            sql = "(%s * %s)".formatted(cast(left, factor), cast(right, other));
        } else {
            sql = "(%s %s %s)".formatted(cast(left, result), name, cast(right, result));
        }
        return Expression.of("cast(%s as %s)".formatted(sql, result.duckdb()), result, nullable, left, right);
    }

    private static String cast(Expression value, SqlType type) {
        return value.type().equals(type) ? value.sql() : "cast(%s as %s)".formatted(value.sql(), type.duckdb());
    }

    private static Expression divided(Tree tree, Tree divisor, Expression left, Expression right) {
        numbers("/", tree, left, right);
        if (left.type().isDecimal() || right.type().isDecimal()) {
            SqlType decimal = left.type().isDecimal() ? left.type() : right.type();
            throw new RefusedException(
                    tree,
                    "Cannot divide with %s: engines give the result different digits. Write ".formatted(decimal)
                            + "cast(a as double) / nullif(cast(b as double), 0).");
        }
        guarded("/", divisor, right);
        String sql = "(%s / %s)".formatted(left.as(SqlType.DOUBLE), right.as(SqlType.DOUBLE));
        return Expression.of(sql, SqlType.DOUBLE, left.nullable() || right.nullable(), left, right);
    }

    private static Expression remainder(Tree tree, Tree divisor, Expression left, Expression right) {
        for (Expression side : List.of(left, right)) {
            if (!side.type().isWhole()) {
                throw new RefusedException(
                        tree,
                        "Cannot use %% with %s: engines agree on whole numbers only. Cast it to bigint."
                                .formatted(side.type()));
            }
        }
        guarded("%", divisor, right);
        SqlType common = Types.common(left.type(), right.type()).orElseThrow();
        String sql = "(%s %% %s)".formatted(left.as(common), right.as(common));
        return Expression.of(sql, common, left.nullable() || right.nullable(), left, right);
    }

    private static void guarded(String name, Tree tree, Expression divisor) {
        if (!divisor.neverZero()) {
            throw new RefusedException(
                    tree,
                    "Cannot use %s with a divisor that may be 0: that is an error on Spark and infinity on DuckDB. "
                                    .formatted(name)
                            + "Write nullif(…, 0) around it, which gives null then.");
        }
    }

    private static void numbers(String name, Tree tree, Expression left, Expression right) {
        for (Expression side : List.of(left, right)) {
            if (!side.type().isNumber()) {
                throw new RefusedException(
                        tree,
                        "Cannot compute %s %s %s: it takes numbers. Cast, or use another column."
                                .formatted(left.type(), name, right.type()));
            }
        }
    }

    private static Expression texts(Tree tree, Expression left, Expression right) {
        for (Expression side : List.of(left, right)) {
            if (!side.type().is(Type.Kind.STRING)) {
                throw new RefusedException(
                        tree,
                        "Cannot join %s to a text with ||: it takes strings. Cast it to string."
                                .formatted(side.type()));
            }
        }
        return Expression.of(
                "(%s || %s)".formatted(left.sql(), right.sql()),
                SqlType.STRING,
                left.nullable() || right.nullable(),
                left,
                right);
    }

    private static Expression like(Tree pattern, Tree tree, Expression left, Expression right, String word) {
        if (right.literal().isEmpty() || !right.type().is(Type.Kind.STRING)) {
            throw new RefusedException(
                    pattern, "Cannot use this pattern in like: engines agree on a text, written out. Write one.");
        }
        texts(tree, left, right);
        return Expression.of(
                "(%s %s %s)".formatted(left.sql(), word, right.sql()), SqlType.BOOLEAN, left.nullable(), left, right);
    }
}
