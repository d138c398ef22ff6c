package lakeward.capture.dms;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Type;

/**
 * Reads values from the text that DMS writes into columns. What does not fit the column's type is either a value that
 * PostgreSQL has and the type lacks, such as {@code infinity}, or refused: nothing is rounded.
 */
final class DmsValues {
    private static final Pattern REAL =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?|NaN|[+-]?Infinity");
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d{1,9}))?" + "(Z|[+-]\\d{2}(?::?\\d{2})?)?");

    /** What PostgreSQL's dates and times have beside those of years 1 to 9999. */
    private static final Pattern BEYOND = Pattern.compile("-?infinity|\\d{5,7}-.*|.* BC");

    private static final Pattern NOT_FINITE = Pattern.compile("NaN|-?Infinity");
    private static final long MICROS = 1_000_000;

    private DmsValues() {}

    /**
     * Appends the value, or a null if it is one that the column's type cannot hold.
     *
     * @return whether it holds it
     * @throws UnreadableException if it is no value of the type; nothing was appended
     */
    static boolean append(ColumnVector column, byte[] bytes, int start, int length) {
        Type type = column.type();
        if (type.kind() == Type.Kind.STRING) {
            column.appendBytes(bytes, start, length);
            return true;
        }
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        switch (type.kind()) {
            case BOOLEAN -> column.appendWord(bool(text) ? 1 : 0);
            case SHORT -> column.appendWord(whole(text, Short.MIN_VALUE, Short.MAX_VALUE, type));
            case INTEGER -> column.appendWord(whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE, type));
            case LONG -> column.appendWord(whole(text, Long.MIN_VALUE, Long.MAX_VALUE, type));
            case FLOAT -> column.appendWord(Float.floatToRawIntBits(Float.parseFloat(real(text, type))));
            case DOUBLE -> column.appendWord(Double.doubleToRawLongBits(Double.parseDouble(real(text, type))));
            case BINARY -> binary(column, text);
            case DECIMAL -> {
                return NOT_FINITE.matcher(text).matches() ? isBeyond(column) : decimal(column, text);
            }
            case DATE -> {
                return BEYOND.matcher(text).matches() ? isBeyond(column) : date(column, text);
            }
            case TIMESTAMP, TIMESTAMP_NTZ -> {
                if (BEYOND.matcher(text).matches()) {
                    return isBeyond(column);
                }
                column.appendWord(micros(text, type));
            }
            case STRING -> throw new IllegalStateException();
        }
        return true;
    }

    private static boolean isBeyond(ColumnVector column) {
        column.appendNull();
        return false;
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw no(text, Type.BOOLEAN);
        };
    }

    private static long whole(String text, long least, long most, Type type) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw no(text, type);
        }
        throw no(text, type);
    }

    private static String real(String text, Type type) {
        if (!REAL.matcher(text).matches()) {
            throw no(text, type);
        }
        return text;
    }

    private static boolean decimal(ColumnVector column, String text) {
        Type type = column.type();
        try {
            BigInteger unscaled = new BigDecimal(text).setScale(type.scale()).unscaledValue();
            if (unscaled.abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
                throw no(text, type);
            }
            if (type.isWide()) {
                column.appendWide(unscaled.shiftRight(Long.SIZE).longValueExact(), unscaled.longValue());
            } else {
                column.appendWord(unscaled.longValueExact());
            }
            return true;
        } catch (ArithmeticException | NumberFormatException e) {
            throw no(text, type);
        }
    }

    private static boolean date(ColumnVector column, String text) {
        try {
            column.appendWord(LocalDate.parse(text).toEpochDay());
            return true;
        } catch (DateTimeException e) {
            throw no(text, column.type());
        }
    }

    /**
     * Returns a time as microseconds since 1970-01-01. One without a zone is taken to be of UTC.
     *
     * @throws UnreadableException if it is no time, or has digits that microseconds have no room for
     */
    static long micros(String text, Type type) {
        Matcher time = TIME.matcher(text);
        boolean hasZone = time.matches() && time.group(4) != null;
        if (!time.matches() || (hasZone && type.kind() == Type.Kind.TIMESTAMP_NTZ)) {
            throw no(text, type);
        }
        try {
            ZoneOffset zone = hasZone ? ZoneOffset.of(time.group(4)) : ZoneOffset.UTC;
            long seconds =
                    LocalDateTime.parse(time.group(1) + "T" + time.group(2)).toEpochSecond(zone);
            String fraction = time.group(3) == null ? "" : time.group(3);
            String nanos = (fraction + "000000000").substring(0, 9);
            if (!nanos.endsWith("000")) {
                throw no(text, type);
            }
            return seconds * MICROS + Long.parseLong(nanos.substring(0, 6));
        } catch (DateTimeException e) {
            throw no(text, type);
        }
    }

    private static void binary(ColumnVector column, String text) {
        String digits = text.startsWith("\\x") || text.startsWith("0x") ? text.substring(2) : text;
        byte[] value = new byte[digits.length() / 2];
        for (int i = 0; i < value.length; i++) {
            int high = Character.digit(digits.charAt(2 * i), 16);
            int low = Character.digit(digits.charAt(2 * i + 1), 16);
            if (high < 0 || low < 0) {
                throw no(text, Type.BINARY);
            }
            value[i] = (byte) (high << 4 | low);
        }
        if (digits.length() % 2 != 0) {
            throw no(text, Type.BINARY);
        }
        column.appendBytes(value, 0, value.length);
    }

    private static UnreadableException no(String text, Type type) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new UnreadableException("'%s', which is no %s".formatted(shown, type));
    }
}
