package lakeward.definition.sql;

import java.util.Optional;
import lakeward.core.platform.Type;

/** What types become when they meet: Spark's rules, as far as every engine can follow them without loss. */
final class Types {
    private static final int MAX = Type.MAX_PRECISION;

    private Types() {}

    /** Returns the type that holds both, or empty if there is none. */
    static Optional<SqlType> common(SqlType one, SqlType other) {
        if (one.equals(other) || (other.isOpen() && !one.equals(SqlType.NULL))) {
            return Optional.of(one);
        }
        if (one.isOpen()) {
            return Optional.of(other);
        }
        if (!one.isNumber() || !other.isNumber()) {
            return Optional.empty();
        }
        if (one.isFloating() || other.isFloating()) {
            // Spark takes float and int to float or double, by version: only double is safe.
            boolean single = one.is(Type.Kind.FLOAT) || other.is(Type.Kind.FLOAT);
            return single && !(one.isFloating() && other.isFloating()) ? Optional.empty() : Optional.of(SqlType.DOUBLE);
        }
        if (one.isWhole() && other.isWhole()) {
            return Optional.of(rank(one) > rank(other) ? one : other);
        }
        SqlType left = one.asDecimal();
        SqlType right = other.asDecimal();
        int scale = Math.max(left.scale(), right.scale());
        int digits = Math.max(left.precision() - left.scale(), right.precision() - right.scale()) + scale;
        return digits > MAX ? Optional.empty() : Optional.of(SqlType.decimal(digits, scale));
    }

    /** Returns the type of a sum or difference of decimals, or empty if it would be rounded. */
    static Optional<SqlType> sum(SqlType left, SqlType right) {
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale()) + 1;
        return exact(whole + scale, scale);
    }

    /** Returns the type of a product of decimals, or empty if it would be rounded. */
    static Optional<SqlType> product(SqlType left, SqlType right) {
        return exact(left.precision() + right.precision() + 1, left.scale() + right.scale());
    }

    /** Beyond 38 digits Spark takes digits away: from the left as long as 6 are after the point. */
    private static Optional<SqlType> exact(int precision, int scale) {
        if (precision <= MAX) {
            return Optional.of(SqlType.decimal(precision, scale));
        }
        int kept = Math.max(MAX - (precision - scale), Math.min(scale, 6));
        return kept < scale ? Optional.empty() : Optional.of(SqlType.decimal(MAX, scale));
    }

    /** Returns the decimal of exactly a whole number's digits, or the type as decimal. */
    static SqlType operand(Expression expression) {
        if (expression.type().isWhole() && expression.literal().isPresent()) {
            String digits = expression.literal().get().replaceFirst("^-?0*", "");
            return SqlType.decimal(Math.max(1, digits.length()), 0);
        }
        return expression.type().asDecimal();
    }

    private static int rank(SqlType type) {
        return type.is(Type.Kind.SHORT) ? 0 : type.is(Type.Kind.INTEGER) ? 1 : 2;
    }
}
