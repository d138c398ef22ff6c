package lakeward.cloud.databricks;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;
import lakeward.core.plan.Part;

/** What a part's content says, read by name; a plan that lacks it is another program's. */
record Values(String part, Fields fields) {
    static Values of(Part part) {
        return new Values(part.id(), part.content());
    }

    String text(String name) {
        if (fields.get(name).orElse(null) instanceof Text text) {
            return text.value();
        }
        throw wrong(name, "a text");
    }

    Optional<String> optional(String name) {
        return fields.get(name).isEmpty() ? Optional.empty() : Optional.of(text(name));
    }

    boolean truth(String name) {
        if (fields.get(name).orElse(null) instanceof Truth truth) {
            return truth.value();
        }
        throw wrong(name, "true or false");
    }

    long figure(String name) {
        if (fields.get(name).orElse(null) instanceof Figure figure) {
            return figure.value().longValueExact();
        }
        throw wrong(name, "a number");
    }

    List<String> texts(String name) {
        return items(name, item -> {
            if (item instanceof Text text) {
                return text.value();
            }
            throw wrong(name, "texts");
        });
    }

    List<Values> list(String name) {
        return items(name, item -> {
            if (item instanceof Fields inner) {
                return new Values(part, inner);
            }
            throw wrong(name, "fields");
        });
    }

    private <T> List<T> items(String name, Function<Content, T> read) {
        if (fields.get(name).orElse(null) instanceof Items items) {
            return items.values().stream().map(read).toList();
        }
        throw wrong(name, "a list");
    }

    private IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "Cannot make %s: its content has not %s at '%s'. Plan again with this program."
                        .formatted(part, expected, name));
    }
}
