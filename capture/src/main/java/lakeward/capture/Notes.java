package lakeward.capture;

import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Document;

/**
 * What is remembered of a source between runs, in a document. Losing it loses only the sight of what happened while nothing ran
 * and left no trace in the log. Safe for use by many threads.
 */
final class Notes {
    private final Optional<Document> document;
    private final TreeMap<String, String> entries = new TreeMap<>();

    Notes(Optional<Document> document) {
        this.document = document;
        document.ifPresent(kept -> entries.putAll(kept.entries()));
    }

    synchronized Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    Optional<String> get(String key, SourceTable table) {
        return get(key + " " + Sql.name(table));
    }

    synchronized void put(String key, String value) {
        if (!value.equals(entries.put(key, value))) {
            save();
        }
    }

    void put(String key, SourceTable table, String value) {
        put(key + " " + Sql.name(table), value);
    }

    synchronized void remove(String key, SourceTable table) {
        if (entries.remove(key + " " + Sql.name(table)) != null) {
            save();
        }
    }

    synchronized void clear() {
        entries.clear();
        save();
    }

    private void save() {
        document.ifPresent(kept -> kept.write(entries));
    }
}
