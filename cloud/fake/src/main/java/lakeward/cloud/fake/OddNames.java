package lakeward.cloud.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.OnData;
import lakeward.core.plan.Part;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;

/**
 * A vendor's parts of a shop under names, and with words for people, that statements must quote and paths escape.
 *
 * @param steps that make them
 */
public record OddNames(List<Step> steps) {
    /** What people read of each part. */
    public static final String WORDS = "It's a \"back\\slash\" \\' \n lakeward {} \t雪 %s $$ /* */";

    /**
     * Returns what makes a vendor's parts of a shop.
     *
     * @param named gives the content of a part with other names in it
     */
    public static OddNames of(Shop shop, Vendor vendor, Function<Part, Fields> named) {
        return new OddNames(shop.plan(Standing.NOTHING).steps().stream()
                .map(Step::part)
                .filter(part -> part.site().vendor() == vendor)
                .map(part -> with(part, named.apply(part)))
                .map(part ->
                        new Step(Action.CREATE, part, OnData.NONE, Optional.empty(), List.of(), List.of(), List.of()))
                .toList());
    }

    private static Part with(Part part, Fields content) {
        return new Part(
                part.id(),
                part.construct(),
                part.site(),
                WORDS,
                content.get("comment").isPresent() ? content.with("comment", WORDS) : content,
                part.fixed(),
                part.rewriting(),
                part.needs(),
                part.holdsData(),
                part.made(),
                part.grants(),
                part.fidelity(),
                part.why(),
                part.cost());
    }

    /** Returns how all of them stand once they are made, as a vendor with little room tells it. */
    public Map<String, Stood> made() {
        Map<String, Stood> made = new TreeMap<>();
        steps.forEach(step -> made.put(step.id(), Stood.of(step.part()).withoutContent()));
        return made;
    }
}
