package lakeward.cloud.databricks;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            "starts_with(", "startswith(",
            "ends_with(", "endswith(",
            "epoch_us(", "unix_micros(",
            " // ", " div ");

    private static final Pattern WORD = Pattern.compile(
            "\\bas (?:varchar|blob|timestamp(?: with time zone)?)\\)|\\b(?:starts_with|ends_with|epoch_us)\\(| // ");

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
    static String of(String sql, BinaryOperator<String> named) {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        Matcher quoted = QUOTED.matcher(sql);
        while (quoted.find()) {
            text.append(words(sql.substring(copied, quoted.start()))).append(spelled(quoted, named));
            copied = quoted.end();
        }
        return text.append(words(sql.substring(copied))).toString();
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
