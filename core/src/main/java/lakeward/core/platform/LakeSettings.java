package lakeward.core.platform;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the lake keeps what is no longer current.
 *
 * @param keepRawVersions how far back tables of zone raw can be read, as with the other zones
 * @param keepRaw how long zone raw keeps a change; empty for as long as there is a lake
 * @param archiveRawAfter when a change of zone raw moves to cheaper storage that answers as fast; empty for never
 */
public record LakeSettings(
        Duration keepRawVersions,
        Duration keepProcessedVersions,
        Duration keepCuratedVersions,
        Optional<Duration> keepRaw,
        Optional<Duration> archiveRawAfter) {
    public static final LakeSettings DEFAULT =
            new LakeSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));

    public LakeSettings {
        if (keepRaw.isPresent()
                && archiveRawAfter
                        .filter(after -> after.compareTo(keepRaw.get()) >= 0)
                        .isPresent()) {
            throw new IllegalArgumentException("Cannot archive after %s what is kept for %s. Keep it longer."
                    .formatted(archiveRawAfter.get(), keepRaw.get()));
        }
    }

    /** Makes settings of a lake that keeps all of zone raw. */
    public LakeSettings(Duration keepRawVersions, Duration keepProcessedVersions, Duration keepCuratedVersions) {
        this(keepRawVersions, keepProcessedVersions, keepCuratedVersions, Optional.empty(), Optional.empty());
    }

    /** Returns how far back tables of this zone can be read. */
    public Duration keepVersions(Zone zone) {
        return switch (zone) {
            case RAW, QUARANTINE -> keepRawVersions;
            case PROCESSED -> keepProcessedVersions;
            case CURATED -> keepCuratedVersions;
        };
    }
}
