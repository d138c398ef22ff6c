package lakeward.cloud.snowflake;

import java.util.List;
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

    Rule {
        arguments = List.copyOf(arguments);
    }

    /** Returns all of it, for a statement that makes a policy. */
    String sql() {
        String list = arguments.stream()
                .map(argument -> "%s %s".formatted(Sql.name(argument.name()), argument.type()))
                .collect(Collectors.joining(", "));
        return "AS (%s) RETURNS %s -> %s".formatted(list, returns, body);
    }
}
