package lakeward.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

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

    /** Returns the time of day here, or a dash for a moment that never was. */
    static String time(Instant moment) {
        return moment.equals(Instant.EPOCH) ? "–" : TIME.format(moment.atZone(ZoneId.systemDefault()));
    }
}
