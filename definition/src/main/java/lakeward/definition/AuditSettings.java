package lakeward.definition;

import java.time.Duration;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Audit.Detector;
import lakeward.core.platform.Audit.Rule;
import lakeward.definition.yaml.Section;

/** Reads what is kept of who did what. */
final class AuditSettings {
    private AuditSettings() {}

    static Audit read(Section section) {
        return new Audit(
                section.duration(
                        "keep",
                        Audit.DEFAULT.keep(),
                        Duration.ofDays(90),
                        Duration.ofDays(3650),
                        "How long it is kept."),
                section.choices(
                        "detect", Detector.class, Audit.DEFAULT.detect(), "What is looked for in it; all if absent."),
                section.choices(
                        "rules", Rule.class, Audit.DEFAULT.rules(), "What must hold of what stands; all if absent."));
    }
}
