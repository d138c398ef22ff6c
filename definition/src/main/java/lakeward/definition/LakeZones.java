package lakeward.definition;

import java.time.Duration;
import java.util.Optional;
import lakeward.core.platform.LakeSettings;
import lakeward.definition.yaml.Section;

/** Reads what each zone of the lake keeps. */
final class LakeZones {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private LakeZones() {}

    private record Raw(Duration versions, Optional<Duration> archiveAfter) {}

    static LakeSettings read(Section section) {
        Raw raw = section.section("raw", "Tables of zone raw.", LakeZones::raw)
                .orElse(new Raw(LakeSettings.DEFAULT.keepRawVersions(), Optional.empty()));
        return new LakeSettings(
                raw.versions(),
                zone(section, "processed", LakeSettings.DEFAULT.keepProcessedVersions()),
                zone(section, "curated", LakeSettings.DEFAULT.keepCuratedVersions()),
                raw.archiveAfter());
    }

    private static Raw raw(Section zone) {
        Duration versions = versions(zone, "raw", LakeSettings.DEFAULT.keepRawVersions());
        // Nothing drops what is older yet, and who writes it down relies on it.
        zone.notYet("keep");
        Duration archiveAfter = zone.duration(
                "archive-after",
                LONGEST,
                Duration.ofDays(1),
                LONGEST,
                "When a change moves to cheaper storage that answers as fast; never if absent.");
        return new Raw(versions, zone.has("archive-after") ? Optional.of(archiveAfter) : Optional.empty());
    }

    private static Duration zone(Section section, String name, Duration absent) {
        return section.section(name, "Tables of zone %s.".formatted(name), zone -> versions(zone, name, absent))
                .orElse(absent);
    }

    private static Duration versions(Section zone, String name, Duration absent) {
        zone.refused(
                "public",
                "Cannot make zone %s public: whoever reads data has a role, and the zone's storage is closed to the rest. Give a role under access, and leave public out."
                        .formatted(name));
        return zone.duration(
                "keep-versions", absent, Duration.ofMinutes(10), LONGEST, "How far back its tables can be read.");
    }
}
