package lakeward.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import lakeward.core.platform.ColumnVector;

/** Values of columns as objects and as text, so that implementations can be compared. */
public final class Values {
    /** Stands for a value that the source left out because it did not change. */
    public static final Object UNCHANGED = new Object();

    private Values() {}

    /** Appends a value in the Java type that is nearest to the column's: moments are {@link Instant}, bytes {@code byte[]}. */
    static void append(ColumnVector vector, Object value) {
        if (value == null) {
            vector.appendNull();
        } else if (value == UNCHANGED) {
            vector.appendUnchanged();
        } else {
            appendPresent(vector, value);
        }
    }

    private static void appendPresent(ColumnVector vector, Object value) {
        switch (vector.type().kind()) {
            case BOOLEAN -> vector.appendWord((Boolean) value ? 1 : 0);
            case SHORT, INTEGER, LONG -> vector.appendWord(((Number) value).longValue());
            case FLOAT -> vector.appendWord(Float.floatToRawIntBits((Float) value));
            case DOUBLE -> vector.appendWord(Double.doubleToRawLongBits((Double) value));
            case DATE -> vector.appendWord(((LocalDate) value).toEpochDay());
            case TIMESTAMP -> vector.appendWord(micros((Instant) value));
            case TIMESTAMP_NTZ -> vector.appendWord(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
            case STRING -> vector.appendText((String) value);
            case BINARY -> vector.appendBytes((byte[]) value, 0, ((byte[]) value).length);
            case DECIMAL -> {
                BigInteger unscaled =
                        ((BigDecimal) value).setScale(vector.type().scale()).unscaledValue();
                if (vector.type().isWide()) {
                    vector.appendWide(unscaled.shiftRight(64).longValue(), unscaled.longValue());
                } else {
                    vector.appendWord(unscaled.longValueExact());
                }
            }
        }
    }

    /**
     * Returns a value as text, or null: moments and clock times in microseconds since 1970, bytes in hexadecimal, numbers
     * as Java writes them without exponent.
     */
    static String text(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector.type().kind()) {
            case BOOLEAN -> Boolean.toString(vector.word(row) != 0);
            case SHORT, INTEGER, LONG, TIMESTAMP, TIMESTAMP_NTZ -> Long.toString(vector.word(row));
            case FLOAT -> Float.toString(Float.intBitsToFloat((int) vector.word(row)));
            case DOUBLE -> Double.toString(Double.longBitsToDouble(vector.word(row)));
            case DATE -> LocalDate.ofEpochDay(vector.word(row)).toString();
            case STRING -> vector.text(row);
            case BINARY ->
                HexFormat.of().formatHex(vector.bytes(), vector.start(row), vector.start(row) + vector.length(row));
            case DECIMAL -> new BigDecimal(unscaled(vector, row), vector.type().scale()).toPlainString();
        };
    }

    private static BigInteger unscaled(ColumnVector vector, int row) {
        if (!vector.type().isWide()) {
            return BigInteger.valueOf(vector.word(row));
        }
        return new BigInteger(ByteBuffer.allocate(16)
                .putLong(vector.high(row))
                .putLong(vector.low(row))
                .array());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
