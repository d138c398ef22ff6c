package lakeward.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A checked expression.
 *
 * @param sql for DuckDB; equal expressions have equal text
 * @param literal what is written, of a number or text that is written out
 * @param neverZero whether it may divide
 * @param columns columns it reads outside of aggregates
 * @param aggregate whether an aggregate is in it
 * @param window whether a window function is in it
 * @param unlikeSpark why it may only be a condition: it may be null here where it is false on Spark
 */
record Expression(
        String sql,
        SqlType type,
        boolean nullable,
        Optional<String> literal,
        boolean neverZero,
        List<ColumnUse> columns,
        boolean aggregate,
        boolean window,
        Optional<RefusedException> unlikeSpark) {
    /** A column that an expression reads, where it is written and the scope that it is a column of. */
    record ColumnUse(String name, Tree tree, Scope scope) {}

    /** Stands for what was wrong and reported. */
    static final Expression WRONG = of("null", SqlType.UNKNOWN, true);

    Expression {
        columns = List.copyOf(columns);
    }

    /** Makes an expression from others. */
    static Expression of(String sql, SqlType type, boolean nullable, Expression... parts) {
        return of(sql, type, nullable, List.of(parts));
    }

    static Expression of(String sql, SqlType type, boolean nullable, List<Expression> parts) {
        List<ColumnUse> columns = new ArrayList<>();
        boolean aggregate = false;
        boolean window = false;
        for (Expression part : parts) {
            columns.addAll(part.columns);
            aggregate |= part.aggregate;
            window |= part.window;
        }
        return new Expression(
                sql, type, nullable, Optional.empty(), false, columns, aggregate, window, Optional.empty());
    }

    static Expression column(String sql, SqlType type, boolean nullable, ColumnUse use) {
        return new Expression(
                sql, type, nullable, Optional.empty(), false, List.of(use), false, false, Optional.empty());
    }

    static Expression literal(String sql, SqlType type, String text, boolean neverZero) {
        return new Expression(
                sql, type, false, Optional.of(text), neverZero, List.of(), false, false, Optional.empty());
    }

    Expression dividing() {
        return new Expression(sql, type, nullable, literal, true, columns, aggregate, window, unlikeSpark);
    }

    Expression aggregated(boolean inWindow, List<ColumnUse> outside) {
        return new Expression(
                sql,
                type,
                nullable,
                literal,
                neverZero,
                outside,
                !inWindow || aggregate,
                inWindow || window,
                unlikeSpark);
    }

    /** Returns the same, which may only be a condition if a reason is given. */
    Expression unlikeSpark(Optional<RefusedException> why) {
        return new Expression(sql, type, nullable, literal, neverZero, columns, aggregate, window, why);
    }

    /** Returns the same with the columns taken for granted: it is what the query groups by. */
    Expression grouped() {
        return new Expression(sql, type, nullable, literal, neverZero, List.of(), aggregate, window, unlikeSpark);
    }

    boolean isWrong() {
        return type.equals(SqlType.UNKNOWN);
    }

    /** Returns the SQL of this as another type. */
    String as(SqlType other) {
        if (type.equals(other) || isWrong() || other.column().isEmpty()) {
            return sql;
        }
        return "cast(%s as %s)".formatted(sql, other.duckdb());
    }
}
