package lakeward.core.platform;

import java.time.Duration;

/**
 * What looks at a folder of the lake for files that others put there, and tells the catalog what is in them.
 *
 * @param folder below the zone's place, without slashes at its ends; no table's of ours
 * @param every how often it looks, see {@link #keepsTime}
 */
public record Crawler(String name, Zone zone, String folder, Duration every) {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    public Crawler {
        if (!keepsTime(every)) {
            throw new IllegalArgumentException(
                    "Cannot crawl every %s: it is whole minutes that divide an hour, or hours that divide a day. Choose another."
                            .formatted(every));
        }
    }

    /**
     * Whether a clock can tell this interval: it is whole minutes that divide an hour, or hours that divide a day. With any
     * other the last one before midnight, or before the full hour, would be shorter.
     */
    public static boolean keepsTime(Duration every) {
        return every.compareTo(HOUR) < 0 ? divides(every, HOUR, Duration.ofMinutes(1)) : divides(every, DAY, HOUR);
    }

    private static boolean divides(Duration every, Duration whole, Duration unit) {
        return every.compareTo(unit) >= 0
                && every.toMillis() % unit.toMillis() == 0
                && whole.toMillis() % every.toMillis() == 0;
    }

    /** Returns zone and folder as the author writes them, for example {@code raw/drops}. */
    public String path() {
        return zone.label() + "/" + folder;
    }
}
