package lakeward.core.platform;

import java.time.Duration;

/**
 * How long the lake keeps what is no longer current: how far back the tables of each zone can be read.
 */
public record LakeSettings(Duration keepRawVersions, Duration keepProcessedVersions, Duration keepCuratedVersions) {
    public static final LakeSettings DEFAULT =
            new LakeSettings(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1));

    /** Returns how far back tables of this zone can be read. */
    public Duration keepVersions(Zone zone) {
        return switch (zone) {
            case RAW, QUARANTINE -> keepRawVersions;
            case PROCESSED -> keepProcessedVersions;
            case CURATED -> keepCuratedVersions;
        };
    }
}
