package lakeward.lake.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;

/**
 * A table's columns with the names and ids that they have in its data files.
 *
 * @param newestColumn the greatest id that any column had so far
 */
public record DeltaSchema(List<Field> fields, List<String> key, int newestColumn) {
    /**
     * A column and what it is called in data files.
     *
     * @param id unlike any other column's, past ones included
     */
    public record Field(Column column, String physicalName, int id) {
        public String name() {
            return column.name();
        }
    }

    /** Before a table has any column. */
    public static final DeltaSchema NONE = new DeltaSchema(List.of(), List.of(), 0);

    private static final String ID = "delta.columnMapping.id";
    private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
    private static final String DECLARED = "lakeward.declared";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public DeltaSchema {
        fields = List.copyOf(fields);
        key = List.copyOf(key);
    }

    /** Returns the schema of a new table. */
    public static DeltaSchema of(TableSchema schema) {
        return new DeltaSchema(List.of(), schema.key(), 0).with(schema);
    }

    public TableSchema table() {
        return new TableSchema(fields.stream().map(Field::column).toList(), key);
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** Returns these columns and, after them, those of the other schema that are not among them. */
    public DeltaSchema with(TableSchema other) {
        return with(other, NONE);
    }

    /** Does the same; new columns have the name and id in data files that they have in {@code like}, if those are free here. */
    public DeltaSchema with(TableSchema other, DeltaSchema like) {
        List<Field> all = new ArrayList<>(fields);
        int newest = newestColumn;
        for (Column column : other.columns()) {
            if (field(column.name()).isEmpty()) {
                Field field = like.named(column, all, newest).orElse(null);
                if (field == null) {
                    field = new Field(column, physicalName(column.name(), all), newest + 1);
                }
                newest = field.id();
                all.add(field);
            }
        }
        return new DeltaSchema(all, key, newest);
    }

    private Optional<Field> named(Column column, List<Field> taken, int newest) {
        return field(column.name())
                .filter(field -> field.column().type().equals(column.type()))
                .filter(field -> field.id() > newest
                        && taken.stream()
                                .noneMatch(other -> other.physicalName().equalsIgnoreCase(field.physicalName())))
                .map(field -> new Field(column, field.physicalName(), field.id()));
    }

    /** Whether a data file of the other table holds all these columns under the names and ids that they have here. */
    public boolean isPartOf(DeltaSchema other) {
        return fields.stream()
                .allMatch(field -> other.named(field.column(), List.of(), 0)
                        .filter(field::equals)
                        .isPresent());
    }

    /** Returns exactly the other schema's columns; those that stay keep their id, new ones are as in {@code like}. */
    public DeltaSchema replacedBy(TableSchema other, DeltaSchema like) {
        DeltaSchema kept = new DeltaSchema(
                fields.stream()
                        .filter(field -> other.column(field.name())
                                .filter(column ->
                                        column.type().equals(field.column().type()))
                                .isPresent())
                        .toList(),
                other.key(),
                newestColumn);
        DeltaSchema all = kept.with(other, like);
        List<Field> ordered = other.columns().stream()
                .map(column -> {
                    Field field = all.field(column.name()).orElseThrow();
                    return new Field(column, field.physicalName(), field.id());
                })
                .toList();
        return new DeltaSchema(ordered, other.key(), all.newestColumn());
    }

    // A readable name where it is safe in every reader of Parquet and was never another column's.
    private String physicalName(String name, List<Field> taken) {
        Set<String> names = new HashSet<>();
        taken.forEach(field -> names.add(field.physicalName().toLowerCase(Locale.ROOT)));
        boolean isFresh = newestColumn == 0 || fields.stream().allMatch(field -> field.id() <= fields.size());
        return isFresh && PLAIN_NAME.matcher(name).matches() && !names.contains(name.toLowerCase(Locale.ROOT))
                ? name
                : "col-" + UUID.randomUUID();
    }

    /** Returns the {@code schemaString} of the log. */
    String json() {
        ObjectNode struct = Actions.JSON.createObjectNode().put("type", "struct");
        ArrayNode array = struct.putArray("fields");
        for (Field field : fields) {
            array.addObject()
                    .put("name", field.name())
                    .put("type", field.column().type().delta())
                    .put("nullable", true)
                    .putObject("metadata")
                    .put(ID, field.id())
                    .put(PHYSICAL_NAME, field.physicalName())
                    .put(DECLARED, field.column().declared());
        }
        return struct.toString();
    }

    /** Reads the {@code schemaString} of the log. */
    static DeltaSchema parse(String json, List<String> key, int newestColumn) {
        List<Field> fields = new ArrayList<>();
        try {
            for (JsonNode node : Actions.JSON.readTree(json).path("fields")) {
                fields.add(field(node));
            }
        } catch (JsonProcessingException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT, "Cannot read a table: its schema is no JSON. Restore its folder.", e);
        }
        int newest = fields.stream().mapToInt(Field::id).max().orElse(0);
        return new DeltaSchema(fields, key, Math.max(newest, newestColumn));
    }

    private static Field field(JsonNode node) {
        String name = node.path("name").asText();
        JsonNode metadata = node.path("metadata");
        if (!node.path("type").isTextual()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read column '%s': its type is nested. Drop the column, or the table.".formatted(name));
        }
        Type type = type(node.path("type").asText());
        Column column = new Column(
                name,
                type,
                node.path("nullable").asBoolean(true),
                metadata.path(DECLARED).asText(type.toString()));
        return new Field(
                column,
                metadata.path(PHYSICAL_NAME).asText(name),
                metadata.path(ID).asInt(0));
    }

    private static Type type(String delta) {
        for (Type.Kind kind : Type.Kind.values()) {
            if (kind != Type.Kind.DECIMAL && new Type(kind, 0, 0).delta().equals(delta)) {
                return new Type(kind, 0, 0);
            }
        }
        return Type.parse(delta);
    }
}
