package lakeward.core.plan;

import java.util.Collection;
import java.util.HashSet;
import java.util.function.Function;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;

/** Plans as contents, and so as JSON. */
final class PlanJson {
    private static final long FORMAT = 1;
    private static final ContentReader READ = new ContentReader("plan");

    private PlanJson() {}

    static String write(Plan plan) {
        return content(plan).toJson() + "\n";
    }

    private static Fields content(Plan plan) {
        return Content.empty()
                .with("format", FORMAT)
                .with("platform", plan.platform())
                .with("target", plan.target())
                .with("prices", plan.prices())
                .with("cost", cost(plan.cost()))
                .with("steps", items(plan.steps(), PlanJson::step));
    }

    private static Fields step(Step step) {
        Part part = step.part();
        Fields fields = Content.empty()
                .with("id", part.id())
                .with("construct", part.construct())
                .with("action", step.action().label())
                .with("vendor", part.site().vendor().label())
                .with("account", part.site().account())
                .with("region", part.site().region())
                .with("what", part.what())
                .with("content", part.content())
                .with("needs", part.needs())
                .with("holds-data", part.holdsData())
                .with("made", part.made())
                .with("data", step.data().label())
                .with("confirm", step.data().isDestructive())
                .with("stands", step.stands())
                .with("fidelity", part.fidelity().label())
                .with("why", part.why());
        fields = some(fields, "fixed", Content.texts(part.fixed()));
        fields = some(fields, "rewriting", Content.texts(part.rewriting()));
        fields = some(fields, "changes", Content.texts(step.changes()));
        fields = some(fields, "grants", items(part.grants(), Grant::content));
        fields = some(fields, "gains", items(step.gains(), Grant::content));
        fields = some(fields, "loses", items(step.loses(), Grant::content));
        return part.cost().equals(Cost.NOTHING) ? fields : fields.with("cost", cost(part.cost()));
    }

    /** A list of nothing is not written. */
    private static Fields some(Fields fields, String name, Items items) {
        return items.values().isEmpty() ? fields : fields.with(name, items);
    }

    private static Fields cost(Cost cost) {
        return Content.empty().with("from", cost.from()).with("to", cost.to()).with("assumptions", cost.assumptions());
    }

    private static <T> Items items(Collection<T> values, Function<T, Content> content) {
        return new Items(values.stream().map(content).toList());
    }

    static Plan parse(String json) {
        Content content = Content.parse(json);
        Plan plan = plan(READ.fields(content, "plan"));
        // Whatever we did not read is missing from what we would write.
        if (!content(plan).equals(content)) {
            throw new IllegalArgumentException(
                    "Cannot read plan: it says more than this program knows, or its sums do not add up. Make it anew.");
        }
        return plan;
    }

    private static Plan plan(Fields fields) {
        return new Plan(
                READ.text(fields, "platform"),
                READ.text(fields, "target"),
                READ.text(fields, "prices"),
                READ.list(fields, "steps", step -> readStep(READ.fields(step, "steps"))));
    }

    private static Step readStep(Fields fields) {
        Site site = new Site(
                Labels.parse(Vendor.class, READ.text(fields, "vendor")),
                READ.optional(fields, "account"),
                READ.optional(fields, "region"));
        Part part = new Part(
                READ.text(fields, "id"),
                READ.text(fields, "construct"),
                site,
                READ.text(fields, "what"),
                READ.fields(READ.value(fields, "content"), "content"),
                new HashSet<>(READ.texts(fields, "fixed")),
                new HashSet<>(READ.texts(fields, "rewriting")),
                READ.texts(fields, "needs"),
                READ.truth(fields, "holds-data"),
                READ.truth(fields, "made"),
                READ.list(fields, "grants", Grant::of),
                Labels.parse(Fidelity.class, READ.text(fields, "fidelity")),
                READ.text(fields, "why"),
                fields.get("cost")
                        .map(cost -> readCost(READ.fields(cost, "cost")))
                        .orElse(Cost.NOTHING));
        return new Step(
                Labels.parse(Action.class, READ.text(fields, "action")),
                part,
                Labels.parse(OnData.class, READ.text(fields, "data")),
                READ.optional(fields, "stands"),
                READ.texts(fields, "changes"),
                READ.list(fields, "gains", Grant::of),
                READ.list(fields, "loses", Grant::of));
    }

    private static Cost readCost(Fields fields) {
        return new Cost(READ.figure(fields, "from"), READ.figure(fields, "to"), READ.texts(fields, "assumptions"));
    }
}
