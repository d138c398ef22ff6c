package lakeward.cloud.databricks;

import java.util.List;
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
        return QUOTED.matcher(sql).replaceAll(found -> Matcher.quoteReplacement(spelled(found, named)));
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
