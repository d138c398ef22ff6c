package lakeward.cloud.snowflake;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a masking or row access policy does.
 *
 * @param arguments the table's columns that it asks for, as the table spells them in the lake
 * @param returns a type
 * @param body an expression over the arguments
 */
record Rule(List<Argument> arguments, String returns, String body) {
    /** A column with its type in Snowflake. */
    record Argument(String name, String type) {}

    /**
     * Stands before a column's name where that is an argument. In a subquery a name means a column of its own table before it
     * means an argument, and people have attributes that are called as columns are; none begins like this.
     */
    private static final String ARGUMENT = "_";

    /** A quoted name in a checked condition, or a text, in which no name is looked for. */
    private static final Pattern NAMES = Pattern.compile("'(?:[^']|'')*'|(\"user\"\\.)?\"((?:[^\"]|\"\")+)\"");

    Rule {
        arguments = List.copyOf(arguments);
    }

    /** Returns how a body names an argument. */
    static String named(Argument argument) {
        return Sql.name(ARGUMENT + argument.name());
    }

    /**
     * Returns a checked condition over columns, in which people's attributes stand with {@code user}, over arguments and in
     * Snowflake's words.
     */
    static String ofArguments(String condition) {
        return NAMES.matcher(Condition.of(condition))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null && found.group(2) != null
                                ? "\"%s%s\"".formatted(ARGUMENT, found.group(2))
                                : found.group()));
    }

    /** Returns all of it, for a statement that makes a policy. */
    String sql() {
        String list = arguments.stream()
                .map(argument -> "%s %s".formatted(named(argument), argument.type()))
                .collect(Collectors.joining(", "));
        return "AS (%s) RETURNS %s -> %s".formatted(list, returns, body);
    }
}
