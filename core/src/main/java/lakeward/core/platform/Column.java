package lakeward.core.platform;

import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name in the source's own spelling
 * @param type what it holds in the lake
 * @param nullable whether a row may lack it
 * @param declared the source's own name of its type, for example {@code numeric(12,2)} or {@code mood}; of a column
 *     that no source declared, the type's own name
 */
public record Column(String name, Type type, boolean nullable, String declared) {
    public Column {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(declared, "declared");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Cannot make a column without a name: give it one.");
        }
    }

    public Column(String name, Type type, boolean nullable) {
        this(name, type, nullable, type.toString());
    }
}
