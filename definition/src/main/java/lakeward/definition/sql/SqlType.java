package lakeward.definition.sql;

import java.util.Optional;
import lakeward.core.platform.Type;

/**
 * The type of an expression: one that a column may have, or one that only passes by.
 *
 * @param column empty for the latter
 */
record SqlType(Optional<Type> column, String name) {
    static final SqlType BOOLEAN = of(Type.BOOLEAN);
    static final SqlType SHORT = of(Type.SHORT);
    static final SqlType INTEGER = of(Type.INTEGER);
    static final SqlType LONG = of(Type.LONG);
    static final SqlType FLOAT = of(Type.FLOAT);
    static final SqlType DOUBLE = of(Type.DOUBLE);
    static final SqlType STRING = of(Type.STRING);
    static final SqlType BINARY = of(Type.BINARY);
    static final SqlType DATE = of(Type.DATE);
    static final SqlType TIMESTAMP = of(Type.TIMESTAMP);
    static final SqlType TIMESTAMP_NTZ = of(Type.TIMESTAMP_NTZ);

    /** Of {@code null} itself. */
    static final SqlType NULL = new SqlType(Optional.empty(), "null");
    /** Days, weeks, months or years. */
    static final SqlType CALENDAR_INTERVAL = new SqlType(Optional.empty(), "interval of days or longer");
    /** Hours, minutes or seconds. */
    static final SqlType TIME_INTERVAL = new SqlType(Optional.empty(), "interval of hours or shorter");
    /** Of what is wrong and was reported: it fits everywhere. */
    static final SqlType UNKNOWN = new SqlType(Optional.empty(), "unknown");

    static SqlType of(Type type) {
        return new SqlType(Optional.of(type), type.toString());
    }

    static SqlType decimal(int precision, int scale) {
        return of(Type.decimal(precision, scale));
    }

    boolean is(Type.Kind kind) {
        return column.isPresent() && column.get().kind() == kind;
    }

    /** Whether it is {@code null} or wrong anyway, so that nothing can be said against it. */
    boolean isOpen() {
        return equals(NULL) || equals(UNKNOWN);
    }

    boolean isDecimal() {
        return is(Type.Kind.DECIMAL);
    }

    boolean isWhole() {
        return is(Type.Kind.SHORT) || is(Type.Kind.INTEGER) || is(Type.Kind.LONG);
    }

    boolean isFloating() {
        return is(Type.Kind.FLOAT) || is(Type.Kind.DOUBLE);
    }

    boolean isNumber() {
        return isWhole() || isDecimal() || isFloating();
    }

    boolean isTimestamp() {
        return is(Type.Kind.TIMESTAMP) || is(Type.Kind.TIMESTAMP_NTZ);
    }

    int precision() {
        return column.map(Type::precision).orElse(0);
    }

    int scale() {
        return column.map(Type::scale).orElse(0);
    }

    /** Returns the decimal that holds every value of a whole type, as Spark has it. */
    SqlType asDecimal() {
        if (is(Type.Kind.SHORT)) {
            return decimal(5, 0);
        }
        return is(Type.Kind.INTEGER) ? decimal(10, 0) : is(Type.Kind.LONG) ? decimal(20, 0) : this;
    }

    /** Returns the name in DuckDB's SQL. */
    String duckdb() {
        return column.map(Type::duckdb).orElse("varchar");
    }

    @Override
    public String toString() {
        return name;
    }
}
