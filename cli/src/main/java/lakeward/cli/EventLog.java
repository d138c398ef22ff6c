package lakeward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import lakeward.core.platform.Event;

/** A log for people: one line an event, what only counts left out. Safe for use by many threads. */
final class EventLog implements Consumer<Event> {
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private PrintWriter out;
    private long size;

    /** Opens the log; one that grows large is kept beside it as {@code log.1}, in place of the one before. */
    EventLog(Path file) {
        this.file = file;
        open();
    }

    @Override
    public synchronized void accept(Event event) {
        line(event).ifPresent(this::write);
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

    /** Returns what the log has of an event: when, and what. */
    static Optional<String> line(Event event) {
        return text(event).map(text -> event.at() + " " + text);
    }

    private static Optional<String> text(Event event) {
        if (event instanceof Event.Opened opened) {
            return Optional.of("platform %s opens on %s".formatted(opened.platform(), opened.target()));
        } else if (event instanceof Event.DatabaseReached reached) {
            return Optional.of("database %s answers: %s".formatted(reached.database(), reached.description()));
        } else if (event instanceof Event.DatabaseLost lost) {
            return Optional.of("database %s lost: %s".formatted(lost.database(), lost.why()));
        } else if (event instanceof Event.SnapshotBegun begun) {
            return Optional.of("table %s is read whole at %s".formatted(begun.table(), begun.position()));
        } else if (event instanceof Event.SnapshotLoaded loaded) {
            return Optional.of("table %s was read whole: %d rows".formatted(loaded.table(), loaded.rows()));
        } else if (event instanceof Event.FollowingBegun begun) {
            return Optional.of("database %s is followed from %s".formatted(begun.database(), begun.position()));
        } else if (event instanceof Event.TableStopped stopped) {
            return Optional.of("table %s stopped: %s".formatted(stopped.table(), stopped.why()));
        } else if (event instanceof Event.ModelFailed failed) {
            return Optional.of("model %s failed: %s".formatted(failed.model().name(), failed.why()));
        } else if (event instanceof Event.ModelWaits waits) {
            return Optional.of(
                    "model %s keeps its version: %s".formatted(waits.model().name(), waits.why()));
        } else if (event instanceof Event.CareFailed failed) {
            return Optional.of("could not %s: %s".formatted(failed.what(), failed.why()));
        } else if (event instanceof Event.Verified verified) {
            return Optional.of("database %s compared at %s: %s"
                    .formatted(
                            verified.database(),
                            verified.position(),
                            verified.balanced() ? "the books balance" : "the books do not balance"));
        } else if (event instanceof Event.Closed) {
            return Optional.of("platform closed");
        }
        return Optional.empty();
    }
}
