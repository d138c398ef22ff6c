package lakeward.core.port;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A small text that outlives the process which writes it. One process writes it at a time; a reader sees one whole text, never
 * parts of two. Safe for use by many threads.
 */
public interface Document {
    /** Returns the text last written, or empty if none ever was. */
    Optional<String> read();

    /**
     * Puts a text in place of the one before.
     *
     * @throws lakeward.core.platform.PlatformException of fault ENVIRONMENT if it cannot be kept; the one before stays then
     */
    void write(String text);

    /** Returns the entries last written, none if there never were any. */
    default SortedMap<String, String> entries() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(read().orElse("")));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        SortedMap<String, String> entries = new TreeMap<>();
        properties.forEach((name, value) -> entries.put((String) name, (String) value));
        return entries;
    }

    /** Writes entries, in the form of {@link Properties}. */
    default void write(Map<String, String> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        write(text.toString());
    }
}
