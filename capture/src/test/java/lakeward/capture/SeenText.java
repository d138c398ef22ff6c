package lakeward.capture;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.contract.SeenChange;

/** Writes a value as PostgreSQL does, by other means than the code under test reads it. */
final class SeenText {
    private SeenText() {}

    /** Returns the text of a column of a change, or null. */
    static String of(SeenChange change, String column) {
        String declared = change.table().schema().column(column).orElseThrow().declared();
        return of(change.values().get(column), change.exact(), column, declared);
    }

    /** Returns the text of a column's value, or null. */
    static String of(Object value, String exact, String column, String declared) {
        if (value == null) {
            return exact(exact, column);
        }
        if (value instanceof Boolean truth) {
            return truth ? "t" : "f";
        }
        if (value instanceof Double || value instanceof Float) {
            return value.toString();
        }
        if (value instanceof java.math.BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return date.toString();
        }
        if (value instanceof Instant instant) {
            return timestamp(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "+00";
        }
        if (value instanceof LocalDateTime time) {
            return timestamp(time);
        }
        return declared.equals("bytea") ? "\\x" + value : value.toString();
    }

    private static String timestamp(LocalDateTime time) {
        String seconds = "%04d-%02d-%02d %02d:%02d:%02d"
                .formatted(
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        String fraction = ".%06d".formatted(time.getNano() / 1000).replaceFirst("\\.?0+$", "");
        return seconds + fraction;
    }

    /** Returns PostgreSQL's text, of a floating-point number Java's way of writing the same one. */
    static String comparable(String type, String text) {
        boolean isFloat = type.equals("real") || type.equals("double precision");
        if (text == null || !isFloat) {
            return text;
        }
        return type.equals("real") ? Float.toString(Float.parseFloat(text)) : Double.toString(Double.parseDouble(text));
    }

    private static String exact(String json, String column) {
        Matcher matcher = Pattern.compile("\"" + column + "\":\"([^\"]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : null;
    }
}
