package lakeward.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Target;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/**
 * The top of {@code lakeward.yaml}, or of a YAML file that it includes.
 *
 * @param name only of {@code lakeward.yaml}
 */
record PlatformSettings(
        Optional<Written<String>> name,
        List<Written<String>> include,
        List<DatabaseSettings> databases,
        Optional<LakeSettings> lake,
        List<TableSettings> tables,
        List<ModelSettings> models,
        List<Written<Target>> targets) {
    private static final Form MODEL = Form.of("[A-Za-z_][A-Za-z0-9_]*", "a model's name, or defaults");

    /** What an included file may not say, because it is said once. */
    private static final List<String> ONCE = List.of("platform", "version", "include", "variables");

    /** Keys of issues to come: see the roadmap in docs. */
    private static final List<String> PLANNED = List.of(
            "guardrails",
            "network",
            "metadata",
            "streams",
            "functions",
            "warehouse",
            "spark",
            "shares",
            "crawlers",
            "extracts",
            "subscriptions",
            "predictors",
            "access",
            "alarms",
            "audit",
            "budgets");

    static PlatformSettings readMain(Section section) {
        section.variables("variables", "Texts that others name as ${name}.");
        Optional<Written<String>> name = section.requiredText("platform", Form.NAME, "The platform's name.");
        section.whole("version", 1, 1, 1, "The definition's format.");
        List<Written<String>> include = section.texts(
                        "include",
                        Form.PATH,
                        "Files that belong to the definition: models (*.sql) and more YAML. models/*.sql if absent.")
                .orElse(List.of(new Written<>("models/*.sql", section.place())));
        return readShared(section, name, include);
    }

    static PlatformSettings readIncluded(Section section) {
        for (String key : ONCE) {
            if (section.has(key)) {
                section.problem(
                        key,
                        "Cannot use %s in an included file: it is said once. Move it to lakeward.yaml.".formatted(key));
            }
        }
        return readShared(section, Optional.empty(), List.of());
    }

    private static PlatformSettings readShared(
            Section section, Optional<Written<String>> name, List<Written<String>> include) {
        PlatformSettings settings = new PlatformSettings(
                name,
                include,
                section.sections(
                        "databases", Form.NAME, "Databases whose tables are captured.", DatabaseSettings::read),
                section.section(
                        "lake",
                        "How long each zone of the lake keeps what is no longer current.",
                        PlatformSettings::lake),
                section.sections(
                        "tables",
                        TableSettings.NAME,
                        "Tables of zone processed, only where the default does not do.",
                        TableSettings::read),
                section.sections("models", MODEL, "What is said of models beside their SQL.", ModelSettings::read),
                section.sections("targets", Form.NAME, "Where the platform is made real.", PlatformSettings::target));
        PLANNED.forEach(section::notYet);
        return settings;
    }

    private static LakeSettings lake(Section section) {
        return new LakeSettings(
                zone(section, "raw", LakeSettings.DEFAULT.keepRawVersions()),
                zone(section, "processed", LakeSettings.DEFAULT.keepProcessedVersions()),
                zone(section, "curated", LakeSettings.DEFAULT.keepCuratedVersions()));
    }

    private static Duration zone(Section section, String name, Duration absent) {
        return section.section(name, "Tables of zone %s.".formatted(name), zone -> {
                    Duration keep = zone.duration(
                            "keep-versions",
                            absent,
                            Duration.ofMinutes(10),
                            Duration.ofDays(3650),
                            "How far back its tables can be read.");
                    zone.notYet("keep");
                    zone.notYet("archive-after");
                    return keep;
                })
                .orElse(absent);
    }

    private static Written<Target> target(Written<String> name, Section section) {
        for (String vendor : List.of("aws", "snowflake", "databricks", "place", "databases")) {
            section.notYet(vendor);
        }
        return new Written<>(new Target(name.value()), name.place());
    }

    /** Returns what both files say, this one first. */
    PlatformSettings and(PlatformSettings other) {
        return new PlatformSettings(
                name,
                include,
                joined(databases, other.databases),
                lake.or(other::lake),
                joined(tables, other.tables),
                joined(models, other.models),
                joined(targets, other.targets));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> joined = new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }
}
