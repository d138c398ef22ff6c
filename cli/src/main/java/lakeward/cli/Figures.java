package lakeward.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import lakeward.core.port.KeptLog;

/** Numbers and moments as people read them. */
final class Figures {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String rate(double perSecond) {
        return perSecond > 0 && perSecond < 10
                ? String.format(Locale.ROOT, "%.1f", perSecond)
                : count(Math.round(perSecond));
    }

    static String seconds(double value) {
        if (value < 60) {
            return String.format(Locale.ROOT, "%.1f s", value);
        }
        return value < 3600 ? "%d min".formatted((long) value / 60) : "%d h".formatted((long) value / 3600);
    }

    /** Returns how far the reading of a whole table is. */
    static String reading(String table, long rows, long expected) {
        return "reading %s: %s of about %s rows".formatted(table, count(rows), count(Math.max(expected, rows)));
    }

    /** Returns what a source holds back for a platform that stops, and how to end that. */
    static String kept(KeptLog log) {
        return "Slot %s keeps the log from %s on, %s now, until the next `lakeward up`; `lakeward detach` drops it."
                .formatted(log.name(), log.confirmed(), log.size());
    }

    /** Returns the time of day here, or a dash for a moment that never was. */
    static String time(Instant moment) {
        return moment.equals(Instant.EPOCH) ? "–" : TIME.format(moment.atZone(ZoneId.systemDefault()));
    }
}
