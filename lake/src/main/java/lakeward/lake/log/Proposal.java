package lakeward.lake.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a commit is to do.
 *
 * @param operation as {@code DESCRIBE HISTORY} shows it
 * @param metrics as {@code DESCRIBE HISTORY} shows them
 * @param schema the columns from now on, if they change
 * @param added files that come in, or whose deletions change
 * @param removed files as they were before, also those whose deletions change
 * @param transactions how far each application is
 * @param changesData false if only the arrangement of the rows changes
 * @param isBlindAppend whether nothing of the table was looked at
 */
public record Proposal(
        String operation,
        Map<String, String> metrics,
        Optional<DeltaSchema> schema,
        List<DataFile> added,
        List<DataFile> removed,
        Map<String, Long> transactions,
        boolean changesData,
        boolean isBlindAppend) {
    public Proposal {
        metrics = Map.copyOf(metrics);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        transactions = Map.copyOf(transactions);
    }
}
