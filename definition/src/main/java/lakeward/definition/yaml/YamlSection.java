package lakeward.definition.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import lakeward.core.platform.ByteSize;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Settings as a YAML file holds them. */
public final class YamlSection implements Section {
    private final String path;
    private final Place place;
    private final Variables variables;
    private final Problems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> planned = new LinkedHashSet<>();

    YamlSection(MappingNode mapping, String path, Place place, Variables variables, Problems problems) {
        this.path = path;
        this.place = place;
        this.variables = variables;
        this.problems = problems;
        for (NodeTuple entry : mapping.getValue()) {
            add(entry);
        }
    }

    private YamlSection(String path, Place place, Variables variables, Problems problems) {
        this.path = path;
        this.place = place;
        this.variables = variables;
        this.problems = problems;
    }

    private void add(NodeTuple entry) {
        Place at = placeOf(entry.getKeyNode());
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            problems.add(at, "Cannot use a list or settings as a key: a key is one word. Write it as word: value.");
            return;
        }
        NodeTuple first = entries.putIfAbsent(key.getValue(), entry);
        if (first != null) {
            problems.add(
                    at,
                    "Cannot use %s twice: it is on line %d already. Remove one."
                            .formatted(
                                    full(key.getValue()),
                                    placeOf(first.getKeyNode()).line()));
        }
    }

    /** Reads this section as a whole: what {@code reader} does not ask for is reported. */
    public <T> T read(Function<Section, T> reader) {
        T value = reader.apply(this);
        entries.forEach((key, entry) -> {
            if (!known.contains(key) && !planned.contains(key)) {
                problems.add(
                        placeOf(entry.getKeyNode()),
                        "Cannot use %s: there is no such setting.%s"
                                .formatted(
                                        full(key),
                                        Spelling.nearest(key, known)
                                                .map(" Did you mean %s?"::formatted)
                                                .orElse(" There are %s.".formatted(String.join(", ", known)))));
            }
        });
        return value;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public boolean has(String key) {
        return value(key).isPresent();
    }

    @Override
    public boolean holdsOneValue(String key) {
        return value(key).filter(ScalarNode.class::isInstance).isPresent();
    }

    @Override
    public Place placeOf(String key) {
        return value(key).map(this::placeOf).orElse(place);
    }

    @Override
    public void problem(String key, String message) {
        problems.add(placeOf(key), message);
    }

    @Override
    public Optional<Written<String>> text(String key, Form form, String about) {
        return value(key).flatMap(node -> text(key, node, form));
    }

    @Override
    public Optional<Written<String>> requiredText(String key, Form form, String about) {
        if (!has(key)) {
            problems.add(
                    place,
                    "Cannot do without %s: it is missing. Add %s: with %s.".formatted(full(key), key, form.expected()));
        }
        return text(key, form, about);
    }

    @Override
    public void only(String key, String value, String about) {
        text(key, Form.ANY, about).ifPresent(written -> {
            if (!written.value().equals(value)) {
                problems.add(
                        written.place(),
                        "Cannot use %s '%s': only %s is available yet. Write %s or leave it out."
                                .formatted(full(key), written.value(), value, value));
            }
        });
    }

    @Override
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> choices, String about) {
        Map<String, E> byName = byName(choices);
        return text(key, Form.ANY, about).flatMap(written -> chosen(key, written, byName));
    }

    @Override
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> choices, Set<E> absent, String about) {
        Map<String, E> byName = byName(choices);
        Optional<List<Written<String>>> words = texts(key, Form.ANY, about);
        if (words.isEmpty()) {
            return absent;
        }
        Set<E> chosen = EnumSet.noneOf(choices);
        words.get().forEach(word -> chosen(key, word, byName).ifPresent(chosen::add));
        return chosen;
    }

    private static <E extends Enum<E>> Map<String, E> byName(Class<E> choices) {
        Map<String, E> byName = new LinkedHashMap<>();
        Arrays.stream(choices.getEnumConstants()).forEach(choice -> byName.put(kebab(choice), choice));
        return byName;
    }

    private <E> Optional<E> chosen(String key, Written<String> written, Map<String, E> byName) {
        if (!byName.containsKey(written.value())) {
            problems.add(
                    written.place(),
                    "Cannot read %s '%s': expected %s.%s"
                            .formatted(
                                    full(key),
                                    written.value(),
                                    String.join(" or ", byName.keySet()),
                                    Spelling.didYouMean(written.value(), byName.keySet())));
        }
        return Optional.ofNullable(byName.get(written.value()));
    }

    @Override
    public boolean logical(String key, boolean absent, String about) {
        return parsed(key, absent, "true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    @Override
    public long whole(String key, long absent, long from, long to, String about) {
        return parsed(key, absent, wholeRange(from, to), text -> {
            long value = Long.parseLong(text);
            return value >= from && value <= to ? Optional.of(value) : Optional.empty();
        });
    }

    private static String wholeRange(long from, long to) {
        return from == to ? Long.toString(from) : "a whole number from %d to %d".formatted(from, to);
    }

    @Override
    public double number(String key, double absent, double from, double to, String about) {
        String range = "a number from %s to %s".formatted(Numbers.plain(from), Numbers.plain(to));
        return parsed(key, absent, range, text -> {
            double value = new BigDecimal(text).doubleValue();
            return value >= from && value <= to ? Optional.of(value) : Optional.empty();
        });
    }

    @Override
    public Duration duration(String key, Duration absent, Duration from, Duration to, String about) {
        return parsed(
                key,
                absent,
                Durations.expected(from, to),
                text -> Durations.parse(text).filter(value -> value.compareTo(from) >= 0 && value.compareTo(to) <= 0));
    }

    @Override
    public ByteSize bytes(String key, ByteSize absent, ByteSize from, ByteSize to, String about) {
        String range = "a number and a unit, for example 64 MiB, from %s to %s"
                .formatted(Numbers.write(from), Numbers.write(to));
        return parsed(
                key,
                absent,
                range,
                text -> Optional.of(ByteSize.parse(text))
                        .filter(value -> value.bytes() >= from.bytes() && value.bytes() <= to.bytes()));
    }

    private <T> T parsed(String key, T absent, String expected, Function<String, Optional<T>> parse) {
        return text(key, Form.ANY, "")
                .flatMap(written -> {
                    Optional<T> value;
                    try {
                        value = parse.apply(written.value());
                    } catch (IllegalArgumentException | ArithmeticException wrong) {
                        value = Optional.empty();
                    }
                    if (value.isEmpty()) {
                        refuse(key, written, expected);
                    }
                    return value;
                })
                .orElse(absent);
    }

    @Override
    public Optional<List<Written<String>>> texts(String key, Form form, String about) {
        Optional<Node> node = value(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Written<String>> texts = new ArrayList<>();
        if (node.get() instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                text(key, item, form).ifPresent(texts::add);
            }
        } else {
            problem(key, "Cannot read %s: expected a list. Write %s: [one, two].".formatted(full(key), key));
        }
        return Optional.of(texts);
    }

    @Override
    public List<Named> textsByName(String key, Form names, Form form, String about) {
        List<Named> named = new ArrayList<>();
        Optional<YamlSection> parent = value(key).flatMap(node -> under(node, full(key), placeOf(node)));
        parent.ifPresent(section -> section.entries.forEach((name, entry) -> {
            Place at = placeOf(entry.getKeyNode());
            if (!names.fits(name)) {
                problems.add(
                        at,
                        "Cannot use the name '%s' in %s: expected %s.".formatted(name, full(key), names.expected()));
                return;
            }
            section.text(name, entry.getValueNode(), form)
                    .ifPresent(
                            text -> named.add(new Named(new Written<>(name, at), text, first(entry.getValueNode()))));
        }));
        return named;
    }

    /** A quote stands before the first character; of a text over several lines only its beginning is known. */
    private Place first(Node node) {
        Place start = placeOf(node);
        boolean quoted = node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
                        || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED);
        return quoted ? new Place(start.file(), start.line(), start.column() + 1) : start;
    }

    @Override
    public <T> Optional<T> section(String key, String about, Function<Section, T> reader) {
        return value(key).flatMap(node -> under(node, full(key), placeOf(node))).map(section -> section.read(reader));
    }

    @Override
    public <T> List<T> sections(String key, Form names, String about, BiFunction<Written<String>, Section, T> reader) {
        List<T> read = new ArrayList<>();
        Optional<YamlSection> parent = value(key).flatMap(node -> under(node, full(key), placeOf(node)));
        parent.ifPresent(section -> section.entries.forEach((name, entry) -> {
            Place at = placeOf(entry.getKeyNode());
            if (!names.fits(name)) {
                problems.add(
                        at,
                        "Cannot use the name '%s' in %s: expected %s.".formatted(name, full(key), names.expected()));
                return;
            }
            under(entry.getValueNode(), full(key) + "." + name, at)
                    .ifPresent(child ->
                            read.add(child.read(settings -> reader.apply(new Written<>(name, at), settings))));
        }));
        return read;
    }

    @Override
    public void variables(String key, String about) {
        value(key)
                .flatMap(node -> under(node, full(key), placeOf(node)))
                .ifPresent(section -> section.entries
                        .keySet()
                        .forEach(name -> section.text(name, Form.ANY, about)
                                .ifPresent(value -> variables.define(name, value.value()))));
    }

    @Override
    public void refused(String key, String message) {
        if (entries.containsKey(key)) {
            problems.add(placeOf(entries.get(key).getKeyNode()), message);
        }
        planned.add(key);
    }

    @Override
    public void notYet(String key) {
        refused(key, "Cannot use %s: it is not available yet. Leave it out.".formatted(full(key)));
    }

    /** Returns the value, or empty if there is none or nothing is written behind the key. */
    private Optional<Node> value(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }

    private Optional<Written<String>> text(String key, Node node, Form form) {
        if (!(node instanceof ScalarNode scalar) || isNothing(node)) {
            problems.add(placeOf(node), "Cannot read %s: expected %s.".formatted(full(key), form.expected()));
            return Optional.empty();
        }
        Written<String> raw = new Written<>(scalar.getValue(), placeOf(node));
        return variables.fill(raw, form, problems).flatMap(filled -> {
            if (variables.leavesOpen(filled) || form.fits(filled)) {
                return Optional.of(new Written<>(filled, raw.place()));
            }
            if (form.shown()) {
                refuse(key, raw, form.expected());
            } else {
                problems.add(raw.place(), "Cannot read %s: expected %s.".formatted(full(key), form.expected()));
            }
            return Optional.empty();
        });
    }

    private Optional<YamlSection> under(Node node, String name, Place at) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlSection(mapping, name, at, variables, problems));
        }
        if (isNothing(node)) {
            return Optional.of(new YamlSection(name, at, variables, problems));
        }
        problems.add(
                placeOf(node),
                "Cannot read %s: expected settings under it, not one value or a list. Write %s: {key: value}."
                        .formatted(name, name.substring(name.lastIndexOf('.') + 1)));
        return Optional.empty();
    }

    private void refuse(String key, Written<String> written, String expected) {
        problems.add(
                written.place(), "Cannot read %s '%s': expected %s.".formatted(full(key), written.value(), expected));
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Place placeOf(Node node) {
        Mark mark = node.getStartMark().orElseThrow(() -> new IllegalStateException("A YAML node has no mark."));
        return YamlFile.place(place.file(), mark);
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
