package lakeward.cloud.snowflake;

import java.util.List;
import java.util.Optional;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;

/**
 * What a part is made from, value by value.
 *
 * @param part its id, for errors
 */
record Facts(String part, Fields content) {
    String text(String name) {
        return optional(name).orElseThrow(() -> lacks(name));
    }

    Optional<String> optional(String name) {
        return content.get(name).map(value -> {
            if (value instanceof Text text) {
                return text.value();
            }
            throw lacks(name);
        });
    }

    long number(String name) {
        if (content.get(name).orElseThrow(() -> lacks(name)) instanceof Figure figure) {
            return figure.value().longValueExact();
        }
        throw lacks(name);
    }

    boolean truth(String name) {
        if (content.get(name).orElseThrow(() -> lacks(name)) instanceof Truth truth) {
            return truth.value();
        }
        throw lacks(name);
    }

    List<String> texts(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof Text text) {
                        return text.value();
                    }
                    throw lacks(name);
                })
                .toList();
    }

    List<Facts> each(String name) {
        return items(name).stream().map(item -> inner(name, item)).toList();
    }

    Facts fields(String name) {
        return inner(name, content.get(name).orElseThrow(() -> lacks(name)));
    }

    private Facts inner(String name, Content value) {
        if (value instanceof Fields fields) {
            return new Facts(part, fields);
        }
        throw lacks(name);
    }

    private List<Content> items(String name) {
        if (content.get(name).orElseThrow(() -> lacks(name)) instanceof Items items) {
            return items.values();
        }
        throw lacks(name);
    }

    private IllegalArgumentException lacks(String name) {
        return new IllegalArgumentException(
                "Cannot make %s in Snowflake: its content has no such %s. Use a plan of this version."
                        .formatted(part, name));
    }
}
