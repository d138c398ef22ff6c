package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;

/**
 * Contents as JSON (RFC 8259), both ways. It stands here rather than behind a library because a plan's text is the plan:
 * every process that reads one sees this room and not much else.
 */
final class JsonText {
    private static final int MAX_DEPTH = 64;

    /** How many characters of a list or of fields stand in one line. */
    private static final int LINE = 100;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Writes all in one line. */
    static String line(Content content) {
        StringBuilder text = new StringBuilder();
        appendFlat(text, content, Integer.MAX_VALUE);
        return text.toString();
    }

    /** Writes what fits into a line in one, all else a value a line. */
    static String write(Content content) {
        StringBuilder text = new StringBuilder();
        append(text, content, "\n");
        return text.toString();
    }

    private static void append(StringBuilder text, Content content, String line) {
        StringBuilder flat = new StringBuilder();
        if (appendFlat(flat, content, LINE)) {
            text.append(flat);
        } else if (content instanceof Items items) {
            block(text, '[', items.values(), ']', line, item -> append(text, item, line + "  "));
        } else if (content instanceof Fields fields) {
            block(text, '{', fields.values().entrySet(), '}', line, field -> {
                string(text, field.getKey());
                text.append(": ");
                append(text, field.getValue(), line + "  ");
            });
        }
    }

    private static <T> void block(
            StringBuilder text, char open, Collection<T> values, char close, String line, Consumer<T> each) {
        text.append(open);
        String separator = "";
        for (T value : values) {
            text.append(separator).append(line).append("  ");
            each.accept(value);
            separator = ",";
        }
        text.append(line).append(close);
    }

    /** Appends the content in one line, and tells whether it fits; what has no parts always does. */
    private static boolean appendFlat(StringBuilder text, Content content, int most) {
        if (content instanceof Text value) {
            string(text, value.value());
        } else if (content instanceof Figure figure) {
            text.append(figure.value().toPlainString());
        } else if (content instanceof Truth truth) {
            text.append(truth.value());
        } else if (content instanceof Items items) {
            return flat(text, '[', items.values(), ']', most, item -> appendFlat(text, item, most));
        } else if (content instanceof Fields fields) {
            return flat(text, '{', fields.values().entrySet(), '}', most, field -> {
                string(text, field.getKey());
                text.append(": ");
                return appendFlat(text, field.getValue(), most);
            });
        }
        return true;
    }

    private static <T> boolean flat(
            StringBuilder text, char open, Collection<T> values, char close, int most, Predicate<T> each) {
        text.append(open);
        String separator = "";
        for (T value : values) {
            text.append(separator);
            if (!each.test(value) || text.length() > most) {
                return false;
            }
            separator = ", ";
        }
        text.append(close);
        return text.length() <= most;
    }

    static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static boolean isPaired(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }

    static Content parse(String json) {
        JsonText reader = new JsonText(json);
        Content content = reader.value(0);
        reader.skipBlank();
        if (reader.at < json.length()) {
            throw reader.unexpected("the end");
        }
        return content;
    }

    private Content value(int depth) {
        skipBlank();
        if (depth > MAX_DEPTH) {
            throw unexpected("less nesting");
        }
        char c = at < text.length() ? text.charAt(at) : ' ';
        return switch (c) {
            case '"' -> new Text(string());
            case '{' -> fields(depth);
            case '[' -> items(depth);
            case 't' -> word("true", new Truth(true));
            case 'f' -> word("false", new Truth(false));
            default -> figure();
        };
    }

    private Content word(String word, Content meaning) {
        if (!text.startsWith(word, at)) {
            throw unexpected(word);
        }
        at += word.length();
        return meaning;
    }

    private Content figure() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String written = text.substring(start, at);
        // A number that would be written out with millions of zeros is no plan's.
        if (!written.matches("-?(0|[1-9]\\d{0,40})(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?")) {
            at = start;
            throw unexpected("a value");
        }
        return new Figure(new BigDecimal(written));
    }

    private Content items(int depth) {
        List<Content> items = new ArrayList<>();
        take('[');
        if (!accepts(']')) {
            do {
                items.add(value(depth + 1));
            } while (accepts(','));
            take(']');
        }
        return new Items(items);
    }

    private Content fields(int depth) {
        SortedMap<String, Content> fields = new TreeMap<>();
        take('{');
        if (!accepts('}')) {
            do {
                skipBlank();
                int start = at;
                String name = string();
                take(':');
                if (fields.putIfAbsent(name, value(depth + 1)) != null) {
                    at = start;
                    throw unexpected("a name that is not there already");
                }
            } while (accepts(','));
            take('}');
        }
        return new Fields(fields);
    }

    private String string() {
        take('"');
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c < ' ') {
                throw unexpected("a text in one line");
            }
            at++;
            value.append(c == '\\' ? escaped() : c);
        }
        if (at >= text.length()) {
            throw unexpected("the end of a text");
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                String digits = text.substring(at, Math.min(at + 4, text.length()));
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw unexpected("four hexadecimal digits");
                }
                at += 4;
                yield (char) Integer.parseInt(digits, 16);
            }
            default -> throw unexpected("an escape");
        };
    }

    private void take(char wanted) {
        if (!accepts(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    private boolean accepts(char wanted) {
        skipBlank();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException unexpected(String expected) {
        String found = at < text.length() ? "'%s'".formatted(text.charAt(at)) : "the end";
        return new IllegalArgumentException("Cannot read JSON at character %d: expected %s, found %s. Write it anew."
                .formatted(at + 1, expected, found));
    }
}
