package lakeward.core.platform;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A SQL query whose result is a table of zone curated, kept up to date.
 *
 * @param query what it computes; its columns are {@code schema}'s, by position
 * @param schema names and types that the result is given
 * @param maxDelay how long it may lag behind a change of what it reads; zero for as soon as possible
 * @param file where it is written, relative to the project's folder
 * @param comment what it is, in the author's words
 */
public record Model(
        String name,
        Query query,
        TableSchema schema,
        List<Expectation> expectations,
        Duration maxDelay,
        String file,
        Optional<String> comment) {
    public Model {
        expectations = List.copyOf(expectations);
    }

    /** Makes a model of which its author says nothing more. */
    public Model(
            String name,
            Query query,
            TableSchema schema,
            List<Expectation> expectations,
            Duration maxDelay,
            String file) {
        this(name, query, schema, expectations, maxDelay, file, Optional.empty());
    }

    public TableId table() {
        return new TableId(Zone.CURATED, name);
    }
}
