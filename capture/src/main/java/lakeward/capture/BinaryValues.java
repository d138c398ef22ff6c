package lakeward.capture;

import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Type;

/**
 * Reads values in PostgreSQL's binary form, as COPY writes it, into columns. Types that are text in the lake come as their
 * text.
 */
final class BinaryValues {
    private static final int NUMERIC_POSITIVE = 0x0000;
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int NUMERIC_GROUP = 4;

    private BinaryValues() {}

    /**
     * Appends the value, or a null if the column's type cannot hold it.
     *
     * @return whether it holds it
     */
    static boolean append(ColumnVector column, byte[] from, int start, int length) {
        Type type = column.type();
        return switch (type.kind()) {
            case STRING, BINARY -> {
                column.appendBytes(from, start, length);
                yield true;
            }
            case SHORT -> word(column, int16(from, start));
            case INTEGER -> word(column, int32(from, start));
            // An oid has four bytes and no sign.
            case LONG -> word(column, length == 4 ? Integer.toUnsignedLong(int32(from, start)) : int64(from, start));
            case BOOLEAN -> word(column, from[start]);
            case FLOAT -> word(column, int32(from, start));
            case DOUBLE -> word(column, int64(from, start));
            case DECIMAL -> decimal(column, type.scale(), from, start);
            case DATE -> date(column, int32(from, start));
            case TIMESTAMP, TIMESTAMP_NTZ -> timestamp(column, int64(from, start));
        };
    }

    /** Returns the text of a value that a column of this type cannot hold. */
    static String text(Type type, byte[] from, int start) {
        return switch (type.kind()) {
            case DECIMAL -> "NaN";
            case DATE -> Calendars.dateText(int32(from, start));
            case TIMESTAMP -> Calendars.timestampText(int64(from, start), "+00");
            case TIMESTAMP_NTZ -> Calendars.timestampText(int64(from, start), "");
            case BOOLEAN, SHORT, INTEGER, LONG, FLOAT, DOUBLE, STRING, BINARY ->
                throw new IllegalStateException("Cannot fail to hold a value of " + type);
        };
    }

    static int int16(byte[] from, int at) {
        return (short) (((from[at] & 0xFF) << 8) | (from[at + 1] & 0xFF));
    }

    static int int32(byte[] from, int at) {
        return int16(from, at) << 16 | (int16(from, at + 2) & 0xFFFF);
    }

    static long int64(byte[] from, int at) {
        return ((long) int32(from, at) << 32) | Integer.toUnsignedLong(int32(from, at + 4));
    }

    private static boolean word(ColumnVector column, long word) {
        column.appendWord(word);
        return true;
    }

    private static boolean date(ColumnVector column, int days) {
        long since1970 = days + Calendars.EPOCH_DAYS;
        if (!Calendars.holdsDay(since1970)) {
            column.appendNull();
            return false;
        }
        return word(column, since1970);
    }

    private static boolean timestamp(ColumnVector column, long micros) {
        boolean finite = micros < Long.MAX_VALUE - Calendars.EPOCH_MICROS && micros != Long.MIN_VALUE;
        if (!finite || !Calendars.holdsMicros(micros + Calendars.EPOCH_MICROS)) {
            column.appendNull();
            return false;
        }
        return word(column, micros + Calendars.EPOCH_MICROS);
    }

    /**
     * A numeric is a count of groups, the weight of the first, a sign, a scale, then the groups: four decimal digits each.
     *
     * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c">numeric_send</a>
     */
    private static boolean decimal(ColumnVector column, int scale, byte[] from, int start) {
        int groups = int16(from, start);
        int weight = int16(from, start + 2);
        int sign = int16(from, start + 4) & 0xFFFF;
        if (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE) {
            column.appendNull();
            return false;
        }
        Decimal value = new Decimal();
        for (int i = 0; i < groups; i++) {
            int group = int16(from, start + 8 + 2 * i);
            int digitsAfter = NUMERIC_GROUP * (weight - i) + scale;
            if (digitsAfter >= 0) {
                value.appendDigits(group, NUMERIC_GROUP);
            } else {
                // The group's last digits lie beyond the scale, so they are zeros.
                value.appendDigits(group / Decimal.powerOfTen(-digitsAfter), NUMERIC_GROUP + digitsAfter);
            }
        }
        value.appendDigits(0, Math.max(0, NUMERIC_GROUP * (weight - groups + 1) + scale));
        value.appendTo(column, sign == NUMERIC_NEGATIVE);
        return true;
    }
}
