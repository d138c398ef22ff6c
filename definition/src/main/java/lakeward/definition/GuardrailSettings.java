package lakeward.definition;

import java.util.List;
import java.util.Set;
import lakeward.core.plan.AwsFacts;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.Guardrails.Denial;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Written;

/** Guardrails as the author writes them. */
record GuardrailSettings(List<Written<String>> regions, Set<Denial> deny, List<Written<String>> mask) {
    private static final Form REGION = Form.of("[a-z0-9-]+", "a region, for example eu-west-1");

    static GuardrailSettings read(Section section) {
        return new GuardrailSettings(
                section.texts(
                                "regions",
                                REGION,
                                "Where anything of the platform may be; where its targets are if absent.")
                        .orElse(List.of()),
                section.choices(
                        "deny", Denial.class, Guardrails.DEFAULT.deny(), "What nobody may do; all of it if absent."),
                section.texts(
                                "mask",
                                AccessSettings.COLUMN,
                                "Columns that no role may read in the clear, for example customers.email.")
                        .orElse(List.of()));
    }

    /** Reports regions that are none. */
    void checkRegions(Problems problems) {
        regions.stream()
                .filter(region -> !AwsFacts.REGIONS.contains(region.value()))
                .forEach(region -> problems.add(region.place(), unknownRegion("guardrails.regions", region.value())));
    }

    static String unknownRegion(String key, String region) {
        return "Cannot use %s '%s': there is no such region.%s"
                .formatted(
                        key,
                        region,
                        Spelling.nearest(region, AwsFacts.REGIONS)
                                .map(" Did you mean '%s'?"::formatted)
                                .orElse(" Write one of AWS's, for example eu-west-1."));
    }
}
