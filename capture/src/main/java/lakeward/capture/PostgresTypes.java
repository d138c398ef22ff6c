package lakeward.capture;

import lakeward.core.platform.Type;

/**
 * The one table of PostgreSQL's types. What is not in it (enums, arrays, ranges, composites, domains, extension types and
 * the rest) is text as PostgreSQL writes it.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat">pg_type.dat, the numbers</a>
 */
final class PostgresTypes {
    static final int BOOL = 16;
    static final int BYTEA = 17;
    static final int NAME = 19;
    static final int INT8 = 20;
    static final int INT2 = 21;
    static final int INT4 = 23;
    static final int TEXT = 25;
    static final int OID = 26;
    static final int JSON = 114;
    static final int FLOAT4 = 700;
    static final int FLOAT8 = 701;
    static final int BPCHAR = 1042;
    static final int VARCHAR = 1043;
    static final int DATE = 1082;
    static final int TIMESTAMP = 1114;
    static final int TIMESTAMPTZ = 1184;
    static final int NUMERIC = 1700;

    private static final int TYPMOD_OFFSET = 4;

    private PostgresTypes() {}

    /** Returns what a column of this type is in the lake. */
    static Type of(int oid, int typmod) {
        return switch (oid) {
            case BOOL -> Type.BOOLEAN;
            case INT2 -> Type.SHORT;
            case INT4 -> Type.INTEGER;
            case INT8, OID -> Type.LONG;
            case FLOAT4 -> Type.FLOAT;
            case FLOAT8 -> Type.DOUBLE;
            case NUMERIC -> numeric(typmod);
            case BYTEA -> Type.BINARY;
            case DATE -> Type.DATE;
            case TIMESTAMP -> Type.TIMESTAMP_NTZ;
            case TIMESTAMPTZ -> Type.TIMESTAMP;
            default -> Type.STRING;
        };
    }

    /** Whether the binary form of this type's values is their text. */
    static boolean isTextInBinary(int oid) {
        return oid == TEXT || oid == VARCHAR || oid == BPCHAR || oid == NAME || oid == JSON;
    }

    /** A numeric without limits, with more digits than a decimal, or with a scale beyond its digits, is exact only as text. */
    private static Type numeric(int typmod) {
        if (typmod < TYPMOD_OFFSET) {
            return Type.STRING;
        }
        int precision = ((typmod - TYPMOD_OFFSET) >> 16) & 0xFFFF;
        // Since version 15 a scale has 11 bits and may be negative; before, it was never larger than 1000.
        int scale = ((typmod - TYPMOD_OFFSET & 0x7FF) ^ 1024) - 1024;
        boolean fits = precision <= Type.MAX_PRECISION && scale >= 0 && scale <= precision;
        return fits ? Type.decimal(precision, scale) : Type.STRING;
    }
}
