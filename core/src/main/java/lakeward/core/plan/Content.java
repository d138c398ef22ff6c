package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a part is made from, as a tree of values. Fields stand in the order of their names, so equal contents have equal
 * texts; what is absent has no field.
 */
public sealed interface Content {
    /** A text. */
    record Text(String value) implements Content {}

    /** A number, written without an exponent and without zeros at its end. */
    record Figure(BigDecimal value) implements Content {
        public Figure {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    /** True or false. */
    record Truth(boolean value) implements Content {}

    /** Values in an order that means something. */
    record Items(List<Content> values) implements Content {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Values by name. To add one is to return another. */
    record Fields(SortedMap<String, Content> values) implements Content {
        public Fields {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        public Fields with(String name, Content value) {
            SortedMap<String, Content> more = new TreeMap<>(values);
            more.put(name, value);
            return new Fields(more);
        }

        public Fields with(String name, String value) {
            return with(name, new Text(value));
        }

        public Fields with(String name, long value) {
            return with(name, new Figure(BigDecimal.valueOf(value)));
        }

        public Fields with(String name, BigDecimal value) {
            return with(name, new Figure(value));
        }

        public Fields with(String name, boolean value) {
            return with(name, new Truth(value));
        }

        public Fields with(String name, Collection<String> values) {
            return with(name, texts(values));
        }

        /** Returns the same where there is no value. */
        public Fields with(String name, Optional<String> value) {
            return value.map(text -> with(name, text)).orElse(this);
        }

        public Optional<Content> get(String name) {
            return Optional.ofNullable(values.get(name));
        }

        /** Returns the fields of these names alone. */
        Fields only(Collection<String> names) {
            SortedMap<String, Content> kept = new TreeMap<>(values);
            kept.keySet().retainAll(names);
            return new Fields(kept);
        }
    }

    static Fields empty() {
        return new Fields(Collections.emptySortedMap());
    }

    static Items texts(Collection<String> values) {
        return new Items(values.stream().<Content>map(Text::new).toList());
    }

    /** Returns the names of fields that differ, with those inside them, for example {@code backup.keep}. */
    static List<String> differences(Fields one, Fields other) {
        List<String> paths = new ArrayList<>();
        SortedMap<String, Content> all = new TreeMap<>(one.values());
        all.putAll(other.values());
        for (String name : all.keySet()) {
            Optional<Content> before = one.get(name);
            Optional<Content> after = other.get(name);
            if (before.isPresent()
                    && after.isPresent()
                    && before.get() instanceof Fields inner
                    && after.get() instanceof Fields changed) {
                differences(inner, changed).forEach(path -> paths.add(name + "." + path));
            } else if (!before.equals(after)) {
                paths.add(name);
            }
        }
        return paths;
    }

    /** Returns the JSON of it, indented, one text for equal contents. */
    default String toJson() {
        return JsonText.write(this);
    }

    /** Returns the same JSON in one line, for where room is short. */
    default String toLine() {
        return JsonText.line(this);
    }

    /**
     * Reads what {@link #toJson} writes, and any JSON without null.
     *
     * @throws IllegalArgumentException if it is none, with the offset
     */
    static Content parse(String json) {
        return JsonText.parse(json);
    }
}
