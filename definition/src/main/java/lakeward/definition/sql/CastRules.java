package lakeward.definition.sql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Type;

/** Which type becomes which by cast, the same on every engine. */
final class CastRules {
    /** The types that an author may name. */
    static final String NAMES = "boolean, smallint, int, bigint, float, double, decimal(p,s), string, binary, date, "
            + "timestamp and timestamp_ntz";

    private static final Map<String, SqlType> BY_NAME = Map.ofEntries(
            Map.entry("BOOLEAN", SqlType.BOOLEAN),
            Map.entry("SMALLINT", SqlType.SHORT),
            Map.entry("INTEGER", SqlType.INTEGER),
            Map.entry("INT", SqlType.INTEGER),
            Map.entry("BIGINT", SqlType.LONG),
            Map.entry("FLOAT", SqlType.FLOAT),
            Map.entry("REAL", SqlType.FLOAT),
            Map.entry("DOUBLE", SqlType.DOUBLE),
            Map.entry("VARCHAR", SqlType.STRING),
            Map.entry("STRING", SqlType.STRING),
            Map.entry("BLOB", SqlType.BINARY),
            Map.entry("BINARY", SqlType.BINARY),
            Map.entry("DATE", SqlType.DATE),
            Map.entry("TIMESTAMP", SqlType.TIMESTAMP),
            Map.entry("TIMESTAMP_NTZ", SqlType.TIMESTAMP_NTZ));

    private CastRules() {}

    /** Reads a type as a statement names it. */
    static SqlType type(Tree tree) {
        String name = Relation.key(tree.text("type_name")).toUpperCase(Locale.ROOT);
        List<Tree> parameters = tree.children("children");
        if (name.equals("DECIMAL") || name.equals("NUMERIC")) {
            return decimal(tree, parameters);
        }
        SqlType type = BY_NAME.get(name);
        if (type == null || !parameters.isEmpty()) {
            throw new RefusedException(
                    tree,
                    "Cannot cast to %s: there is no such type on every engine. Use %s."
                            .formatted(Relation.key(name) + (parameters.isEmpty() ? "" : "(…)"), NAMES));
        }
        return type;
    }

    private static SqlType decimal(Tree tree, List<Tree> parameters) {
        if (parameters.size() != 2) {
            throw new RefusedException(
                    tree,
                    "Cannot cast to a decimal without digits: engines choose different ones. Write decimal(p,s), for "
                            + "example decimal(12,2).");
        }
        try {
            return SqlType.decimal(parameter(parameters.get(0)), parameter(parameters.get(1)));
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException(tree, wrong.getMessage() + " Change it.");
        }
    }

    private static int parameter(Tree tree) {
        return Integer.parseInt(
                tree.child("literal").map(literal -> literal.text("text")).orElse("0"));
    }

    /** Returns the expression as another type. */
    static Expression cast(Expression from, SqlType to, boolean lenient, Tree tree) {
        if (from.isWrong()) {
            return Expression.WRONG;
        }
        refusal(from.type(), to).ifPresent(why -> {
            throw new RefusedException(tree, "Cannot cast %s to %s: %s".formatted(from.type(), to, why));
        });
        boolean cutsOff =
                to.isWhole() && (from.type().isDecimal() || from.type().isFloating());
        String source = cutsOff ? "trunc(" + from.sql() + ")" : from.sql();
        String sql = "%s(%s as %s)".formatted(lenient ? "try_cast" : "cast", source, to.duckdb());
        Expression cast = Expression.of(sql, to, from.nullable() || lenient, from);
        boolean keepsZero = !cutsOff && !lenient && to.isNumber() && !to.isDecimal();
        return from.neverZero() && keepsZero ? cast.dividing() : cast;
    }

    private static Optional<String> refusal(SqlType from, SqlType to) {
        if (from.equals(to) || from.isOpen()) {
            return Optional.empty();
        }
        boolean writable = from.isWhole() || from.isDecimal() || from.is(Type.Kind.BOOLEAN) || from.is(Type.Kind.DATE);
        boolean fine = false;
        if (from.isNumber() && to.isNumber()) {
            fine = !from.isFloating() || !(to.isDecimal() || to.is(Type.Kind.FLOAT));
        } else if (to.is(Type.Kind.STRING)) {
            fine = writable;
        } else if (to.isWhole()) {
            fine = from.is(Type.Kind.BOOLEAN);
        } else if (to.isTimestamp()) {
            fine = from.is(Type.Kind.DATE) || from.isTimestamp();
        } else if (to.is(Type.Kind.DATE)) {
            fine = from.isTimestamp();
        }
        return fine ? Optional.empty() : Optional.of(why(from, to));
    }

    private static String why(SqlType from, SqlType to) {
        if (from.is(Type.Kind.STRING)) {
            return "engines read text differently. Store it typed in the database.";
        }
        if (from.isFloating() && to.isDecimal()) {
            return "engines round differently. Compute with decimals from the start, or keep the %s.".formatted(from);
        }
        if (to.is(Type.Kind.FLOAT)) {
            return "past a float's range Spark gives infinity and DuckDB an error. Keep the %s.".formatted(from);
        }
        if (to.is(Type.Kind.STRING)) {
            return "engines write it differently. Keep the %s.".formatted(from);
        }
        if (to.is(Type.Kind.BOOLEAN)) {
            return "engines differ. Compare instead, for example x <> 0.";
        }
        return from.isTimestamp() && to.isNumber()
                ? "engines count differently. Use unix_seconds(), unix_millis() or unix_micros()."
                : "no cast between them is on the list. Keep the %s.".formatted(from);
    }
}
