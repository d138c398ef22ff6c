package lakeward.cloud.snowflake;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A property as a statement sets it: {@code NAME = value}. */
record Property(String name, Value value) {
    /** What it is set to. */
    sealed interface Value {
        String sql();
    }

    /** A text of any characters. */
    record Text(String text) implements Value {
        @Override
        public String sql() {
            return Sql.text(text);
        }
    }

    /** A word or number of Snowflake's own. */
    record Word(String word) implements Value {
        Word {
            if (!word.matches("[A-Z0-9_]+")) {
                throw new IllegalArgumentException(
                        "Cannot write '%s' as a word: it has other characters. Use a text.".formatted(word));
            }
        }

        @Override
        public String sql() {
            return word;
        }
    }

    /** The name of an object. */
    record Named(Name name) implements Value {
        @Override
        public String sql() {
            return name.sql();
        }
    }

    record Names(List<Name> names) implements Value {
        Names {
            names = List.copyOf(names);
        }

        @Override
        public String sql() {
            return names.stream().map(Name::sql).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    record Texts(List<String> texts) implements Value {
        Texts {
            texts = List.copyOf(texts);
        }

        @Override
        public String sql() {
            return texts.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** A list of one thing with properties of its own, as a volume's only place. */
    record Group(List<Property> properties) implements Value {
        Group {
            properties = List.copyOf(properties);
        }

        @Override
        public String sql() {
            return properties.stream().map(Property::sql).collect(Collectors.joining(" ", "((", "))"));
        }
    }

    static Property text(String name, String text) {
        return new Property(name, new Text(text));
    }

    static Property texts(String name, Collection<String> texts) {
        return new Property(name, new Texts(List.copyOf(texts)));
    }

    static Property word(String name, String word) {
        return new Property(name, new Word(word));
    }

    static Property number(String name, long number) {
        return word(name, String.valueOf(number));
    }

    static Property truth(String name, boolean truth) {
        return word(name, truth ? "TRUE" : "FALSE");
    }

    String sql() {
        return "%s = %s".formatted(name, value.sql());
    }
}
