package lakeward.core.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Expectation.Violation;

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
    /** The column of a quarantine table that says which expectation its row broke. */
    public static final String BROKEN = "_expectation";

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

    /** Returns the expectations that put aside rows which break them, into {@link #quarantine}. */
    public List<Expectation> quarantining() {
        return expectations.stream()
                .filter(expectation -> expectation.onViolation() == Violation.QUARANTINE)
                .toList();
    }

    /** Returns the table of the rows that are put aside, each once for every expectation that it breaks. */
    public TableId quarantine() {
        return new TableId(Zone.QUARANTINE, name);
    }

    public TableSchema quarantineSchema() {
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(new Column(BROKEN, Type.STRING, false));
        return new TableSchema(columns, List.of());
    }
}
