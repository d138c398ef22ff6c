package lakeward.core.plan;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Figure;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;

/** Plans as contents, and so as JSON. */
final class PlanJson {
    private static final long FORMAT = 1;

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
                .with("fidelity", part.fidelity().label())
                .with("why", part.why());
        fields = some(fields, "fixed", Content.texts(part.fixed()));
        fields = some(fields, "rewriting", Content.texts(part.rewriting()));
        fields = some(fields, "changes", Content.texts(step.changes()));
        fields = some(fields, "grants", items(part.grants(), PlanJson::grant));
        fields = some(fields, "gains", items(step.gains(), PlanJson::grant));
        fields = some(fields, "loses", items(step.loses(), PlanJson::grant));
        return part.cost().equals(Cost.NOTHING) ? fields : fields.with("cost", cost(part.cost()));
    }

    /** A list of nothing is not written. */
    private static Fields some(Fields fields, String name, Items items) {
        return items.values().isEmpty() ? fields : fields.with(name, items);
    }

    private static Fields grant(Grant grant) {
        return Content.empty().with("who", grant.who()).with("may", grant.may()).with("on", grant.on());
    }

    private static Fields cost(Cost cost) {
        return Content.empty().with("from", cost.from()).with("to", cost.to()).with("assumptions", cost.assumptions());
    }

    private static <T> Items items(Collection<T> values, Function<T, Content> content) {
        return new Items(values.stream().map(content).toList());
    }

    static Plan parse(String json) {
        Content content = Content.parse(json);
        Plan plan = plan(fields(content, "plan"));
        // Whatever we did not read is missing from what we would write.
        if (!content(plan).equals(content)) {
            throw new IllegalArgumentException(
                    "Cannot read plan: it says more than this program knows, or its sums do not add up. Make it anew.");
        }
        return plan;
    }

    private static Plan plan(Fields fields) {
        return new Plan(
                text(fields, "platform"),
                text(fields, "target"),
                text(fields, "prices"),
                list(fields, "steps", step -> readStep(fields(step, "steps"))));
    }

    private static Step readStep(Fields fields) {
        Site site = new Site(
                Labels.parse(Vendor.class, text(fields, "vendor")),
                optional(fields, "account"),
                optional(fields, "region"));
        Part part = new Part(
                text(fields, "id"),
                text(fields, "construct"),
                site,
                text(fields, "what"),
                fields(value(fields, "content"), "content"),
                new HashSet<>(texts(fields, "fixed")),
                new HashSet<>(texts(fields, "rewriting")),
                texts(fields, "needs"),
                truth(fields, "holds-data"),
                truth(fields, "made"),
                list(fields, "grants", PlanJson::readGrant),
                Labels.parse(Fidelity.class, text(fields, "fidelity")),
                text(fields, "why"),
                fields.get("cost").map(cost -> readCost(fields(cost, "cost"))).orElse(Cost.NOTHING));
        return new Step(
                Labels.parse(Action.class, text(fields, "action")),
                part,
                Labels.parse(OnData.class, text(fields, "data")),
                texts(fields, "changes"),
                list(fields, "gains", PlanJson::readGrant),
                list(fields, "loses", PlanJson::readGrant));
    }

    private static Grant readGrant(Content content) {
        Fields fields = fields(content, "grants");
        return new Grant(text(fields, "who"), text(fields, "may"), text(fields, "on"));
    }

    private static Cost readCost(Fields fields) {
        return new Cost(figure(fields, "from"), figure(fields, "to"), texts(fields, "assumptions"));
    }

    private static Content value(Fields fields, String name) {
        return fields.get(name).orElseThrow(() -> wrong(name, "something"));
    }

    private static Fields fields(Content content, String name) {
        if (content instanceof Fields fields) {
            return fields;
        }
        throw wrong(name, "fields");
    }

    private static String text(Fields fields, String name) {
        return optional(fields, name).orElseThrow(() -> wrong(name, "a text"));
    }

    private static Optional<String> optional(Fields fields, String name) {
        return fields.get(name).map(value -> {
            if (value instanceof Text text) {
                return text.value();
            }
            throw wrong(name, "a text");
        });
    }

    private static BigDecimal figure(Fields fields, String name) {
        if (value(fields, name) instanceof Figure figure) {
            return figure.value();
        }
        throw wrong(name, "a number");
    }

    private static boolean truth(Fields fields, String name) {
        if (value(fields, name) instanceof Truth truth) {
            return truth.value();
        }
        throw wrong(name, "true or false");
    }

    private static <T> List<T> list(Fields fields, String name, Function<Content, T> read) {
        Content list = fields.get(name).orElse(new Items(List.of()));
        if (list instanceof Items items) {
            return items.values().stream().map(read).toList();
        }
        throw wrong(name, "a list");
    }

    private static List<String> texts(Fields fields, String name) {
        return list(fields, name, value -> {
            if (value instanceof Text text) {
                return text.value();
            }
            throw wrong(name, "texts");
        });
    }

    private static IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(
                "Cannot read plan: expected %s at %s. Make it anew.".formatted(expected, name));
    }
}
