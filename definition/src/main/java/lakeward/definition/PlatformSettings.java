package lakeward.definition;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.LakeSettings;
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
        List<CrawlerSettings> crawlers,
        GroundSettings ground,
        List<TargetSettings> targets) {
    private static final Form MODEL = Form.of("[A-Za-z_][A-Za-z0-9_]*", "a model's name, or defaults");

    /** What an included file may not say, because it is said once. */
    private static final List<String> ONCE = List.of("platform", "version", "include", "variables");

    /** Keys of issues to come: see the roadmap in docs. */
    private static final List<String> PLANNED = List.of(
            "metadata",
            "streams",
            "functions",
            "warehouse",
            "spark",
            "shares",
            "extracts",
            "subscriptions",
            "predictors");

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
                        "lake", "How long each zone of the lake keeps what is no longer current.", LakeZones::read),
                section.sections(
                        "tables",
                        TableSettings.NAME,
                        "Tables of zone processed, only where the default does not do.",
                        TableSettings::read),
                section.sections("models", MODEL, "What is said of models beside their SQL.", ModelSettings::read),
                section.sections(
                        "crawlers",
                        GroundSettings.NAME,
                        "What looks for files that others put into the lake.",
                        CrawlerSettings::read),
                GroundSettings.read(section),
                section.sections("targets", Form.NAME, "Where the platform is made real.", TargetSettings::read));
        PLANNED.forEach(section::notYet);
        return settings;
    }

    /** Returns what both files say, this one first. */
    PlatformSettings and(PlatformSettings other) {
        return new PlatformSettings(
                name,
                include,
                GroundSettings.joined(databases, other.databases),
                lake.or(other::lake),
                GroundSettings.joined(tables, other.tables),
                GroundSettings.joined(models, other.models),
                GroundSettings.joined(crawlers, other.crawlers),
                ground.and(other.ground),
                GroundSettings.joined(targets, other.targets));
    }
}
