package lakeward.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.platform.Type;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/**
 * A data file's statistics in Delta's form, made of those that DuckDB's COPY returns.
 *
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics">Per-file statistics</a>
 */
final class Statistics {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How many columns have a least and a greatest value, by Delta's custom. */
    private static final int COLUMNS = 32;
    /** How many characters of text are kept, by Delta's custom. */
    private static final int TEXT_LENGTH = 32;
    /** Sorts after every other character. */
    private static final String LAST_CHARACTER = new String(Character.toChars(Character.MAX_CODE_POINT));

    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

    private Statistics() {}

    /** @param columns from a column's quoted physical name to its figures */
    static String json(DeltaSchema schema, long rows, Map<?, ?> columns) {
        ObjectNode stats = JSON.createObjectNode().put("numRecords", rows);
        ObjectNode least = JSON.createObjectNode();
        ObjectNode greatest = JSON.createObjectNode();
        ObjectNode nulls = JSON.createObjectNode();
        int count = 0;
        for (DeltaSchema.Field field : schema.fields()) {
            Map<?, ?> figures = (Map<?, ?>) columns.get(lakeward.duckdb.Sql.name(field.physicalName()));
            if (figures == null || ++count > COLUMNS) {
                continue;
            }
            String min = text(figures, "min");
            String max = text(figures, "max");
            if (min != null && max != null && !"true".equals(text(figures, "has_nan"))) {
                bound(least, field, min, false);
                bound(greatest, field, max, true);
            }
            String nullCount = text(figures, "null_count");
            if (nullCount != null) {
                nulls.put(field.physicalName(), Long.parseLong(nullCount));
            }
        }
        stats.set("minValues", least);
        stats.set("maxValues", greatest);
        stats.set("nullCount", nulls);
        return stats.put("tightBounds", true).toString();
    }

    /** Returns what statistics say of the columns of a schema that names them as the file does. */
    static String of(DeltaSchema schema, String stats) {
        Set<String> names =
                schema.fields().stream().map(DeltaSchema.Field::physicalName).collect(Collectors.toSet());
        try {
            ObjectNode all = (ObjectNode) JSON.readTree(stats);
            for (String figure : List.of("minValues", "maxValues", "nullCount")) {
                ((ObjectNode) all.get(figure)).retain(names);
            }
            return all.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read our own statistics", e);
        }
    }

    /** Whether a file may hold a whole number of this range in a column: false if its statistics rule that out. */
    static boolean mayHold(DeltaSchema schema, DataFile file, String column, long least, long greatest) {
        if (file.stats().isEmpty()) {
            return true;
        }
        String name = schema.field(column).orElseThrow().physicalName();
        try {
            JsonNode stats = JSON.readTree(file.stats());
            JsonNode fileLeast = stats.path("minValues").path(name);
            JsonNode fileGreatest = stats.path("maxValues").path(name);
            return (!fileLeast.canConvertToLong() || fileLeast.asLong() <= greatest)
                    && (!fileGreatest.canConvertToLong() || fileGreatest.asLong() >= least);
        } catch (JsonProcessingException e) {
            return true;
        }
    }

    private static String text(Map<?, ?> figures, String name) {
        Object value = figures.get(name);
        return value == null ? null : value.toString();
    }

    private static void bound(ObjectNode node, DeltaSchema.Field field, String value, boolean isUpper) {
        String name = field.physicalName();
        Type type = field.column().type();
        switch (type.kind()) {
            case SHORT, INTEGER, LONG -> node.put(name, Long.parseLong(value));
            case DECIMAL -> node.put(name, new BigDecimal(value));
            case FLOAT, DOUBLE -> {
                double number = Double.parseDouble(value.replace("inf", "Infinity"));
                if (Double.isFinite(number) && number != 0) {
                    node.put(name, number);
                }
            }
            case STRING -> node.put(name, isUpper ? upper(value) : prefix(value));
            case DATE -> node.put(name, value);
            case TIMESTAMP -> node.put(name, millis(value.replace("+00", ""), isUpper) + "Z");
            case TIMESTAMP_NTZ -> node.put(name, millis(value, isUpper));
            case BOOLEAN, BINARY -> {}
        }
    }

    private static String prefix(String value) {
        return value.codePointCount(0, value.length()) <= TEXT_LENGTH
                ? value
                : value.substring(0, value.offsetByCodePoints(0, TEXT_LENGTH));
    }

    private static String upper(String value) {
        String prefix = prefix(value);
        return prefix.length() == value.length() ? value : prefix + LAST_CHARACTER;
    }

    private static String millis(String value, boolean isUpper) {
        LocalDateTime time = LocalDateTime.parse(value.replace(' ', 'T'));
        LocalDateTime whole = time.truncatedTo(ChronoUnit.MILLIS);
        return MILLIS.format(isUpper && whole.isBefore(time) ? whole.plus(1, ChronoUnit.MILLIS) : whole);
    }
}
