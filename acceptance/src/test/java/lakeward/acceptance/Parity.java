package lakeward.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lakeward.core.platform.Type;

/** Tables as a lake on this machine has them, beside what a plan makes of them elsewhere. */
record Parity(Path lake) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Type> TYPES = List.of(
            Type.BOOLEAN,
            Type.SHORT,
            Type.INTEGER,
            Type.LONG,
            Type.FLOAT,
            Type.DOUBLE,
            Type.STRING,
            Type.BINARY,
            Type.DATE,
            Type.TIMESTAMP,
            Type.TIMESTAMP_NTZ);

    /** Whether a step of a plan makes a table, or a model's result, at a vendor. */
    static boolean isTable(JsonNode step) {
        return step.path("id").asText().matches("(aws|snowflake|databricks):(table|model):.+")
                && step.path("content").has("columns");
    }

    /** Returns columns as a step of a plan makes them: name, type, and what the source calls the type. */
    List<String> there(JsonNode step) {
        List<String> columns = new ArrayList<>();
        for (JsonNode column : step.path("content").path("columns")) {
            columns.add("%s %s %s"
                    .formatted(
                            column.path("name").asText(),
                            column.path("type").asText(),
                            column.path("comment").asText()));
        }
        return columns;
    }

    /** Returns the same as the table's own log here says, in the words of the step's vendor. */
    List<String> here(JsonNode step) {
        String[] id = step.path("id").asText().split(":", 3);
        String table = id[1].equals("model") ? "curated." + id[2] : id[2];
        List<String> columns = new ArrayList<>();
        for (JsonNode field : schema(table).path("fields")) {
            Type type = type(field.path("type").asText());
            String declared = field.path("metadata").path("lakeward.declared").asText();
            columns.add("%s %s %s"
                    .formatted(
                            field.path("name").asText(),
                            named(id[0], type),
                            declared.equals(type.toString()) ? "" : declared));
        }
        return columns;
    }

    private static String named(String vendor, Type type) {
        return switch (vendor) {
            case "aws" -> type.glue();
            case "snowflake" -> type.snowflake();
            default -> type.databricks();
        };
    }

    private static Type type(String delta) {
        return TYPES.stream()
                .filter(type -> type.delta().equals(delta))
                .findFirst()
                .orElseGet(() -> Type.parse(delta));
    }

    /** Returns the schema of a table's newest commit that has one. */
    private JsonNode schema(String table) {
        Path log = lake.resolve(table.replace('.', '/')).resolve("_delta_log");
        try (Stream<Path> files = Files.list(log)) {
            JsonNode schema = null;
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode metadata = JSON.readTree(line).path("metaData");
                    if (!metadata.isMissingNode()) {
                        schema = JSON.readTree(metadata.path("schemaString").asText());
                    }
                }
            }
            if (schema == null) {
                throw new AssertionError("no schema in " + log);
            }
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
