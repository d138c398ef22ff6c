package lakeward.core.platform;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column in the lake.
 *
 * @param kind what it holds
 * @param precision decimal digits in all, 1 to 38; 0 for any other kind
 * @param scale decimal digits after the point, 0 to precision; 0 for any other kind
 */
public record Type(Kind kind, int precision, int scale) {
    /** What a value is, with the name that each system gives it. */
    public enum Kind {
        BOOLEAN("boolean", "boolean", "boolean", "boolean", "BOOLEAN"),
        SHORT("smallint", "short", "smallint", "smallint", "NUMBER(10,0)"),
        INTEGER("int", "integer", "integer", "int", "NUMBER(10,0)"),
        LONG("bigint", "long", "bigint", "bigint", "NUMBER(19,0)"),
        FLOAT("float", "float", "float", "float", "FLOAT"),
        DOUBLE("double", "double", "double", "double", "FLOAT"),
        /** Exact, up to 38 digits. */
        DECIMAL("decimal", "decimal", "decimal", "decimal", "NUMBER"),
        /** Unicode text. */
        STRING("string", "string", "varchar", "string", "VARCHAR"),
        BINARY("binary", "binary", "blob", "binary", "BINARY"),
        /** A day of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31. */
        DATE("date", "date", "date", "date", "DATE"),
        /** A moment in microseconds, from year 1 to 9999 in UTC. */
        TIMESTAMP("timestamp", "timestamp", "timestamp with time zone", "timestamp", "TIMESTAMP_LTZ(6)"),
        /** What a wall clock shows, in microseconds, from year 1 to 9999; no moment without a zone. */
        TIMESTAMP_NTZ("timestamp_ntz", "timestamp_ntz", "timestamp", "timestamp", "TIMESTAMP_NTZ(6)");

        private final String sql;
        private final String delta;
        private final String duckdb;
        private final String glue;
        private final String snowflake;

        Kind(String sql, String delta, String duckdb, String glue, String snowflake) {
            this.sql = sql;
            this.delta = delta;
            this.duckdb = duckdb;
            this.glue = glue;
            this.snowflake = snowflake;
        }
    }

    public static final Type BOOLEAN = new Type(Kind.BOOLEAN, 0, 0);
    public static final Type SHORT = new Type(Kind.SHORT, 0, 0);
    public static final Type INTEGER = new Type(Kind.INTEGER, 0, 0);
    public static final Type LONG = new Type(Kind.LONG, 0, 0);
    public static final Type FLOAT = new Type(Kind.FLOAT, 0, 0);
    public static final Type DOUBLE = new Type(Kind.DOUBLE, 0, 0);
    public static final Type STRING = new Type(Kind.STRING, 0, 0);
    public static final Type BINARY = new Type(Kind.BINARY, 0, 0);
    public static final Type DATE = new Type(Kind.DATE, 0, 0);
    public static final Type TIMESTAMP = new Type(Kind.TIMESTAMP, 0, 0);
    public static final Type TIMESTAMP_NTZ = new Type(Kind.TIMESTAMP_NTZ, 0, 0);

    /** The most digits a decimal has, in Delta and in every engine that reads it. */
    public static final int MAX_PRECISION = 38;

    /** The most digits of a decimal whose unscaled value always fits in a {@code long}. */
    public static final int LONG_PRECISION = 18;

    private static final Pattern DECIMAL_NAME = Pattern.compile("decimal\\((\\d+),\\s*(\\d+)\\)");

    public Type {
        boolean fits = kind == Kind.DECIMAL
                ? precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision
                : precision == 0 && scale == 0;
        if (!fits) {
            throw new IllegalArgumentException(
                    "Cannot make %s(%d,%d): a decimal has 1 to 38 digits, 0 to all of them after the point."
                            .formatted(kind.sql, precision, scale));
        }
    }

    public static Type decimal(int precision, int scale) {
        return new Type(Kind.DECIMAL, precision, scale);
    }

    /**
     * Reads a type as authors and {@link #toString} write it, for example {@code bigint} or {@code decimal(12,2)}.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public static Type parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        Matcher decimal = DECIMAL_NAME.matcher(name);
        if (decimal.matches()) {
            return decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.DECIMAL && kind.sql.equals(name)) {
                return new Type(kind, 0, 0);
            }
        }
        throw new IllegalArgumentException("Cannot read type '%s': there is no such type. ".formatted(text)
                + "Use boolean, smallint, int, bigint, float, double, decimal(p,s), string, binary, date, timestamp "
                + "or timestamp_ntz.");
    }

    /** Returns the name in a Delta table's schema, for example {@code decimal(12,2)} or {@code long}. */
    public String delta() {
        return named(kind.delta);
    }

    /** Returns the name in DuckDB's SQL, for example {@code decimal(12,2)} or {@code bigint}. */
    public String duckdb() {
        return named(kind.duckdb);
    }

    /** Returns the name in the Glue Data Catalog, which Athena reads, for example {@code bigint}. */
    public String glue() {
        return named(kind.glue);
    }

    /**
     * Returns the name in Snowflake for a column of an Iceberg table, for example {@code NUMBER(19,0)}. Its smallest whole
     * number has 10 digits, because Iceberg has no smaller one.
     *
     * @see <a href="https://docs.snowflake.com/en/user-guide/tables-iceberg-data-types">Iceberg data types</a>
     */
    public String snowflake() {
        return named(kind.snowflake);
    }

    /** Returns the name in Databricks' SQL, which is ours. */
    public String databricks() {
        return named(kind.sql);
    }

    /** Whether values are held as bytes of any length, rather than in words of 64 bits. */
    public boolean isVariableLength() {
        return kind == Kind.STRING || kind == Kind.BINARY;
    }

    /** Whether a value needs two words of 64 bits. */
    public boolean isWide() {
        return kind == Kind.DECIMAL && precision > LONG_PRECISION;
    }

    /** Returns the name in our SQL, which is Spark's: for example {@code decimal(12,2)} or {@code bigint}. */
    @Override
    public String toString() {
        return named(kind.sql);
    }

    private String named(String name) {
        return kind == Kind.DECIMAL ? "%s(%d,%d)".formatted(name, precision, scale) : name;
    }
}
