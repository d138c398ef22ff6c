package lakeward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import lakeward.core.platform.Event;

/** A log for people: one line an event, what only counts left out. Safe for use by many threads. */
final class EventLog implements Consumer<Event> {
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private final EventLines lines = new EventLines();
    private PrintWriter out;
    private long size;

    /** Opens the log; one that grows large is kept beside it as {@code log.1}, in place of the one before. */
    EventLog(Path file) {
        this.file = file;
        open();
    }

    @Override
    public synchronized void accept(Event event) {
        lines.of(event).ifPresent(this::write);
    }

    private void write(String line) {
        if (size > LARGEST) {
            out.close();
            open();
        }
        out.println(line);
        size += line.length();
    }

    private void open() {
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST) {
                Files.move(file, file.resolveSibling("log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            out = new PrintWriter(
                    Files.newBufferedWriter(
                            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true);
            size = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
