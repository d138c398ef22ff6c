package lakeward.capture.dms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;

/**
 * The files of changes in the order of their names, each when it has settled. One that comes after a later one was taken is late:
 * its rows belong before those that were read, so it is refused. For use by one thread.
 */
final class FileQueue {
    private final Landing landing;
    private final DmsSettings settings;
    private final Clock clock;
    private final TreeSet<String> taken = new TreeSet<>();
    private final Deque<Landed> settled = new ArrayDeque<>();
    private final String first;
    private boolean isOneAwaited;
    private boolean hasLooked;
    private long lookedAt;

    /** @param from the position after which rows are wanted; files before it are given, to remember what was read */
    FileQueue(Landing landing, DmsSettings settings, Clock clock, Position from) {
        this.landing = landing;
        this.settings = settings;
        this.clock = clock;
        // Files are named for when they were made, transactions are known by when they committed, by other clocks.
        Duration before = settings.memory().multipliedBy(2);
        this.first = from.equals(Position.START)
                ? ""
                : Place.file(Place.time(Place.file(from)).minus(before));
        if (!from.equals(Position.START)) {
            check(Place.file(from));
        }
    }

    /** Makes sure that the file is there, and that none has come since it was read that belongs before it. */
    private void check(String name) {
        List<Landed> files = landing.list(DmsFormat.CHANGES, first);
        Landed stored = files.stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot go on from %s/%s/%s: it is gone, and what came after may be, too. Bring it back, or have DMS load the tables anew."
                                .formatted(landing.place(), DmsFormat.CHANGES, name)));
        Instant readAt = stored.changedAt().plus(settings.settle());
        files.stream()
                .filter(each ->
                        each.name().compareTo(name) < 0 && each.changedAt().isAfter(readAt))
                .findAny()
                .ifPresent(each -> {
                    throw late(each, name);
                });
    }

    /** Takes the next file that has settled, if there is one. */
    Optional<Landed> poll() {
        if (settled.isEmpty()
                && (!hasLooked
                        || System.nanoTime() - lookedAt >= settings.poll().toNanos())) {
            look();
            hasLooked = true;
            lookedAt = System.nanoTime();
        }
        Landed next = settled.poll();
        if (next != null) {
            taken.add(next.name());
        }
        return Optional.ofNullable(next);
    }

    /** Whether, when it was looked last, there was another file that has not settled. */
    boolean isOneAwaited() {
        return isOneAwaited;
    }

    private void look() {
        String last = taken.isEmpty() ? "" : taken.last();
        String after = first;
        if (!last.isEmpty()) {
            after = Place.file(Place.time(last).minus(settings.memory()));
            taken.headSet(after, true).clear();
        }
        Instant settledAt = clock.instant().minus(settings.settle());
        isOneAwaited = false;
        for (Landed each : landing.list(DmsFormat.CHANGES, after)) {
            check(each);
            if (each.name().compareTo(last) <= 0) {
                if (!taken.contains(each.name())) {
                    throw late(each, last);
                }
            } else if (isOneAwaited || each.changedAt().isAfter(settledAt)) {
                isOneAwaited = true;
            } else {
                settled.add(each);
            }
        }
    }

    private void check(Landed each) {
        try {
            Place.time(each.name());
        } catch (UnreadableException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s/%s/%s: %s. Take it out of this folder, which is DMS's alone."
                            .formatted(landing.place(), DmsFormat.CHANGES, each.name(), e.getMessage()),
                    e);
        }
    }

    private PlatformException late(Landed each, String last) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot read %s/%s/%s: it came after %s had been read, and its rows belong before that. Have DMS load the tables anew; if it happens again, let files settle for longer than %d s."
                        .formatted(
                                landing.place(),
                                DmsFormat.CHANGES,
                                each.name(),
                                last,
                                settings.settle().toSeconds()));
    }
}
