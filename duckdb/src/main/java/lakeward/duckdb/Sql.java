package lakeward.duckdb;

import java.util.Collection;
import java.util.stream.Collectors;

/** Writes names and values into SQL text. The only place that quotes. */
public final class Sql {
    private Sql() {}

    /** Returns the name as an identifier: {@code a"b} is {@code "a""b"}. */
    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns the names as identifiers with commas between. */
    public static String names(Collection<String> names) {
        return names.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    /** Returns the text as a literal: {@code it's} is {@code 'it''s'}. */
    public static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** Returns the texts as a list literal. */
    public static String texts(Collection<String> texts) {
        return texts.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"));
    }
}
