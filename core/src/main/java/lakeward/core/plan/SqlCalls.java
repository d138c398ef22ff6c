package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Calls of functions in a plan's SQL, which is checked text in the local engine's words, in those of another engine. What stands
 * in quotation marks or in a comment is left alone, but for a function's name.
 */
public final class SqlCalls {
    private final String sql;
    private final Map<String, Function<List<String>, String>> words;
    private final Set<String> called = new TreeSet<>();
    private int at;

    private SqlCalls(String sql, Map<String, Function<List<String>, String>> words) {
        this.sql = sql;
        this.words = words;
    }

    /**
     * Returns the SQL with other calls in it.
     *
     * @param words of functions by their names, what a call of them is, of its arguments
     */
    public static String in(String sql, Map<String, Function<List<String>, String>> words) {
        return new SqlCalls(sql, words).all();
    }

    /** Returns the names of all that is called, and of types that are written as calls are, such as {@code decimal(12,2)}. */
    public static Set<String> names(String sql) {
        SqlCalls calls = new SqlCalls(sql, Map.of());
        calls.all();
        return calls.called;
    }

    private String all() {
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            text.append(next());
        }
        return text.toString();
    }

    /** Reads on by one word, one thing in quotation marks or comment, or one other sign, and returns what it is. */
    private String next() {
        int start = at;
        char sign = sql.charAt(at);
        if (sign == '\'') {
            return quoted(sign);
        }
        if (sign == '"') {
            String name = quoted(sign);
            return called(name.substring(1, name.length() - 1)).orElse(name);
        }
        if (sql.startsWith("--", at)) {
            return until("\n");
        }
        if (sql.startsWith("/*", at)) {
            return until("*/");
        }
        if (!Character.isJavaIdentifierPart(sign)) {
            at++;
            return String.valueOf(sign);
        }
        while (at < sql.length() && Character.isJavaIdentifierPart(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(start, at);
        return called(word).orElse(word);
    }

    /** Returns what a call is that begins with this name, if it is one of the words. */
    private Optional<String> called(String name) {
        if (at == sql.length() || sql.charAt(at) != '(') {
            return Optional.empty();
        }
        called.add(name);
        Function<List<String>, String> word = words.get(name);
        if (word == null) {
            return Optional.empty();
        }
        at++;
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        for (int depth = 0; depth >= 0; ) {
            String next = next();
            depth += next.equals("(") ? 1 : next.equals(")") ? -1 : 0;
            if (depth < 0 || (depth == 0 && next.equals(","))) {
                arguments.add(argument.toString().strip());
                argument.setLength(0);
            } else {
                argument.append(next);
            }
        }
        return Optional.of(word.apply(arguments));
    }

    private String quoted(char mark) {
        int start = at;
        do {
            at = sql.indexOf(mark, at + 1) + 1;
        } while (at < sql.length() && sql.charAt(at) == mark);
        return sql.substring(start, at);
    }

    private String until(String end) {
        int start = at;
        int found = sql.indexOf(end, at);
        at = found < 0 ? sql.length() : found + end.length();
        return sql.substring(start, at);
    }
}
