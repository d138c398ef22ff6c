package lakeward.cloud.snowflake;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.plan.SqlCalls;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/**
 * A condition on rows in Snowflake's words. A plan has it in the local engine's, as the definition's checker wrote it.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions-all">Snowflake's functions</a>
 */
final class Condition {
    /**
     * What means the same by the same name, with types that are written as calls. Parts of dates and times are not among them: a
     * policy runs in the session of whoever reads, and with its TIMEZONE or WEEK_START he could choose what they are.
     */
    private static final Set<String> SAME = Set.of(
            "abs",
            "cast",
            "ceil",
            "coalesce",
            "contains",
            "decimal",
            "floor",
            "last_day",
            "length",
            "ln",
            "ltrim",
            "md5",
            "nullif",
            "replace",
            "round",
            "rtrim",
            "split_part",
            "sqrt",
            "substring",
            "translate",
            "trim",
            "trunc");

    /** What has another name or other arguments. */
    private static final Map<String, Function<List<String>, String>> CALLS = Map.ofEntries(
            Map.entry("starts_with", of -> call("startswith", of)),
            Map.entry("ends_with", of -> call("endswith", of)),
            Map.entry("instr", of -> "position(%s, %s)".formatted(of.get(1), of.get(0))),
            Map.entry("sha256", of -> "sha2(%s, 256)".formatted(of.get(0))),
            // Quoted, their names are others here.
            Map.entry("left", of -> call("left", of)),
            Map.entry("right", of -> call("right", of)),
            Map.entry("greatest", of -> call("greatest_ignore_nulls", of)),
            Map.entry("least", of -> call("least_ignore_nulls", of)),
            Map.entry("log10", of -> "log(10, %s)".formatted(of.get(0))));

    /** A date that is written out; by DATE_INPUT_FORMAT of whoever reads it could be another. */
    private static final Pattern DAY = Pattern.compile("(?<!')cast\\(('\\d{4}-\\d\\d-\\d\\d') as date\\)");

    private static final Pattern QUOTED_OR_CAST = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\bas (blob|varchar|date|timestamp(?: with time zone)?)\\)");

    private Condition() {}

    /**
     * Returns a condition here.
     *
     * @throws PlatformException if it has what Snowflake does not, what a reader's session decides, or what nobody has looked at
     */
    static String of(String checked) {
        String days = DAY.matcher(checked).replaceAll("to_date($1, 'YYYY-MM-DD')");
        Set<String> strange = new TreeSet<>(SqlCalls.names(checked));
        strange.removeAll(SAME);
        strange.removeAll(CALLS.keySet());
        QUOTED_OR_CAST
                .matcher(days)
                .results()
                .map(found -> found.group(1))
                .filter(type -> type != null && !type.equals("blob"))
                .forEach(type -> strange.add("cast to " + type));
        if (!strange.isEmpty()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot filter rows by %s on Snowflake: it lacks %s, or lets the reader's session decide what that is. Write the condition without, or take the warehouse out of the target."
                            .formatted(checked, String.join(", ", strange)));
        }
        return QUOTED_OR_CAST
                .matcher(SqlCalls.in(days, CALLS))
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1) == null ? found.group() : "as binary)"));
    }

    private static String call(String name, List<String> arguments) {
        return "%s(%s)".formatted(name, String.join(", ", arguments));
    }
}
