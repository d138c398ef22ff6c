package lakeward.definition.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;

/** What {@code ${name}} and {@code ${env.NAME}} stand for. */
public final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final String ENVIRONMENT = "env.";

    private final Map<String, String> environment;
    private final Map<String, String> named = new LinkedHashMap<>();
    private boolean literal;
    private boolean withoutEnvironment;

    public Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Returns what puts nothing in: texts are taken as they are. */
    public static Variables none() {
        Variables none = new Variables(Map.of());
        none.literal = true;
        return none;
    }

    /** Returns what leaves {@code ${env.NAME}} as it is: what is written is checked without the values of a machine. */
    public static Variables withoutEnvironment() {
        Variables without = new Variables(Map.of());
        without.withoutEnvironment = true;
        return without;
    }

    /** Whether the text still has a place for a value of the environment in it. */
    boolean leavesOpen(String filled) {
        return withoutEnvironment && filled.contains("${" + ENVIRONMENT);
    }

    void define(String name, String value) {
        named.put(name, value);
    }

    /** Returns the text with values put in, or empty if one is missing, which is reported. */
    Optional<String> fill(Written<String> text, Form form, Problems problems) {
        if (literal) {
            return Optional.of(text.value());
        }
        Matcher matcher = REFERENCE.matcher(text.value());
        StringBuilder filled = new StringBuilder();
        boolean complete = true;
        while (matcher.find()) {
            Optional<String> value = value(matcher.group(1), text, form, problems);
            complete &= value.isPresent();
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(filled);
        return complete ? Optional.of(filled.toString()) : Optional.empty();
    }

    private Optional<String> value(String name, Written<String> text, Form form, Problems problems) {
        if (!name.startsWith(ENVIRONMENT)) {
            if (!named.containsKey(name)) {
                problems.add(
                        text.place(),
                        "Cannot use ${%s}: variables has no '%s'.%s"
                                .formatted(
                                        name,
                                        name,
                                        Spelling.nearest(name, named.keySet())
                                                .map(" Did you mean '%s'?"::formatted)
                                                .orElse(" Define it there.")));
            }
            return Optional.ofNullable(named.get(name));
        }
        String variable = name.substring(ENVIRONMENT.length());
        if (!form.environment()) {
            problems.add(
                    text.place(),
                    "Cannot use ${%s} here: what a platform is may not depend on where it is read. Use variables."
                            .formatted(name));
            return Optional.empty();
        }
        if (withoutEnvironment) {
            return Optional.of("${" + name + "}");
        }
        if (!environment.containsKey(variable)) {
            problems.add(
                    text.place(),
                    "Cannot use ${%s}: there is no such environment variable. Set %s.".formatted(name, variable));
        }
        return Optional.ofNullable(environment.get(variable));
    }
}
