package lakeward.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be shown of a statement of somebody else: its beginning, without values. */
final class StatementText {
    private static final int LONGEST = 80;

    /** Names in quotes stay; texts, also ones that are cut off, numbers and comments go. */
    private static final Pattern PARTS = Pattern.compile(
            "(?<name>\"(?:[^\"]|\"\")*\"?)"
                    + "|--[^\\n]*|/\\*.*?(?:\\*/|$)"
                    + "|[eE]'(?:[^'\\\\]|''|\\\\.)*(?:'|\\\\?$)|(?:\\b[bBxXnN]|\\b[uU]&)?'(?:[^']|'')*(?:'|$)"
                    + "|\\$(?<tag>\\w*)\\$.*?(?:\\$\\k<tag>\\$|$)"
                    + "|(?<![\\w$])[0-9][\\w.]*",
            Pattern.DOTALL);

    private StatementText() {}

    /** Returns its first 80 characters, on one line, with a question mark for each value. */
    static String of(String sql) {
        Matcher matcher = PARTS.matcher(sql);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String part = matcher.group();
            boolean isComment = part.startsWith("--") || part.startsWith("/*");
            String shown = matcher.group("name") != null ? part : isComment ? "" : "?";
            matcher.appendReplacement(text, Matcher.quoteReplacement(shown));
        }
        String line =
                matcher.appendTail(text).toString().replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
