package lakeward.capture.dms;

import java.time.Duration;
import lakeward.core.plan.DmsFormat;

/**
 * How what DMS writes is read.
 *
 * @param database the database's name in the definition
 * @param poll how often it is looked for new files
 * @param settle how long a file of changes stands before it is read. Up to then a file may appear that belongs before it, or that
 *     goes on with its last transaction
 * @param loaded how long no file of a full load has come, so that the load is taken to be done
 * @param memory how far back in time it is known which transactions were read, to tell one that DMS writes again
 */
public record DmsSettings(String database, Duration poll, Duration settle, Duration loaded, Duration memory) {
    public DmsSettings {
        if (settle.compareTo(memory) > 0) {
            throw new IllegalArgumentException(
                    "Cannot let files settle for %s and remember %s: remember longer.".formatted(settle, memory));
        }
    }

    /** Returns settings that fit how `capture: dms` has DMS write. */
    public static DmsSettings of(String database) {
        return new DmsSettings(
                database,
                Duration.ofSeconds(5),
                Duration.ofSeconds(3L * DmsFormat.SECONDS_A_FILE),
                Duration.ofMinutes(30),
                Duration.ofHours(1));
    }
}
