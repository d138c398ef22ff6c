package lakeward.capture;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;

/**
 * What is remembered of a source between runs, in a file. Losing it loses only the sight of what happened while nothing ran
 * and left no trace in the log. Safe for use by many threads.
 */
final class Notes {
    private final Optional<Path> file;
    private final TreeMap<String, String> entries = new TreeMap<>();

    Notes(Optional<Path> file) {
        this.file = file;
        if (file.isPresent() && Files.exists(file.get())) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file.get())) {
                properties.load(reader);
            } catch (IOException e) {
                throw failed(e);
            }
            properties.forEach((key, value) -> entries.put((String) key, (String) value));
        }
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
        if (file.isEmpty()) {
            return;
        }
        Properties properties = new Properties();
        properties.putAll(entries);
        try {
            Path folder = file.get().toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, "notes", ".unfinished");
            StringWriter text = new StringWriter();
            properties.store(text, null);
            Files.writeString(unfinished, text.toString());
            Files.move(unfinished, file.get(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private PlatformException failed(IOException cause) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot keep notes of the database in %s: %s. Make that folder writable."
                        .formatted(file.orElseThrow(), cause.getMessage()),
                cause);
    }
}
