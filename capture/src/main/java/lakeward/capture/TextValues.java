package lakeward.capture;

import java.nio.charset.StandardCharsets;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Type;

/** Reads values from PostgreSQL's text into columns, without an object a value. For use by one thread. */
final class TextValues {
    private static final double[] POWERS_OF_TEN = powersOfTen();

    /** Up to here every whole number is a double, and so is every power of ten up to 22: one operation on both rounds right. */
    private static final long EXACT_DOUBLE = 1L << 53;

    private static final int EXACT_POWER = 22;

    private byte[] scratch = new byte[1024];

    /**
     * Appends the value, or a null if the column's type cannot hold it.
     *
     * @return whether it holds it
     */
    boolean append(ColumnVector column, byte[] text, int start, int length) {
        Type type = column.type();
        return switch (type.kind()) {
            case STRING -> {
                column.appendBytes(text, start, length);
                yield true;
            }
            case SHORT, INTEGER, LONG -> {
                column.appendWord(whole(text, start, length));
                yield true;
            }
            case BOOLEAN -> {
                column.appendWord(text[start] == 't' ? 1 : 0);
                yield true;
            }
            case FLOAT -> {
                column.appendWord(Float.floatToRawIntBits(Float.parseFloat(string(text, start, length))));
                yield true;
            }
            case DOUBLE -> {
                column.appendWord(Double.doubleToRawLongBits(real(text, start, length)));
                yield true;
            }
            case DECIMAL -> decimal(column, type.scale(), text, start, length);
            case DATE -> date(column, text, start, length);
            case TIMESTAMP -> timestamp(column, text, start, length, "+00".length());
            case TIMESTAMP_NTZ -> timestamp(column, text, start, length, 0);
            case BINARY -> {
                binary(column, text, start, length);
                yield true;
            }
        };
    }

    private static long whole(byte[] text, int start, int length) {
        int at = start;
        int end = start + length;
        boolean negative = text[at] == '-';
        if (negative) {
            at++;
        }
        // Counts down, because the smallest number has no positive counterpart.
        long value = 0;
        for (; at < end; at++) {
            value = value * 10 - (text[at] - '0');
        }
        return negative ? value : -value;
    }

    private static double real(byte[] text, int start, int length) {
        int at = start;
        int end = start + length;
        boolean negative = text[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int power = 0;
        boolean afterPoint = false;
        for (; at < end && count < EXACT_POWER - 4; at++) {
            byte character = text[at];
            if (character == '.') {
                afterPoint = true;
            } else if (character >= '0' && character <= '9') {
                digits = digits * 10 + (character - '0');
                count += digits == 0 ? 0 : 1;
                power -= afterPoint ? 1 : 0;
            } else {
                break;
            }
        }
        if (at < end - 1 && text[at] == 'e') {
            int first = text[at + 1] == '+' ? at + 2 : at + 1;
            power += (int) whole(text, first, end - first);
            at = end;
        }
        if (at < end || digits > EXACT_DOUBLE || Math.abs(power) > EXACT_POWER) {
            return Double.parseDouble(string(text, start, length));
        }
        double value = power < 0 ? digits / POWERS_OF_TEN[-power] : digits * POWERS_OF_TEN[power];
        return negative ? -value : value;
    }

    private static boolean decimal(ColumnVector column, int scale, byte[] text, int start, int length) {
        int at = start;
        int end = start + length;
        boolean negative = text[at] == '-';
        if (negative) {
            at++;
        }
        if (text[at] < '0' || text[at] > '9') {
            column.appendNull();
            return false;
        }
        Decimal value = new Decimal();
        long chunk = 0;
        int count = 0;
        int afterPoint = -1;
        for (; at < end; at++) {
            if (text[at] == '.') {
                afterPoint = 0;
                continue;
            }
            chunk = chunk * 10 + (text[at] - '0');
            count++;
            afterPoint += afterPoint < 0 ? 0 : 1;
            if (count == Type.LONG_PRECISION) {
                value.appendDigits(chunk, count);
                chunk = 0;
                count = 0;
            }
        }
        value.appendDigits(chunk, count);
        value.appendDigits(0, scale - Math.max(0, afterPoint));
        value.appendTo(column, negative);
        return true;
    }

    private static boolean date(ColumnVector column, byte[] text, int start, int length) {
        if (length != "2026-11-22".length() || !isDate(text, start)) {
            column.appendNull();
            return false;
        }
        column.appendWord(days(text, start));
        return true;
    }

    private static boolean timestamp(ColumnVector column, byte[] text, int start, int lengthWithZone, int zone) {
        int length = lengthWithZone - zone;
        boolean holds = length >= "2026-11-22 10:11:12".length()
                && length <= "2026-11-22 10:11:12.123456".length()
                && isDate(text, start)
                && text[start + 10] == ' '
                && text[start + lengthWithZone - 1] != 'C';
        if (!holds) {
            column.appendNull();
            return false;
        }
        long seconds = days(text, start) * Calendars.SECONDS_PER_DAY
                + two(text, start + 11) * 3600L
                + two(text, start + 14) * 60L
                + two(text, start + 17);
        long micros = 0;
        int unit = 100_000;
        for (int at = start + 20; at < start + length; at++) {
            micros += (long) unit * (text[at] - '0');
            unit /= 10;
        }
        column.appendWord(seconds * Calendars.MICROS_PER_SECOND + micros);
        return true;
    }

    private static boolean isDate(byte[] text, int start) {
        return text[start + 4] == '-' && text[start + 7] == '-' && text[start] <= '9';
    }

    private static long days(byte[] text, int start) {
        int year = two(text, start) * 100 + two(text, start + 2);
        return Calendars.daysOf(year, two(text, start + 5), two(text, start + 8));
    }

    private static int two(byte[] text, int at) {
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }

    private void binary(ColumnVector column, byte[] text, int start, int length) {
        int bytes = (length - 2) / 2;
        if (bytes > scratch.length) {
            scratch = new byte[Math.max(bytes, 2 * scratch.length)];
        }
        for (int i = 0, at = start + 2; i < bytes; i++, at += 2) {
            scratch[i] = (byte) (hex(text[at]) << 4 | hex(text[at + 1]));
        }
        column.appendBytes(scratch, 0, bytes);
    }

    private static int hex(byte digit) {
        return digit <= '9' ? digit - '0' : digit - 'a' + 10;
    }

    private static String string(byte[] text, int start, int length) {
        return new String(text, start, length, StandardCharsets.ISO_8859_1);
    }

    private static double[] powersOfTen() {
        double[] powers = new double[EXACT_POWER + 1];
        for (int i = 0; i <= EXACT_POWER; i++) {
            powers[i] = Double.parseDouble("1e" + i);
        }
        return powers;
    }
}
