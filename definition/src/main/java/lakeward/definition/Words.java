package lakeward.definition;

import lakeward.definition.problem.Place;
import lakeward.definition.sql.SqlText;
import lakeward.definition.yaml.Written;

/** Reads a SQL text word by word, with comments left out. */
final class Words {
    /** The text goes on in another way than it may. */
    static final class UnexpectedException extends RuntimeException {
        private final transient Place place;

        UnexpectedException(Place place, String message) {
            super(message, null, false, false);
            this.place = place;
        }

        Place place() {
            return place;
        }
    }

    private final String file;
    private final String content;
    private String form;
    private int at;

    Words(String file, String content, String form) {
        this.file = file;
        this.content = content;
        this.form = form;
    }

    /** Says what is being read now, for messages. */
    void inForm(String wanted) {
        form = wanted;
    }

    /** Moves behind a word or sign. */
    void take(String word) {
        if (!accepts(word)) {
            throw unexpected(word);
        }
    }

    /** Moves behind a word or sign if it comes next. */
    boolean accepts(String word) {
        skipBlank();
        int end = wordEnd(at);
        if (!content.substring(at, end).equalsIgnoreCase(word)) {
            return false;
        }
        at = end;
        return true;
    }

    Written<String> name(String what) {
        skipBlank();
        int end = wordEnd(at);
        String name = content.substring(at, end);
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw unexpected(what + " of letters, digits and _");
        }
        Written<String> written = new Written<>(name, place(at));
        at = end;
        return written;
    }

    /** Reads a text in single quotes. */
    String text() {
        skipBlank();
        if (at >= content.length() || content.charAt(at) != '\'') {
            throw unexpected("a text in single quotes");
        }
        int end = quotedEnd(at);
        if (content.substring(at, end).indexOf('\n') >= 0) {
            throw new UnexpectedException(
                    place(at), "Cannot read model: this quote is not closed on its line. Close it.");
        }
        String text = content.substring(at + 1, end - 1).replace("''", "'");
        at = end;
        return text;
    }

    /** Reads SQL in parentheses. */
    SqlText parenthesized() {
        take("(");
        int start = at;
        int depth = 1;
        while (at < content.length()) {
            char c = content.charAt(at);
            if (c == '\'' || c == '"') {
                at = quotedEnd(at);
            } else if (startsComment()) {
                at = commentEnd();
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0) {
                    SqlText text = new SqlText(file, content, start, at, "select (", "\n)");
                    at++;
                    return text;
                }
                at++;
            }
        }
        at = start - 1;
        throw new UnexpectedException(place(at), "Cannot read model: this parenthesis is not closed. Close it.");
    }

    /** Returns the SQL from here to the end. */
    SqlText rest() {
        skipBlank();
        int end = content.length();
        while (end > at && (Character.isWhitespace(content.charAt(end - 1)) || content.charAt(end - 1) == ';')) {
            end--;
        }
        if (end <= at) {
            throw unexpected("a SELECT");
        }
        return new SqlText(file, content, at, end, "", "");
    }

    UnexpectedException unexpected(String expected) {
        skipBlank();
        String found = at < content.length() ? "'" + content.substring(at, wordEnd(at)) + "'" : "the end of the file";
        return new UnexpectedException(
                place(at), "Cannot read model: expected %s, found %s. Write %s.".formatted(expected, found, form));
    }

    private Place place(int index) {
        return SqlText.placeOf(file, content, index);
    }

    private void skipBlank() {
        while (at < content.length()) {
            if (Character.isWhitespace(content.charAt(at)) || content.charAt(at) == '\uFEFF') {
                at++;
            } else if (startsComment()) {
                at = commentEnd();
            } else {
                return;
            }
        }
    }

    private boolean startsComment() {
        return content.startsWith("--", at) || content.startsWith("/*", at);
    }

    private int commentEnd() {
        boolean line = content.startsWith("--", at);
        int end = content.indexOf(line ? "\n" : "*/", at + 2);
        return end < 0 ? content.length() : end + (line ? 1 : 2);
    }

    private int quotedEnd(int start) {
        char quote = content.charAt(start);
        int end = content.indexOf(quote, start + 1);
        while (end >= 0 && end + 1 < content.length() && content.charAt(end + 1) == quote) {
            end = content.indexOf(quote, end + 2);
        }
        if (end < 0) {
            throw new UnexpectedException(place(start), "Cannot read model: this quote is not closed. Close it.");
        }
        return end + 1;
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < content.length()
                && (Character.isLetterOrDigit(content.charAt(end)) || content.charAt(end) == '_')) {
            end++;
        }
        return end == start && start < content.length() ? start + Character.charCount(content.codePointAt(start)) : end;
    }
}
