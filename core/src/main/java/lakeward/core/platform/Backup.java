package lakeward.core.platform;

import java.time.Duration;
import java.time.LocalTime;

/**
 * What is kept to bring a database back that Lakeward runs.
 *
 * @param keep how far back, 1 to 35 days
 * @param pointInTime whether it can be brought back to any moment of that, rather than to one a day
 * @param at when the day's backup is begun, in UTC
 */
public record Backup(Duration keep, boolean pointInTime, LocalTime at) {
    public static final Backup DEFAULT = new Backup(Duration.ofDays(14), true, LocalTime.of(3, 0));
}
