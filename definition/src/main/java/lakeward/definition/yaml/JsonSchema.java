package lakeward.definition.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import lakeward.core.platform.ByteSize;
import lakeward.definition.problem.Place;

/** Describes settings as a JSON Schema, by taking note of what their reader asks for. Every setting is absent. */
public final class JsonSchema implements Section {
    private static final Place NOWHERE = Place.startOf("");
    /** Editors check what is written, so a place for a variable must pass. */
    private static final String OR_VARIABLE = "|.*\\$\\{.+\\}.*";

    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<Object> required = new ArrayList<>();

    private JsonSchema() {}

    /** Returns the schema of what a reader reads, as text. */
    public static String of(String title, Function<Section, ?> reader) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        JsonSchema described = new JsonSchema();
        // Only what it asks for counts.
        var unused = reader.apply(described);
        schema.putAll(described.object());
        StringWriter text = new StringWriter();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try (JsonGenerator json = new JsonFactory().createGenerator(text).setPrettyPrinter(printer)) {
            write(json, schema);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("additionalProperties", false);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("properties", properties);
        return object;
    }

    private static Map<String, Object> described(JsonSchema section) {
        Map<String, Object> object = section.object();
        // A key with nothing behind it stands for all defaults.
        object.put("type", section.required.isEmpty() ? List.of("object", "null") : "object");
        return object;
    }

    private Map<String, Object> add(String key, String about, Map<String, Object> what) {
        Map<String, Object> property = new LinkedHashMap<>();
        if (!about.isEmpty()) {
            property.put("description", about);
        }
        property.putAll(what);
        properties.put(key, property);
        return property;
    }

    private static Map<String, Object> texts(Form form) {
        Map<String, Object> text = new LinkedHashMap<>();
        // What is text to us may look like a number or a truth value to YAML.
        text.put("type", List.of("string", "number", "boolean"));
        text.put("pattern", "^(?:" + javaScript(form.pattern().pattern()) + OR_VARIABLE + ")$");
        return text;
    }

    /** JSON Schema has no flags in patterns. */
    private static String javaScript(String pattern) {
        return pattern.startsWith("(?s)") ? pattern.substring("(?s)".length()).replace(".", "[\\s\\S]") : pattern;
    }

    private static Map<String, Object> pattern(String pattern, String absent) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("type", "string");
        text.put("pattern", "^(?:" + pattern + OR_VARIABLE + ")$");
        text.put("default", absent);
        return text;
    }

    @Override
    public Place place() {
        return NOWHERE;
    }

    @Override
    public boolean has(String key) {
        return false;
    }

    @Override
    public boolean holdsOneValue(String key) {
        return false;
    }

    @Override
    public Place placeOf(String key) {
        return NOWHERE;
    }

    @Override
    public void problem(String key, String message) {
        // What is not there is not wrong.
    }

    @Override
    public Optional<Written<String>> text(String key, Form form, String about) {
        add(key, about, texts(form));
        return Optional.empty();
    }

    @Override
    public Optional<Written<String>> requiredText(String key, Form form, String about) {
        required.add(key);
        return text(key, form, about);
    }

    @Override
    public void only(String key, String value, String about) {
        add(key, about, new LinkedHashMap<>(Map.of("const", value)));
    }

    @Override
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> choices, String about) {
        add(key, about, new LinkedHashMap<>(Map.of("enum", words(choices))));
        return Optional.empty();
    }

    @Override
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> choices, Set<E> absent, String about) {
        Map<String, Object> list = add(key, about, new LinkedHashMap<>(Map.of("type", "array")));
        list.put("items", Map.of("enum", words(choices)));
        return absent;
    }

    private static <E extends Enum<E>> List<Object> words(Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants())
                .<Object>map(YamlSection::kebab)
                .toList();
    }

    @Override
    public boolean logical(String key, boolean absent, String about) {
        add(key, about, new LinkedHashMap<>(Map.of("type", "boolean"))).put("default", absent);
        return absent;
    }

    @Override
    public long whole(String key, long absent, long from, long to, String about) {
        Map<String, Object> number = add(key, about, new LinkedHashMap<>(Map.of("type", "integer")));
        number.put("minimum", from);
        number.put("maximum", to);
        number.put("default", absent);
        return absent;
    }

    @Override
    public double number(String key, double absent, double from, double to, String about) {
        Map<String, Object> number = add(key, about, new LinkedHashMap<>(Map.of("type", "number")));
        number.put("minimum", from);
        number.put("maximum", to);
        number.put("default", absent);
        return absent;
    }

    @Override
    public Duration duration(String key, Duration absent, Duration from, Duration to, String about) {
        String range = "%s From %s to %s.".formatted(about, Durations.write(from), Durations.write(to));
        add(key, range, pattern(Durations.TEXT.pattern(), Durations.write(absent)));
        return absent;
    }

    @Override
    public ByteSize bytes(String key, ByteSize absent, ByteSize from, ByteSize to, String about) {
        String range = "%s From %s to %s.".formatted(about, Numbers.write(from), Numbers.write(to));
        add(key, range, pattern("\\d+ ?(B|kB|KiB|MB|MiB|GB|GiB)", Numbers.write(absent)));
        return absent;
    }

    @Override
    public Optional<List<Written<String>>> texts(String key, Form form, String about) {
        Map<String, Object> list = add(key, about, new LinkedHashMap<>(Map.of("type", "array")));
        list.put("items", texts(form));
        return Optional.empty();
    }

    @Override
    public List<Named> textsByName(String key, Form names, Form form, String about) {
        Map<String, Object> map = add(key, about, new LinkedHashMap<>());
        map.put("type", List.of("object", "null"));
        map.put("additionalProperties", false);
        map.put("patternProperties", Map.of("^(?:" + javaScript(names.pattern().pattern()) + ")$", texts(form)));
        return List.of();
    }

    @Override
    public <T> Optional<T> section(String key, String about, Function<Section, T> reader) {
        JsonSchema inner = new JsonSchema();
        // Only what it asks for counts.
        var unused = reader.apply(inner);
        add(key, about, described(inner));
        return Optional.empty();
    }

    @Override
    public <T> List<T> sections(String key, Form names, String about, BiFunction<Written<String>, Section, T> reader) {
        JsonSchema inner = new JsonSchema();
        // Only what it asks for counts.
        var unused = reader.apply(new Written<>("name", NOWHERE), inner);
        Map<String, Object> map = add(key, about, new LinkedHashMap<>());
        map.put("type", List.of("object", "null"));
        map.put("additionalProperties", false);
        map.put("patternProperties", Map.of("^(?:" + javaScript(names.pattern().pattern()) + ")$", described(inner)));
        return List.of();
    }

    @Override
    public void variables(String key, String about) {
        Map<String, Object> map = add(key, about, new LinkedHashMap<>());
        map.put("type", List.of("object", "null"));
        map.put("additionalProperties", Map.of("type", List.of("string", "number", "boolean")));
    }

    @Override
    public void refused(String key, String message) {
        // Editors mark it like any key that is not there.
    }

    @Override
    public void notYet(String key) {
        // Editors mark it like any key that is not there.
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(Numbers.plain(number));
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else {
            json.writeString((String) value);
        }
    }
}
