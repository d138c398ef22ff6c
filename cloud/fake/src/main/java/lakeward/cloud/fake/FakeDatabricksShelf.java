package lakeward.cloud.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Things of one kind by name. The first read after a write may still tell what was before. */
final class FakeDatabricksShelf {
    private static final ObjectMapper SORTING =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final String kind;
    private final boolean lags;
    private final SortedMap<String, ObjectNode> things = new TreeMap<>();
    private final Map<String, Optional<ObjectNode>> before = new HashMap<>();

    FakeDatabricksShelf(String kind, boolean lags) {
        this.kind = kind;
        this.lags = lags;
    }

    String kind() {
        return kind;
    }

    /** Returns what a caller who reads is told. */
    ObjectNode read(String name) {
        return told(name).orElseThrow(() -> FakeDatabricksRefusal.absent(kind, name));
    }

    /** Returns what a caller who lists is told. */
    List<ObjectNode> list() {
        List<ObjectNode> all = new ArrayList<>();
        List<String> names = new ArrayList<>(things.keySet());
        before.keySet().stream()
                .filter(name -> !things.containsKey(name))
                .sorted()
                .forEach(names::add);
        names.forEach(name -> told(name).ifPresent(all::add));
        return all;
    }

    private Optional<ObjectNode> told(String name) {
        return before.containsKey(name) ? before.remove(name) : Optional.ofNullable(things.get(name));
    }

    /** Returns what there is, as the vendor itself sees it. */
    Optional<ObjectNode> find(String name) {
        return Optional.ofNullable(things.get(name));
    }

    ObjectNode get(String name) {
        return find(name).orElseThrow(() -> FakeDatabricksRefusal.absent(kind, name));
    }

    Collection<ObjectNode> all() {
        return things.values();
    }

    List<String> names() {
        return List.copyOf(things.keySet());
    }

    ObjectNode add(String name, ObjectNode thing) {
        if (things.containsKey(name)) {
            throw FakeDatabricksRefusal.taken(kind, name);
        }
        return put(name, thing);
    }

    ObjectNode put(String name, ObjectNode thing) {
        remember(name);
        things.put(name, thing);
        return thing;
    }

    /** Changes everything, each thing as JSON. */
    void change(UnaryOperator<String> change) {
        things.replaceAll((name, thing) -> {
            try {
                return (ObjectNode) SORTING.readTree(change.apply(thing.toString()));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }

    void remove(String name) {
        remember(name);
        things.remove(name);
    }

    private void remember(String name) {
        if (lags) {
            before.put(name, find(name).map(ObjectNode::deepCopy));
        }
    }

    /** Appends what there is, each thing's fields in the order of their names. */
    void describe(StringBuilder text) {
        things.forEach((name, thing) -> {
            try {
                Object sorted = SORTING.treeToValue(thing, Object.class);
                text.append("%s %s %s\n".formatted(kind, name, SORTING.writeValueAsString(sorted)));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }
}
