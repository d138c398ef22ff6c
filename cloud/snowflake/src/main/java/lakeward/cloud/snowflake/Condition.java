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
    /** What means the same by the same name, with types that are written as calls. */
    private static final Set<String> SAME = Set.of(
            "abs",
            "cast",
            "ceil",
            "coalesce",
            "contains",
            "date_trunc",
            "day",
            "dayofmonth",
            "dayofyear",
            "decimal",
            "extract",
            "floor",
            "hour",
            "last_day",
            "length",
            "ln",
            "ltrim",
            "md5",
            "minute",
            "month",
            "nullif",
            "quarter",
            "replace",
            "round",
            "rtrim",
            "split_part",
            "sqrt",
            "substring",
            "translate",
            "trim",
            "trunc",
            "year");

    /** What has another name, other arguments, or depends on a session's parameters by its own name. */
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
            Map.entry("log10", of -> "log(10, %s)".formatted(of.get(0))),
            Map.entry("weekofyear", of -> call("weekiso", of)),
            Map.entry("dayofweek", of -> "(%s %% 7)".formatted(call("dayofweekiso", of))),
            Map.entry("epoch_us", of -> "date_part(epoch_microsecond, %s)".formatted(of.get(0))));

    private static final Map<String, String> WORDS = Map.of(
            "as blob)", "as binary)",
            "as timestamp)", "as timestamp_ntz)",
            "as timestamp with time zone)", "as timestamp_ltz)",
            // Of whole units alone, so nothing is left over.
            " // ", " / ");

    private static final Pattern QUOTED_OR_WORD =
            Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\bas (?:blob|timestamp(?: with time zone)?)\\)| // ");

    private Condition() {}

    /**
     * Returns a condition here.
     *
     * @throws PlatformException if it calls what Snowflake does not have, or what nobody has looked at
     */
    static String of(String checked) {
        Set<String> strange = new TreeSet<>(SqlCalls.names(checked));
        strange.removeAll(SAME);
        strange.removeAll(CALLS.keySet());
        if (!strange.isEmpty()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot filter rows by %s on Snowflake: it is not known to have %s. Write the condition without, or take the warehouse out of the target."
                            .formatted(checked, String.join(", ", strange)));
        }
        return QUOTED_OR_WORD
                .matcher(SqlCalls.in(checked, CALLS))
                .replaceAll(found -> Matcher.quoteReplacement(WORDS.getOrDefault(found.group(), found.group())));
    }

    private static String call(String name, List<String> arguments) {
        return "%s(%s)".formatted(name, String.join(", ", arguments));
    }
}
