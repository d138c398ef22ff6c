package lakeward.server;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lakeward.core.port.QueryResult;

/** Writes the rows of an answer in one of the formats. */
enum QueryAnswer {
    /** An object with columns' names, their types and rows as arrays; numbers keep every digit. */
    JSON("application/json") {
        @Override
        void write(QueryResult result, OutputStream out) throws IOException {
            try (JsonGenerator json = lakeward.server.Json.MAPPER.getFactory().createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
                json.writeStartObject();
                json.writePOJOField("columns", result.names());
                json.writePOJOField("types", result.types());
                json.writeArrayFieldStart("rows");
                for (Optional<List<Object>> row = result.next(); row.isPresent(); row = result.next()) {
                    json.writeStartArray();
                    for (Object value : row.get()) {
                        writeValue(json, value);
                    }
                    json.writeEndArray();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        }
    },
    /** RFC 4180: null is empty, empty text is quoted. */
    CSV("text/csv; charset=utf-8") {
        @Override
        void write(QueryResult result, OutputStream out) throws IOException {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            writeLine(text, result.names());
            for (Optional<List<Object>> row = result.next(); row.isPresent(); row = result.next()) {
                writeLine(text, row.get());
            }
            text.flush();
        }
    },
    PARQUET("application/vnd.apache.parquet") {
        @Override
        void write(QueryResult result, OutputStream out) throws IOException {
            Path file = Files.createTempFile("lakeward-answer-", ".parquet");
            try {
                result.writeParquet(file);
                Files.copy(file, out);
            } finally {
                Files.delete(file);
            }
        }
    };

    private final String contentType;

    QueryAnswer(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    abstract void write(QueryResult result, OutputStream out) throws IOException;

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal.toPlainString());
        } else if (value instanceof byte[] bytes) {
            json.writeString(HexFormat.of().formatHex(bytes));
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            json.writeString(number.toString());
        } else if (value instanceof Float number && !Float.isFinite(number)) {
            json.writeString(number.toString());
        } else {
            json.writePOJO(value);
        }
    }

    private static void writeLine(Writer out, List<?> values) throws IOException {
        for (int i = 0; i < values.size(); i++) {
            out.write(i == 0 ? "" : ",");
            Object value = values.get(i);
            if (value instanceof byte[] bytes) {
                out.write(HexFormat.of().formatHex(bytes));
            } else if (value instanceof BigDecimal decimal) {
                out.write(decimal.toPlainString());
            } else if (value != null) {
                out.write(quoted(value.toString()));
            }
        }
        out.write("\r\n");
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
