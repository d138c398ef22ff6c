package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;

/**
 * Takes values out of what was written, and says where something else stands.
 *
 * @param what was written, for errors
 */
record ContentReader(String what) {
    Content value(Fields fields, String name) {
        return fields.get(name).orElseThrow(() -> wrong(name, "something"));
    }

    Fields fields(Content content, String name) {
        if (content instanceof Fields fields) {
            return fields;
        }
        throw wrong(name, "fields");
    }

    String text(Fields fields, String name) {
        return optional(fields, name).orElseThrow(() -> wrong(name, "a text"));
    }

    Optional<String> optional(Fields fields, String name) {
        return fields.get(name).map(value -> {
            if (value instanceof Text text) {
                return text.value();
            }
            throw wrong(name, "a text");
        });
    }

    BigDecimal figure(Fields fields, String name) {
        if (value(fields, name) instanceof Figure figure) {
            return figure.value();
        }
        throw wrong(name, "a number");
    }

    boolean truth(Fields fields, String name) {
        if (value(fields, name) instanceof Truth truth) {
            return truth.value();
        }
        throw wrong(name, "true or false");
    }

    <T> List<T> list(Fields fields, String name, Function<Content, T> read) {
        Content list = fields.get(name).orElse(new Items(List.of()));
        if (list instanceof Items items) {
            return items.values().stream().map(read).toList();
        }
        throw wrong(name, "a list");
    }

    List<String> texts(Fields fields, String name) {
        return list(fields, name, value -> {
            if (value instanceof Text text) {
                return text.value();
            }
            throw wrong(name, "texts");
        });
    }

    private IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "Cannot read %s: expected %s at %s. Make it anew.".formatted(what, expected, name));
    }
}
