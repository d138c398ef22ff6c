package lakeward.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The exact values of a row: a JSON object from column name to text or null, here read by hand. */
final class ExactText {
    private final String json;
    private int at;

    private ExactText(String json) {
        this.json = json;
    }

    /** Reads the object; an empty text is one without columns. */
    static Map<String, String> parse(String json) {
        Map<String, String> values = new LinkedHashMap<>();
        ExactText text = new ExactText(json);
        while (text.skipTo('"')) {
            String name = text.string();
            text.skipTo(':');
            boolean isNull = json.startsWith("null", text.at + 1);
            if (!isNull) {
                text.skipTo('"');
            }
            values.put(name, isNull ? null : text.string());
        }
        return values;
    }

    /** Returns the object with the other's values; what is null there is left out. */
    static String merged(String json, String others) {
        Map<String, String> values = parse(json);
        values.putAll(parse(others));
        values.values().removeIf(value -> value == null);
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private boolean skipTo(char character) {
        at = json.indexOf(character, at);
        if (at < 0) {
            at = json.length();
            return false;
        }
        return true;
    }

    /** Reads the string that starts here. */
    private String string() {
        StringBuilder text = new StringBuilder();
        for (at++; json.charAt(at) != '"'; at++) {
            char character = json.charAt(at);
            if (character == '\\') {
                at++;
                if (json.charAt(at) == 'u') {
                    character = (char) Integer.parseInt(json.substring(at + 1, at + 5), 16);
                    at += 4;
                } else {
                    character = json.charAt(at);
                }
            }
            text.append(character);
        }
        at++;
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
