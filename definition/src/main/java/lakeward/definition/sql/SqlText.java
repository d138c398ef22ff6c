package lakeward.definition.sql;

import java.nio.charset.StandardCharsets;
import lakeward.definition.problem.Place;

/**
 * SQL inside a file, as it is given to the parser.
 *
 * @param file relative to the project's folder
 * @param content the whole file
 * @param start index in {@code content} of the SQL's first character
 * @param end index after its last
 * @param prefix what is put before it for the parser
 * @param suffix what is put after it
 */
public record SqlText(String file, String content, int start, int end, String prefix, String suffix) {
    /** Returns a condition of which only the place of its first character is known. */
    public static SqlText at(Place first, String sql) {
        String before = "\n".repeat(first.line() - 1) + " ".repeat(first.column() - 1);
        return new SqlText(
                first.file(), before + sql, before.length(), before.length() + sql.length(), "select (", "\n)");
    }

    /** Returns what the parser is given. */
    public String forParser() {
        return prefix + content.substring(start, end) + suffix;
    }

    /** Returns where a byte of {@link #forParser} in UTF-8 stands in the file. */
    public Place placeOfByte(int offset) {
        byte[] utf8 = forParser().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(Math.max(offset, 0), utf8.length);
        int index = new String(utf8, 0, length, StandardCharsets.UTF_8).length() - prefix.length();
        return placeOf(file, content, Math.min(start + Math.max(index, 0), end));
    }

    /** Returns the line, and the column in Unicode characters, of an index in a text. */
    public static Place placeOf(String file, String content, int index) {
        int line = 1;
        int lineStart = 0;
        for (int i = content.indexOf('\n'); i >= 0 && i < index; i = content.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        return new Place(file, line, 1 + content.codePointCount(lineStart, index));
    }
}
