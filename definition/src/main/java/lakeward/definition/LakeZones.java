package lakeward.definition;

import java.time.Duration;
import java.util.Optional;
import lakeward.core.platform.LakeSettings;
import lakeward.definition.yaml.Durations;
import lakeward.definition.yaml.Section;

/** Reads what each zone of the lake keeps. */
final class LakeZones {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private LakeZones() {}

    private record Raw(Duration versions, Optional<Duration> keep, Optional<Duration> archiveAfter) {}

    static LakeSettings read(Section section) {
        Raw raw = section.section("raw", "Tables of zone raw.", LakeZones::raw)
                .orElse(new Raw(LakeSettings.DEFAULT.keepRawVersions(), Optional.empty(), Optional.empty()));
        return new LakeSettings(
                raw.versions(),
                zone(section, "processed", LakeSettings.DEFAULT.keepProcessedVersions()),
                zone(section, "curated", LakeSettings.DEFAULT.keepCuratedVersions()),
                raw.keep(),
                raw.archiveAfter());
    }

    private static Raw raw(Section zone) {
        Duration versions = versions(zone, "raw", LakeSettings.DEFAULT.keepRawVersions());
        Optional<Duration> keep = days(zone, "keep", "How long a change is kept; always if absent.");
        Optional<Duration> archive = days(
                zone, "archive-after", "When a change moves to cheaper storage that answers as fast; never if absent.");
        if (keep.isPresent() && archive.isPresent() && archive.get().compareTo(keep.get()) >= 0) {
            zone.problem(
                    "archive-after",
                    "Cannot archive changes after %s: they are kept for %s. Archive earlier, or leave archive-after out."
                            .formatted(Durations.write(archive.get()), Durations.write(keep.get())));
            return new Raw(versions, keep, Optional.empty());
        }
        if (keep.isPresent() && keep.get().compareTo(versions) < 0) {
            zone.problem(
                    "keep",
                    "Cannot keep changes for %s: keep-versions reads back %s. Keep them longer, or lower keep-versions."
                            .formatted(Durations.write(keep.get()), Durations.write(versions)));
        }
        return new Raw(versions, keep, archive);
    }

    private static Optional<Duration> days(Section zone, String key, String about) {
        Duration length = zone.duration(key, LONGEST, Duration.ofDays(1), LONGEST, about);
        return zone.has(key) ? Optional.of(length) : Optional.empty();
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
