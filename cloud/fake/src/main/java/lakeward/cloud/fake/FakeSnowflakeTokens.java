package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A statement's words, one after the other. */
final class FakeSnowflakeTokens {
    enum Kind {
        /** Not quoted, in capitals. */
        WORD,
        QUOTED,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    record Token(Kind kind, String value, int start) {}

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    FakeSnowflakeTokens(String sql) throws FakeSnowflakeException {
        this.sql = sql;
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '\'' || c == '"') {
                at = quoted(at, c);
            } else {
                at = bare(at, c);
            }
        }
        tokens.add(new Token(Kind.END, "<EOF>", sql.length()));
    }

    private int quoted(int start, char quote) throws FakeSnowflakeException {
        StringBuilder value = new StringBuilder();
        int at = start + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                value.append(quote);
                at += 2;
            } else if (c == quote) {
                tokens.add(new Token(quote == '"' ? Kind.QUOTED : Kind.TEXT, value.toString(), start));
                return at + 1;
            } else if (c == '\\' && quote == '\'') {
                value.append(escaped(at + 1));
                at += 2;
            } else {
                value.append(c);
                at++;
            }
        }
        throw FakeSnowflakeException.syntax("<EOF>", sql.length());
    }

    /** The escapes of a text in single quotes that have one letter; what is no escape stands for itself. */
    private char escaped(int at) throws FakeSnowflakeException {
        if (at >= sql.length()) {
            throw FakeSnowflakeException.syntax("<EOF>", sql.length());
        }
        char c = sql.charAt(at);
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '0' -> '\0';
            default -> c;
        };
    }

    private int bare(int start, char first) throws FakeSnowflakeException {
        int at = start;
        if (Character.isLetter(first) || first == '_') {
            while (at < sql.length()
                    && (Character.isLetterOrDigit(sql.charAt(at)) || "_$".indexOf(sql.charAt(at)) >= 0)) {
                at++;
            }
            tokens.add(new Token(Kind.WORD, sql.substring(start, at).toUpperCase(Locale.ROOT), start));
            return at;
        }
        if (Character.isDigit(first)) {
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
            tokens.add(new Token(Kind.NUMBER, sql.substring(start, at), start));
            return at;
        }
        for (String symbol : List.of("->", "=>", "<>", "<=", ">=", "::", "||")) {
            if (sql.startsWith(symbol, start)) {
                tokens.add(new Token(Kind.SYMBOL, symbol, start));
                return start + symbol.length();
            }
        }
        if ("(),.=<>+-*/".indexOf(first) < 0) {
            throw FakeSnowflakeException.syntax(String.valueOf(first), start);
        }
        tokens.add(new Token(Kind.SYMBOL, String.valueOf(first), start));
        return start + 1;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    /** Takes these words if all of them come next. */
    boolean accepts(String words) {
        String[] wanted = words.split(" ", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (next + i >= tokens.size() || !is(tokens.get(next + i), wanted[i])) {
                return false;
            }
        }
        next += wanted.length;
        return true;
    }

    void expect(String words) throws FakeSnowflakeException {
        if (!accepts(words)) {
            throw unexpected();
        }
    }

    private static boolean is(Token token, String wanted) {
        return (token.kind() == Kind.WORD || token.kind() == Kind.SYMBOL)
                && token.value().equals(wanted);
    }

    String text() throws FakeSnowflakeException {
        return of(Kind.TEXT);
    }

    String word() throws FakeSnowflakeException {
        return of(Kind.WORD);
    }

    String number() throws FakeSnowflakeException {
        return of(Kind.NUMBER);
    }

    private String of(Kind kind) throws FakeSnowflakeException {
        if (peek().kind() != kind) {
            throw unexpected();
        }
        return take().value();
    }

    /** Takes a name of some parts, with dots between them. */
    List<String> name() throws FakeSnowflakeException {
        List<String> parts = new ArrayList<>();
        do {
            if (peek().kind() != Kind.QUOTED && peek().kind() != Kind.WORD) {
                throw unexpected();
            }
            parts.add(take().value());
        } while (accepts("."));
        return parts;
    }

    void end() throws FakeSnowflakeException {
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
    }

    /** Returns what is written from here up to a word outside parentheses, or to the end, and goes there. */
    String upTo(String word) {
        int start = peek().start();
        int depth = 0;
        while (peek().kind() != Kind.END && !(depth == 0 && is(peek(), word))) {
            String value = take().value();
            depth += value.equals("(") ? 1 : value.equals(")") ? -1 : 0;
        }
        return sql.substring(start, peek().start()).strip();
    }

    FakeSnowflakeException unexpected() {
        return FakeSnowflakeException.syntax(peek().value(), peek().start());
    }
}
