package lakeward.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;

/**
 * One change, copied out of its columns so that a test can look at it.
 *
 * @param values by column: null, {@link #UNCHANGED}, or Boolean, Long, Float, Double, BigDecimal, String (of binary, its
 *     hexadecimal digits), LocalDate, Instant or LocalDateTime
 * @param exact the JSON of what the columns cannot hold, or an empty text
 */
public record SeenChange(
        CapturedTable table,
        Operation operation,
        long transaction,
        Position position,
        long sequence,
        Map<String, Object> values,
        String exact) {
    /** Stands for a value that the source did not send. */
    public static final Object UNCHANGED = new Object() {
        @Override
        public String toString() {
            return "unchanged";
        }
    };

    /** Copies all changes. */
    public static List<SeenChange> of(Changes changes) {
        List<SeenChange> seen = new ArrayList<>();
        for (int row = 0; row < changes.size(); row++) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int i = 0; i < changes.columns().size(); i++) {
                Column column = changes.table().schema().columns().get(i);
                values.put(column.name(), value(changes.column(i), row));
            }
            seen.add(new SeenChange(
                    changes.table(),
                    changes.operation(row),
                    changes.transactions().word(row),
                    new Position(changes.positions().word(row)),
                    changes.sequences().word(row),
                    values,
                    changes.exact().isNull(row) ? "" : changes.exact().text(row)));
        }
        return seen;
    }

    /** Returns the values of the table's key, in its order. */
    public List<Object> key() {
        return table.schema().key().stream().map(values::get).toList();
    }

    /** Returns a value as an object. */
    static Object value(ColumnVector column, int row) {
        if (column.isUnchanged(row)) {
            return UNCHANGED;
        }
        if (column.isNull(row)) {
            return null;
        }
        return switch (column.type().kind()) {
            case BOOLEAN -> column.word(row) != 0;
            case SHORT, INTEGER, LONG -> column.word(row);
            case FLOAT -> Float.intBitsToFloat((int) column.word(row));
            case DOUBLE -> Double.longBitsToDouble(column.word(row));
            case DECIMAL -> decimal(column, row);
            case STRING -> column.text(row);
            case BINARY ->
                HexFormat.of()
                        .formatHex(Arrays.copyOfRange(
                                column.bytes(), column.start(row), column.start(row) + column.length(row)));
            case DATE -> LocalDate.ofEpochDay(column.word(row));
            case TIMESTAMP -> moment(column.word(row));
            case TIMESTAMP_NTZ -> LocalDateTime.ofInstant(moment(column.word(row)), ZoneOffset.UTC);
        };
    }

    private static Instant moment(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static BigDecimal decimal(ColumnVector column, int row) {
        BigInteger unscaled = BigInteger.valueOf(column.type().isWide() ? column.high(row) : column.word(row));
        if (column.type().isWide()) {
            String low = Long.toUnsignedString(column.low(row));
            unscaled = unscaled.shiftLeft(Long.SIZE).add(new BigInteger(low));
        }
        return new BigDecimal(unscaled, column.type().scale());
    }
}
