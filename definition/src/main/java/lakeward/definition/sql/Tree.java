package lakeward.definition.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A node of a parsed statement. It remembers what was asked of it, so that whoever checks it can refuse what nobody
 * looked at: a new clause of the parser is refused, not overlooked.
 */
final class Tree {
    /** Far deeper than anybody nests; deeper text would overflow the stack. */
    private static final int MAX_DEPTH = 700;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /** What says the same as the type, or where the node is. */
    private static final Set<String> INCIDENTAL = Set.of(
            "class", "type", "alias", "query_location", "query_location_length", "qualified_name", "is_operator");

    private final Map<String, Object> fields;
    private final int offset;
    private final Set<String> asked = new HashSet<>(INCIDENTAL);

    private Tree(Map<String, Object> fields, int inherited) {
        this.fields = fields;
        this.offset = fields.get("query_location") instanceof Integer own && own >= 0 ? own : inherited;
    }

    /** Reads what the parser gives. */
    static Tree parse(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return new Tree(object(parser), 0);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Returns where it stands, in bytes of the text; where its parent does if the parser does not say. */
    int offset() {
        return offset;
    }

    String type() {
        return text("type");
    }

    /** Returns a text, empty if there is none. */
    String text(String key) {
        asked.add(key);
        return fields.get(key) instanceof String text ? text : "";
    }

    boolean flag(String key) {
        asked.add(key);
        return Boolean.TRUE.equals(fields.get(key));
    }

    Optional<Tree> child(String key) {
        asked.add(key);
        return fields.get(key) instanceof Map<?, ?> child ? Optional.of(node(child)) : Optional.empty();
    }

    /** Returns a child that every node of this type has. */
    Tree only(String key) {
        return child(key).orElseThrow(() -> new IllegalStateException("A %s has no %s.".formatted(type(), key)));
    }

    List<Tree> children(String key) {
        asked.add(key);
        List<Tree> children = new ArrayList<>();
        if (fields.get(key) instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> child) {
                    children.add(node(child));
                }
            }
        }
        return children;
    }

    List<String> texts(String key) {
        asked.add(key);
        List<String> texts = new ArrayList<>();
        if (fields.get(key) instanceof List<?> list) {
            list.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }

    /** Returns a key that says something and was not asked for, or empty. */
    Optional<String> overlooked() {
        return fields.entrySet().stream()
                .filter(field -> !asked.contains(field.getKey()) && saysSomething(field.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether this node, or one in it, is such. */
    boolean anyInside(Predicate<Tree> such) {
        return such.test(this) || fields.entrySet().stream().anyMatch(field -> anyInside(field.getValue(), such));
    }

    private boolean anyInside(Object value, Predicate<Tree> such) {
        if (value instanceof Map<?, ?> child) {
            return node(child).anyInside(such);
        }
        return value instanceof List<?> list && list.stream().anyMatch(item -> anyInside(item, such));
    }

    /** Leaves a key out of {@link #overlooked}. */
    void pass(String... keys) {
        asked.addAll(List.of(keys));
    }

    private static boolean saysSomething(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(Tree::saysSomething)
                    && !map.keySet().equals(Set.of("type"));
        }
        return value != null
                && !Boolean.FALSE.equals(value)
                && !"".equals(value)
                && !(value instanceof List<?> list && list.isEmpty());
    }

    private Tree node(Map<?, ?> child) {
        Map<String, Object> copy = new LinkedHashMap<>();
        child.forEach((key, value) -> copy.put((String) key, value));
        return new Tree(copy, offset);
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            // Where the parser has no place it says 2^64 - 1.
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.INT ? parser.getIntValue() : -1;
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> null;
        };
    }
}
