package lakeward.definition.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lakeward.core.platform.Type;

/** Lengths of time in SQL, and what they do to dates and timestamps. */
final class Intervals {
    private static final Map<String, SqlType> UNITS = Map.of(
            "to_days", SqlType.CALENDAR_INTERVAL,
            "to_weeks", SqlType.CALENDAR_INTERVAL,
            "to_months", SqlType.CALENDAR_INTERVAL,
            "to_years", SqlType.CALENDAR_INTERVAL,
            "to_hours", SqlType.TIME_INTERVAL,
            "to_minutes", SqlType.TIME_INTERVAL,
            "to_seconds", SqlType.TIME_INTERVAL);
    private static final Map<String, String> PARTS = Map.of(
            "year", "year",
            "quarter", "quarter",
            "month", "month",
            "week", "week",
            "day", "day",
            "doy", "doy",
            "hour", "hour",
            "minute", "minute");

    private Intervals() {}

    static boolean is(SqlType type) {
        return type.equals(SqlType.CALENDAR_INTERVAL) || type.equals(SqlType.TIME_INTERVAL);
    }

    /** Reads {@code interval 1 month}, which the parser turns into a function of a cast; empty if it is something else. */
    static Optional<Expression> read(Tree tree, String name) {
        if (!UNITS.containsKey(name)) {
            return Optional.empty();
        }
        List<Tree> arguments = tree.children("arguments");
        Tree value = arguments.isEmpty() ? tree : arguments.get(0).only("expression");
        if (!value.type().equals("OPERATOR_CAST")) {
            throw new RefusedException(tree, Checks.notListed(name + "()") + " Write interval 1 month.");
        }
        tree.pass("distinct", "order_bys");
        while (!value.type().equals("VALUE_CONSTANT")) {
            Optional<Tree> inner = value.child("child").or(functionArgument(value));
            if (inner.isEmpty()) {
                throw new RefusedException(
                        tree, "Cannot use this interval: its number must be written out. Write interval 1 month.");
            }
            value = inner.get();
        }
        String number =
                value.child("literal").map(literal -> literal.text("text")).orElse("");
        if (!number.matches("-?\\d{1,6}")) {
            throw new RefusedException(
                    tree,
                    "Cannot use an interval of '%s': write a whole number, for example interval 1 month."
                            .formatted(number));
        }
        return Optional.of(Expression.of("%s(%s)".formatted(name, number), UNITS.get(name), false));
    }

    private static Supplier<Optional<Tree>> functionArgument(Tree tree) {
        return () -> tree.children("arguments").stream().findFirst().map(argument -> argument.only("expression"));
    }

    /** Checks a date or timestamp plus or minus an interval. */
    static Expression moved(String sign, Tree tree, Expression from, Expression by) {
        boolean date = from.type().is(Type.Kind.DATE);
        boolean adds = sign.equals("+") || sign.equals("-");
        if (!adds || !is(by.type()) || !(date || from.type().isTimestamp())) {
            String instead = date || from.type().isTimestamp()
                    ? by.type().is(Type.Kind.DATE)
                            ? "Use datediff(end, start)."
                            : by.type().isTimestamp()
                                    ? "Use unix_seconds(end) - unix_seconds(start)."
                                    : "Write interval 1 day, or date_add(d, days)."
                    : "Write date + interval 1 day.";
            throw new RefusedException(
                    tree,
                    "Cannot compute %s %s %s: its type differs between engines. %s"
                            .formatted(from.type(), sign, by.type(), instead));
        }
        if (date && by.type().equals(SqlType.TIME_INTERVAL)) {
            throw new RefusedException(
                    tree, "Cannot add hours to a date: engines give it different types. Cast it to timestamp first.");
        }
        String sql = "(%s %s %s)".formatted(from.sql(), sign, by.sql());
        return Expression.of(date ? "cast(%s as date)".formatted(sql) : sql, from.type(), from.nullable(), from, by);
    }

    /** Checks {@code extract(unit from t)}. */
    static Expression extract(Tree tree, List<Tree> trees, List<Expression> arguments) {
        String unit = Relation.key(arguments.get(0).literal().orElse(""));
        Expression of = arguments.get(1);
        if (!PARTS.containsKey(unit)) {
            throw new RefusedException(
                    trees.get(0),
                    "Cannot extract %s: engines count it differently. Extract year, quarter, month, week, day, hour or "
                                    .formatted(unit.isEmpty() ? "this" : unit)
                            + "minute; for the day of the week use dayofweek().");
        }
        boolean hours = unit.equals("hour") || unit.equals("minute");
        boolean fits = of.type().isTimestamp() || (of.type().is(Type.Kind.DATE) && !hours);
        if (!fits && !of.isWrong()) {
            throw new RefusedException(
                    tree, "Cannot extract %s from %s: it has none. Use a timestamp.".formatted(unit, of.type()));
        }
        return Expression.of(
                "cast(date_part('%s', %s) as integer)".formatted(unit, of.sql()), SqlType.INTEGER, of.nullable(), of);
    }
}
