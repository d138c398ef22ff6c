package lakeward.cloud.databricks;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.plan.SqlCalls;

/**
 * Databricks' own spelling of SQL: names in back quotes, texts in which a backslash is an escape.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">Texts</a>
 */
final class Sql {
    /** A comment, a text, or a name in double quotes with the one that it is part of, if that is quoted too. */
    private static final Pattern QUOTED = Pattern.compile(
            "--[^\\n]*|/\\*.*?\\*/|'((?:[^']|'')*)'|(?:\"((?:[^\"]|\"\")+)\"\\.)?\"((?:[^\"]|\"\")+)\"",
            Pattern.DOTALL);

    /** What a plan's SQL calls otherwise than Databricks does: it is checked text in the local engine's words. */
    private static final Map<String, String> WORDS = Map.of(
            "as varchar)", "as string)",
            "as blob)", "as binary)",
            "as timestamp)", "as timestamp_ntz)",
            "as timestamp with time zone)", "as timestamp)",
            " // ", " div ");

    private static final Pattern WORD = Pattern.compile("\\bas (?:varchar|blob|timestamp(?: with time zone)?)\\)| // ");

    /** Functions that have another name here, other arguments, or another meaning: two of its own trim the second text. */
    private static final Map<String, Function<List<String>, String>> CALLS = Map.ofEntries(
            Map.entry("starts_with", of -> call("startswith", of)),
            Map.entry("ends_with", of -> call("endswith", of)),
            Map.entry("epoch_us", of -> call("unix_micros", of)),
            Map.entry("sha256", of -> "sha2(%s, 256)".formatted(of.get(0))),
            Map.entry("trim", of -> trim("both", of)),
            Map.entry("ltrim", of -> trim("leading", of)),
            Map.entry("rtrim", of -> trim("trailing", of)),
            // A cast cuts off here what stands behind the point.
            Map.entry("trunc", of -> "(%s)".formatted(of.get(0))),
            // Sunday is 1 here, and 0 there.
            Map.entry("dayofweek", of -> "(%s - 1)".formatted(call("dayofweek", of))),
            Map.entry("to_years", of -> "make_ym_interval(%s)".formatted(of.get(0))),
            Map.entry("to_months", of -> "make_ym_interval(0, %s)".formatted(of.get(0))),
            Map.entry("to_weeks", of -> "make_dt_interval(7 * (%s))".formatted(of.get(0))),
            Map.entry("to_days", of -> "make_dt_interval(%s)".formatted(of.get(0))),
            Map.entry("to_hours", of -> "make_dt_interval(0, %s)".formatted(of.get(0))),
            Map.entry("to_minutes", of -> "make_dt_interval(0, 0, %s)".formatted(of.get(0))),
            Map.entry("to_seconds", of -> "make_dt_interval(0, 0, 0, %s)".formatted(of.get(0))));

    private Sql() {}

    static String name(String... parts) {
        return Stream.of(parts).map(part -> "`" + part.replace("`", "``") + "`").collect(Collectors.joining("."));
    }

    static String names(List<String> names) {
        return names.stream().map(name -> name(name)).collect(Collectors.joining(", "));
    }

    static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Returns what a definition's SQL is here. There a name may be in double quotes, which make a text here. */
    static String of(String sql) {
        return of(sql, (outer, name) -> outer.isEmpty() ? name(name) : name(outer, name));
    }

    /**
     * Does so.
     *
     * @param named spells a name, of the one that it is part of, empty if there is none, and itself
     */
    static String of(String checked, BinaryOperator<String> named) {
        String sql = SqlCalls.in(checked, CALLS);
        StringBuilder text = new StringBuilder();
        int copied = 0;
        Matcher quoted = QUOTED.matcher(sql);
        while (quoted.find()) {
            text.append(words(sql.substring(copied, quoted.start()))).append(spelled(quoted, named));
            copied = quoted.end();
        }
        return text.append(words(sql.substring(copied))).toString();
    }

    private static String call(String name, List<String> arguments) {
        return "%s(%s)".formatted(name, String.join(", ", arguments));
    }

    private static String trim(String side, List<String> of) {
        return "trim(%s %s from %s)".formatted(side, of.get(1), of.get(0));
    }

    private static String words(String unquoted) {
        return WORD.matcher(unquoted).replaceAll(found -> WORDS.get(found.group()));
    }

    private static String spelled(MatchResult found, BinaryOperator<String> named) {
        if (found.group(1) != null) {
            return text(found.group(1).replace("''", "'"));
        }
        if (found.group(3) != null) {
            String outer = found.group(2) == null ? "" : found.group(2);
            return named.apply(outer.replace("\"\"", "\""), found.group(3).replace("\"\"", "\""));
        }
        return found.group();
    }
}
