package lakeward.cloud.cloudformation;

import static lakeward.cloud.cloudformation.StandingStack.isTrust;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.cloud.cloudformation.Assembly.Assembled;
import lakeward.core.plan.Action;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.plan.Content.Truth;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Step;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider.Batch;
import lakeward.core.port.Provider.Outputs;

/** Makes what a plan wants, a stack at a time: what is new beside all that stands, which {@link Taking} takes away later. */
final class Making {
    private static final String ROOT = "OrganizationRoot";
    private static final String IMAGES = "aws:images";

    private final Plan plan;
    private final Assembly assembly;
    private final Places places;
    private final Images images;
    private final Patience patience;
    private final Outputs own;

    /** @param own what AWS chose for parts that stand */
    Making(Plan plan, Assembly assembly, Places places, Images images, Patience patience, Outputs own) {
        this.plan = plan;
        this.assembly = assembly;
        this.places = places;
        this.images = images;
        this.patience = patience;
        this.own = own;
    }

    /** Returns the steps by stack, in the order of the templates; those that let another vendor in each alone. */
    List<Batch> batches(List<Step> steps, List<StandingStack> standing) {
        refuseWithoutTemplate(steps);
        List<Batch> all = new ArrayList<>();
        List<Assembled> before = new ArrayList<>();
        for (Assembled stack : assembly.stacks()) {
            if (stack.parts().isEmpty()) {
                // It makes no part and serves the one after it.
                before.add(stack);
                continue;
            }
            List<Assembled> serving = List.copyOf(before);
            before.clear();
            Map<Boolean, List<Step>> here = steps.stream()
                    .filter(step -> stack.parts().contains(step.id()))
                    .collect(Collectors.partitioningBy(step -> isTrust(step.id())));
            TemplateText wanted = new TemplateText(stack.template());
            TemplateText beside = standing.stream()
                    .filter(each -> each.stack().name().equals(stack.name()))
                    .map(each -> wanted.with(each.template()))
                    .findFirst()
                    .orElse(wanted);
            List<Step> made = here.get(false);
            all.add(new Batch(made, outputs -> make(stack, serving, beside, made)));
            here.get(true).forEach(step -> all.add(new Batch(List.of(step), outputs -> letIn(stack, step, outputs))));
        }
        return all;
    }

    private void refuseWithoutTemplate(List<Step> steps) {
        Set<String> written = new HashSet<>();
        assembly.stacks().forEach(stack -> written.addAll(stack.parts()));
        steps.stream().filter(step -> !written.contains(step.id())).findFirst().ifPresent(step -> {
            throw new PlatformException(
                    Fault.BUG,
                    "Cannot make %s: no template has it. Take it out of the definition until one does."
                            .formatted(step.id()));
        });
    }

    private void make(Assembled stack, List<Assembled> serving, TemplateText template, List<Step> steps) {
        if (steps.stream().allMatch(step -> step.action() == Action.NOTHING)) {
            return;
        }
        boolean putsBack = steps.stream().anyMatch(step -> !step.putsBack().isEmpty());
        serving.forEach(each -> make(each, each.template(), Map.of(), putsBack));
        Map<String, String> values = new HashMap<>();
        if (template.hasParameter(ROOT)) {
            values.put(ROOT, places.organization(stack.site()).root());
        }
        steps.stream()
                .flatMap(step -> step.image().stream())
                .distinct()
                .forEach(
                        image -> images.publish(own.of(IMAGES, "repository"), image, places.credentials(stack.site())));
        make(stack, template.json(), values, putsBack);
        for (Step step : steps) {
            if (step.id().equals(Organization.UNIT)) {
                places.organization(stack.site()).move(texts(step, "accounts"), own.of(step.id(), "id"));
            }
        }
        awaitTables(stack.site(), steps);
    }

    private void make(Assembled stack, Fields template, Map<String, String> values, boolean putsBack) {
        Stacks here = places.stacks(stack.site());
        if (putsBack) {
            here.makeAndPutBack(stack.name(), template, values);
        } else {
            here.make(stack.name(), template, values);
        }
    }

    /** Other vendors' tables stand on ours, so ours are to be there: filled once by services that were just made. */
    private void awaitTables(Site site, List<Step> steps) {
        Set<String> fillers = steps.stream()
                .filter(step -> step.action() == Action.CREATE)
                .map(Step::id)
                .filter(id -> id.startsWith("aws:captured:") || id.startsWith("aws:model:"))
                .collect(Collectors.toSet());
        Map<String, List<String>> needs = plan.steps().stream()
                .collect(Collectors.toMap(Step::id, step -> step.part().needs()));
        for (Step table : plan.steps()) {
            if (!table.id().startsWith("aws:table:") || table.action().isEnd()) {
                continue;
            }
            boolean isFilled = Stream.concat(
                            table.part().needs().stream(),
                            table.part().needs().stream().flatMap(need -> needs.get(need).stream()))
                    .anyMatch(fillers::contains);
            if (isFilled) {
                URI location = URI.create(text(table, "location"));
                Patience.Waiting waiting = patience.waiting();
                while (!places.objects(site)
                        .hasTable(location.getHost(), location.getPath().substring(1))) {
                    waiting.rest("table %s, which the services that were made are to fill,".formatted(location));
                }
            }
        }
    }

    /** Has a role trust whom other vendors named when they made what uses it. */
    private void letIn(Assembled stack, Step trust, Outputs outputs) {
        if (trust.action() == Action.NOTHING) {
            return;
        }
        Map<String, String> values = new HashMap<>();
        stack.trusts().get(trust.id()).forEach((name, parameter) -> {
            Set<String> let = new TreeSet<>();
            texts(trust, "trusts").forEach(part -> let.add(outputs.of(part, name)));
            if (name.equals("identity") && trustsItself(trust)) {
                let.add(own.of(text(trust, "role"), "arn"));
            }
            values.put(parameter, String.join(",", let));
        });
        places.stacks(stack.site()).make(stack.name(), stack.template(), values);
    }

    private static boolean trustsItself(Step trust) {
        return trust.part().content().get("trusts-itself").equals(Optional.of(new Truth(true)));
    }

    private static String text(Step step, String field) {
        return ((Text) step.part().content().get(field).orElseThrow()).value();
    }

    private static List<String> texts(Step step, String field) {
        Items items = (Items) step.part().content().get(field).orElseThrow();
        return items.values().stream().map(text -> ((Text) text).value()).toList();
    }
}
