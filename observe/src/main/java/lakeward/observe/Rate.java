package lakeward.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many a second, over the last seconds. */
final class Rate {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private record Mark(Instant at, long count) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private final Instant since;
    private long inWindow;
    private long total;

    Rate(Instant since) {
        this.since = since;
    }

    void add(Instant at, long count) {
        marks.addLast(new Mark(at, count));
        inWindow += count;
        total += count;
        forgetBefore(at.minus(WINDOW));
    }

    double perSecond(Instant now) {
        forgetBefore(now.minus(WINDOW));
        Duration seen = Duration.between(since, now);
        double seconds = Math.max(1, Math.min(WINDOW.toMillis(), seen.toMillis()) / 1000.0);
        return inWindow / seconds;
    }

    long total() {
        return total;
    }

    private void forgetBefore(Instant oldest) {
        while (!marks.isEmpty() && marks.peekFirst().at().isBefore(oldest)) {
            inWindow -= marks.removeFirst().count();
        }
    }
}
