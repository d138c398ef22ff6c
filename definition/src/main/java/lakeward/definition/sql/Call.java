package lakeward.definition.sql;

import java.util.List;
import java.util.function.Predicate;
import lakeward.core.platform.Type;

/**
 * A function as it is called in a statement.
 *
 * @param trees of the arguments
 */
record Call(String name, Tree tree, List<Expression> arguments, List<Tree> trees) {
    int size() {
        return arguments.size();
    }

    Expression argument(int index) {
        return arguments.get(index);
    }

    Expression number(int index) {
        return must(index, SqlType::isNumber, "a number");
    }

    Expression whole(int index) {
        return must(index, SqlType::isWhole, "a whole number");
    }

    Expression decimal(int index) {
        return must(index, SqlType::isDecimal, "a decimal");
    }

    Expression text(int index) {
        return must(index, type -> type.is(Type.Kind.STRING), "a string");
    }

    Expression logical(int index) {
        return must(index, type -> type.is(Type.Kind.BOOLEAN), "a condition");
    }

    Expression date(int index) {
        return must(index, type -> type.is(Type.Kind.DATE), "a date");
    }

    Expression timestamp(int index) {
        return must(index, type -> type.is(Type.Kind.TIMESTAMP), "a timestamp");
    }

    Expression dateOrTimestamp(int index) {
        return must(index, type -> type.is(Type.Kind.DATE) || type.isTimestamp(), "a date or timestamp");
    }

    /** Returns a whole number that is written out. */
    int literal(int index, int from, int to) {
        Expression argument = argument(index);
        try {
            int value = Integer.parseInt(argument.literal().orElse(""));
            if (argument.type().isWhole() && value >= from && value <= to) {
                return value;
            }
        } catch (NumberFormatException none) {
            // Refused below.
        }
        String range = to == Integer.MAX_VALUE ? "of %d or more".formatted(from) : "from %d to %d".formatted(from, to);
        throw new RefusedException(
                trees.get(index),
                "Cannot use this as argument %d of %s(): engines agree only on a whole number %s, written out."
                                .formatted(index + 1, name, range)
                        + " Write one.");
    }

    /** Returns one of some words that is written out, in lower case. */
    String word(int index, List<String> words) {
        String written = argument(index).literal().map(Relation::key).orElse("");
        if (!argument(index).type().is(Type.Kind.STRING) || !words.contains(written)) {
            throw new RefusedException(
                    trees.get(index),
                    "Cannot use this as argument %d of %s(): expected one of '%s'. Write one."
                            .formatted(index + 1, name, String.join("', '", words)));
        }
        return written;
    }

    /** Returns the type that holds the arguments from this one on. */
    SqlType common(int from) {
        SqlType common = argument(from).type();
        for (int i = from + 1; i < size(); i++) {
            SqlType left = common;
            SqlType right = argument(i).type();
            Tree at = trees.get(i);
            common = Types.common(left, right)
                    .orElseThrow(() -> new RefusedException(at, Checks.noCommon(name + "()", left, right)));
        }
        return common;
    }

    boolean anyNullable() {
        return arguments.stream().anyMatch(Expression::nullable);
    }

    /** Returns the call's value: null if any argument is. */
    Expression value(String sql, SqlType type) {
        return Expression.of(sql, type, anyNullable(), arguments);
    }

    /** Returns the call's value, cast because DuckDB's own type is another. */
    Expression cast(String sql, SqlType type) {
        return value("cast(%s as %s)".formatted(sql, type.duckdb()), type);
    }

    String sql(int index) {
        return argument(index).sql();
    }

    private Expression must(int index, Predicate<SqlType> wanted, String expected) {
        Expression argument = argument(index);
        if (!argument.isWrong() && !wanted.test(argument.type())) {
            throw new RefusedException(
                    trees.get(index),
                    "Cannot call %s() with %s: its argument %d must be %s. Cast it, or use another column."
                            .formatted(name, argument.type(), index + 1, expected));
        }
        return argument;
    }
}
