package lakeward.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lakeward.core.platform.Event;

/** What a log has of events: when, and what, for people. What repeats is told once a minute. Safe for use by many threads. */
final class EventLines {
    private static final Duration REPEATED_AFTER = Duration.ofMinutes(1);
    private static final int REMEMBERED = 100;

    private final Map<String, Instant> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns an event's line, or empty if it only counts or was told a moment ago. */
    synchronized Optional<String> of(Event event) {
        Optional<String> text = text(event);
        if (text.isEmpty()) {
            return text;
        }
        Instant before = told.get(text.get());
        if (before != null && Duration.between(before, event.at()).compareTo(REPEATED_AFTER) < 0) {
            return Optional.empty();
        }
        told.put(text.get(), event.at());
        return text.map(what -> event.at() + " " + what);
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
