package lakeward.core.platform;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the lake keeps what is no longer current.
 *
 * @param keepRawVersions how far back tables of zone raw can be read, as with the other zones
 * @param archiveRawAfter when a change of zone raw moves to cheaper storage that answers as fast; empty for never
 */
public record LakeSettings(
        Duration keepRawVersions,
        Duration keepProcessedVersions,
        Duration keepCuratedVersions,
        Optional<Duration> archiveRawAfter) {
    public static final LakeSettings DEFAULT =
            new LakeSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));

    /** Makes settings of a lake that archives nothing. */
    public LakeSettings(Duration keepRawVersions, Duration keepProcessedVersions, Duration keepCuratedVersions) {
        this(keepRawVersions, keepProcessedVersions, keepCuratedVersions, Optional.empty());
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
