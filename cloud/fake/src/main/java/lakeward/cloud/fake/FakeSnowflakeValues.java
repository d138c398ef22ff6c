package lakeward.cloud.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lakeward.cloud.fake.FakeSnowflakeKind.Property;

/** Values of properties, as statements write them. */
final class FakeSnowflakeValues {
    private FakeSnowflakeValues() {}

    static String read(Property property, FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        return switch (property.form()) {
            case TEXT -> tokens.text();
            case TEXTS -> texts(tokens);
            case NUMBER -> tokens.number();
            case NAME -> tokens.name().get(0);
            case NAMES -> inBrackets(tokens);
            case TRUTH -> one(property, tokens, List.of("TRUE", "FALSE"));
            case WORD -> one(property, tokens, property.words());
            case GROUPS -> groups(tokens);
        };
    }

    private static String inBrackets(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("(");
        if (tokens.accepts(")")) {
            return "";
        }
        String names = names(tokens).stream().map(FakeSnowflakeValues::written).collect(Collectors.joining(","));
        tokens.expect(")");
        return names;
    }

    /** Reads the value of a {@link FakeSnowflakeKind.Form#NAMES} again. */
    static List<List<String>> names(String value) throws FakeSnowflakeException {
        return value.isEmpty() ? List.of() : names(new FakeSnowflakeTokens(value));
    }

    private static List<List<String>> names(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        List<List<String>> names = new ArrayList<>();
        do {
            names.add(tokens.name());
        } while (tokens.accepts(","));
        return names;
    }

    /** Writes a name with quotes where it needs them. */
    static String written(List<String> name) {
        return name.stream()
                .map(part -> part.matches("[A-Z_][A-Z0-9_$]*") ? part : '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
    }

    private static String one(Property property, FakeSnowflakeTokens tokens, List<String> words)
            throws FakeSnowflakeException {
        boolean quoted = tokens.peek().kind() == FakeSnowflakeTokens.Kind.TEXT;
        String word = quoted ? tokens.text().toUpperCase(Locale.ROOT) : tokens.word();
        if (!words.contains(word)) {
            throw FakeSnowflakeException.invalid(
                    "invalid value [%s] for parameter '%s'".formatted(word, property.name()));
        }
        return word;
    }

    private static String texts(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("(");
        List<String> texts = new ArrayList<>();
        while (!tokens.accepts(")")) {
            texts.add(tokens.text());
            if (tokens.accepts(")")) {
                break;
            }
            tokens.expect(",");
        }
        return String.join(",", texts);
    }

    /** Reads {@code ((NAME = 'a' …), (…))} of a volume's places. */
    private static String groups(FakeSnowflakeTokens tokens) throws FakeSnowflakeException {
        tokens.expect("(");
        StringBuilder groups = new StringBuilder();
        do {
            tokens.expect("(");
            while (!tokens.accepts(")")) {
                String name = tokens.word();
                if (!List.of(
                                "NAME",
                                "STORAGE_PROVIDER",
                                "STORAGE_AWS_ROLE_ARN",
                                "STORAGE_BASE_URL",
                                "STORAGE_AWS_EXTERNAL_ID")
                        .contains(name)) {
                    throw FakeSnowflakeException.invalid(
                            "invalid property '%s' for 'STORAGE_LOCATION'".formatted(name));
                }
                tokens.expect("=");
                groups.append(name).append('=').append(tokens.text()).append(' ');
            }
        } while (tokens.accepts(","));
        tokens.expect(")");
        return groups.toString().strip();
    }
}
