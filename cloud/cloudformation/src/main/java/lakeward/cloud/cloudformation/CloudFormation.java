package lakeward.cloud.cloudformation;

import static lakeward.cloud.cloudformation.StandingStack.isTrust;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;

/**
 * AWS. Parts are made by change sets of stacks, and the stacks' templates tell what stands. Stacks are made in the order
 * of their templates; what is wanted no more goes after that, the newest stacks first, for a stack may use what an older
 * one exports.
 */
public final class CloudFormation implements Provider {
    private static final String ROOT = "OrganizationRoot";
    private static final String UNIT = "aws:unit";
    private static final String IMAGES = "aws:images";

    /** What one list of steps comes to. */
    private interface Work {
        void run(Outputs outputs);
    }

    private final Set<Site> sites;
    private final Synthesizer synthesizer;
    private final Images images;
    private final Patience patience;
    private final Places places;
    private final Optional<Duration> lookByHand;
    private final IdentityHashMap<List<Step>, Work> works = new IdentityHashMap<>();
    private Assembly assembly = new Assembly(List.of());
    /** What {@link #standing} found, for a {@link #together} that follows. */
    private Optional<List<StandingStack>> found = Optional.empty();

    /**
     * Opens what a platform has on AWS; nothing is asked yet.
     *
     * @param sites all accounts and regions in which parts may stand
     * @param role what is taken in an account that the credentials are not of
     * @param home the region of what has none
     * @param endpoint of all services, or empty for AWS itself
     */
    public CloudFormation(
            String platform,
            String target,
            Collection<Site> sites,
            String role,
            String home,
            Optional<URI> endpoint,
            Synthesizer synthesizer,
            Images images,
            Patience patience) {
        this(
                new LinkedHashSet<>(sites),
                synthesizer,
                images,
                patience,
                new Places(new Accounts(role, home, endpoint, patience), patience, platform, target),
                Optional.empty());
    }

    private CloudFormation(
            Set<Site> sites,
            Synthesizer synthesizer,
            Images images,
            Patience patience,
            Places places,
            Optional<Duration> lookByHand) {
        this.sites = sites;
        this.synthesizer = synthesizer;
        this.images = images;
        this.patience = patience;
        this.places = places;
        this.lookByHand = lookByHand;
    }

    /**
     * Returns the same, which in {@link #standing} also tells what somebody changed by hand; use it instead of this one.
     *
     * @param most how long AWS may take to find out; after that it is an error
     */
    public CloudFormation askingForChangesByHand(Duration most) {
        return new CloudFormation(sites, synthesizer, images, patience, places, Optional.of(most));
    }

    @Override
    public Vendor vendor() {
        return Vendor.AWS;
    }

    @Override
    public Standing standing() {
        Map<String, Stood> parts = new TreeMap<>();
        List<StandingStack> all = stacks();
        found = Optional.of(all);
        all.stream()
                .flatMap(stack -> stack.markers().stream())
                .forEach(marker -> parts.put(marker.part(), marker.stood()));
        lookByHand
                .map(most -> changedByHand(all, most))
                .orElse(Map.of())
                .forEach((part, changes) -> parts.computeIfPresent(part, (id, stood) -> stood.changedByHand(changes)));
        return new Standing(parts);
    }

    /** Looks in all stacks at once, and returns what was changed by its part. */
    private Map<String, List<String>> changedByHand(List<StandingStack> all, Duration most) {
        Map<StandingStack, Drift> looks = new LinkedHashMap<>();
        for (StandingStack each : all) {
            looks.put(
                    each,
                    places.stacks(each.site()).lookForChangesByHand(each.stack().name(), most));
        }
        Map<String, List<String>> byPart = new TreeMap<>();
        List<String> ofNone = new ArrayList<>();
        List<StandingStack> oldestFirst = new ArrayList<>(all);
        Collections.reverse(oldestFirst);
        for (StandingStack each : oldestFirst) {
            Map<String, String> changes = looks.get(each).changes();
            if (each.recorded().findAny().isEmpty()) {
                // It makes no part, and is put back with the one that it serves, which was made after it.
                ofNone.addAll(changes.values());
                continue;
            }
            changes.forEach((resource, change) -> each.partOf(resource)
                    .ifPresent(part -> byPart.computeIfAbsent(part, none -> new ArrayList<>())
                            .add(change)));
            if (!ofNone.isEmpty()) {
                each.markers().stream()
                        .findFirst()
                        .ifPresent(marker -> byPart.computeIfAbsent(marker.part(), none -> new ArrayList<>())
                                .addAll(ofNone));
                ofNone.clear();
            }
        }
        return byPart;
    }

    /** Returns the stacks that stand, the newest first. */
    private List<StandingStack> stacks() {
        List<StandingStack> stacks = new ArrayList<>();
        for (Site site : places.distinct(sites)) {
            Stacks here = places.stacks(site);
            for (Stacks.Found stack : here.all()) {
                if (stack.isMade()) {
                    stacks.add(new StandingStack(site, stack, new TemplateText(here.template(stack.name()))));
                }
            }
        }
        stacks.sort(Comparator.comparing((StandingStack each) -> each.stack().createdAt())
                .reversed());
        return stacks;
    }

    @Override
    public List<List<Step>> together(Plan plan) {
        List<Step> ours = plan.steps().stream()
                .filter(step -> step.part().site().vendor() == Vendor.AWS)
                .toList();
        List<Step> idle = ours.stream()
                .filter(step -> !step.part().made() && !isTaking(step))
                .toList();
        works.clear();
        assembly = ours.stream().allMatch(step -> isTaking(step) || idle.contains(step))
                ? new Assembly(List.of())
                : synthesizer.templates(plan);
        List<StandingStack> standing = found.orElseGet(this::stacks);
        found = Optional.empty();
        List<List<Step>> all = new ArrayList<>();
        all.add(listed(idle, outputs -> {}));
        all.addAll(making(plan, ours, standing));
        all.addAll(taking(ours, standing));
        all.removeIf(List::isEmpty);
        refuseWhatIsMissing(ours, all);
        return all;
    }

    private List<List<Step>> making(Plan plan, List<Step> ours, List<StandingStack> standing) {
        List<List<Step>> all = new ArrayList<>();
        List<Assembled> serving = new ArrayList<>();
        for (Assembled stack : assembly.stacks()) {
            if (stack.parts().isEmpty()) {
                // It makes no part and serves the one after it.
                serving.add(stack);
                continue;
            }
            List<Assembled> served = List.copyOf(serving);
            serving.clear();
            Set<String> parts = new HashSet<>(stack.parts());
            List<Step> steps = ours.stream()
                    .filter(step -> parts.contains(step.id()) && !isTaking(step))
                    .toList();
            TemplateText wanted = new TemplateText(stack.template());
            Optional<TemplateText> older = standing.stream()
                    .filter(each -> each.stack().name().equals(stack.name()))
                    .map(StandingStack::template)
                    .findFirst();
            TemplateText first = older.map(wanted::with).orElse(wanted);
            List<Step> made = steps.stream().filter(step -> !isTrust(step.id())).toList();
            all.add(listed(made, outputs -> make(plan, served, stack, first, made)));
            steps.stream()
                    .filter(step -> isTrust(step.id()))
                    .forEach(step -> all.add(listed(List.of(step), outputs -> letIn(stack, step, outputs))));
        }
        return all;
    }

    /** What is wanted no more goes from stacks that stay, and with stacks that do not. */
    private List<List<Step>> taking(List<Step> ours, List<StandingStack> standing) {
        Map<String, Step> taken =
                ours.stream().filter(CloudFormation::isTaking).collect(Collectors.toMap(Step::id, step -> step));
        List<List<Step>> all = new ArrayList<>();
        for (StandingStack each : standing) {
            // First nobody is let in any more; then goes what used it, and the role itself last.
            each.recorded()
                    .filter(marker -> isTrust(marker.part()))
                    .flatMap(marker -> Stream.ofNullable(taken.remove(marker.part())))
                    .forEach(step -> all.add(listed(List.of(step), outputs -> shutOut(each, step))));
        }
        List<StandingStack> serving = new ArrayList<>();
        for (StandingStack each : standing) {
            boolean goes = assembly.stack(each.stack().name()).isEmpty();
            if (goes && each.recorded().findAny().isEmpty()) {
                // It makes no part, and goes with the one that was made before it.
                serving.add(each);
                continue;
            }
            List<StandingStack> before = List.copyOf(serving);
            serving.clear();
            List<Step> steps = each.recorded()
                    .flatMap(marker -> Stream.ofNullable(taken.remove(marker.part())))
                    .toList();
            all.add(listed(steps, outputs -> {
                before.forEach(stack -> take(stack, List.of()));
                take(each, steps);
            }));
        }
        // What an earlier try took away has no stack any more.
        all.add(listed(List.copyOf(taken.values()), outputs -> {}));
        return all;
    }

    /** Returns a list of its own, for equal lists may come to different work. */
    private List<Step> listed(List<Step> steps, Work work) {
        List<Step> list = new ArrayList<>(steps);
        works.put(list, work);
        return list;
    }

    private static void refuseWhatIsMissing(List<Step> ours, List<List<Step>> listed) {
        Set<String> placed = listed.stream().flatMap(List::stream).map(Step::id).collect(Collectors.toSet());
        ours.stream().filter(step -> !placed.contains(step.id())).findFirst().ifPresent(step -> {
            throw new PlatformException(
                    Fault.BUG,
                    "Cannot make %s: no template has it. Take it out of the definition until one does."
                            .formatted(step.id()));
        });
    }

    @Override
    public void apply(List<Step> steps, Outputs outputs) {
        works.get(steps).run(outputs);
    }

    private void make(Plan plan, List<Assembled> before, Assembled stack, TemplateText template, List<Step> steps) {
        if (steps.stream().allMatch(step -> step.action() == Action.NOTHING)) {
            return;
        }
        boolean putsBack = steps.stream().anyMatch(step -> !step.putsBack().isEmpty());
        before.forEach(each -> make(each, each.template(), Map.of(), putsBack));
        Map<String, String> values = new HashMap<>();
        if (template.hasParameter(ROOT)) {
            values.put(ROOT, places.organization(stack.site()).root());
        }
        for (String image : images(steps)) {
            images.publish(output(IMAGES, "repository"), image, places.credentials(stack.site()));
        }
        make(stack, template.json(), values, putsBack);
        for (Step step : steps) {
            if (step.id().equals(UNIT)) {
                places.organization(stack.site()).move(texts(step, "accounts"), output(UNIT, "id"));
            }
        }
        awaitTables(plan, stack.site(), steps);
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
    private void awaitTables(Plan plan, Site site, List<Step> steps) {
        Set<String> fillers = steps.stream()
                .filter(step -> step.action() == Action.CREATE)
                .map(Step::id)
                .filter(id -> id.startsWith("aws:captured:") || id.startsWith("aws:model:"))
                .collect(Collectors.toSet());
        Map<String, List<String>> needs = plan.steps().stream()
                .collect(Collectors.toMap(Step::id, step -> step.part().needs()));
        for (Step table : plan.steps()) {
            if (table.id().startsWith("aws:table:") && !isTaking(table)) {
                boolean isFilled = Stream.concat(
                                table.part().needs().stream(),
                                table.part().needs().stream().flatMap(need -> needs.get(need).stream()))
                        .anyMatch(fillers::contains);
                if (isFilled) {
                    Objects objects = places.objects(site);
                    URI location = URI.create(text(table, "location"));
                    Patience.Waiting waiting = patience.waiting();
                    while (!objects.hasTable(
                            location.getHost(), location.getPath().substring(1))) {
                        waiting.rest("table %s, which the services that were made are to fill,".formatted(location));
                    }
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
                let.add(output(text(trust, "role"), "arn"));
            }
            values.put(parameter, String.join(",", let));
        });
        places.stacks(stack.site()).make(stack.name(), stack.template(), values);
    }

    private static boolean trustsItself(Step trust) {
        return trust.part().content().get("trusts-itself").equals(Optional.of(new Truth(true)));
    }

    private void shutOut(StandingStack standing, Step trust) {
        Stacks here = places.stacks(standing.site());
        String name = standing.stack().name();
        if (here.find(name).isPresent()) {
            Map<String, String> nobody = standing.letIn(trust.id()).stream()
                    .collect(Collectors.toMap(parameter -> parameter, parameter -> ""));
            here.make(name, standing.template().json(), nobody);
        }
    }

    private void take(StandingStack standing, List<Step> steps) {
        Stacks here = places.stacks(standing.site());
        String name = standing.stack().name();
        Optional<Assembled> wanted = assembly.stack(name);
        if (steps.isEmpty() && wanted.isPresent()) {
            return;
        }
        List<String> erased = steps.stream()
                .filter(step -> step.action() == Action.DELETE && step.part().holdsData())
                .map(Step::id)
                .toList();
        if (!erased.isEmpty()) {
            TemplateText letting = wanted.map(stack -> new TemplateText(stack.template()).with(standing.template()))
                    .orElse(standing.template())
                    .letting(erased);
            here.make(name, letting.json(), Map.of());
            standing.template().buckets(erased).forEach(places.objects(standing.site())::empty);
        }
        if (steps.stream().anyMatch(step -> step.id().equals(UNIT))) {
            standing.template()
                    .resourceOf(UNIT)
                    .map(resource -> standing.stack().outputs().get(resource + "Id"))
                    .ifPresent(places.organization(standing.site())::empty);
        }
        if (wanted.isPresent()) {
            here.make(name, wanted.get().template(), Map.of());
        } else {
            here.delete(name);
        }
    }

    @Override
    public String output(String part, String name) {
        for (Assembled stack : assembly.stacks()) {
            Optional<String> value = Optional.ofNullable(stack.outputs().get(part))
                    .map(outputs -> outputs.get(name))
                    .flatMap(key -> places.stacks(stack.site())
                            .find(stack.name())
                            .map(found -> found.outputs().get(key)));
            if (value.isPresent()) {
                return value.get();
            }
        }
        throw new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot tell the %s of %s: no stack that stands says it. Apply the plan anew.".formatted(name, part));
    }

    private static boolean isTaking(Step step) {
        return step.action() == Action.DELETE || step.action() == Action.LEAVE;
    }

    private static String text(Step step, String field) {
        return ((Text) step.part().content().get(field).orElseThrow()).value();
    }

    private static Set<String> images(List<Step> steps) {
        return steps.stream().flatMap(step -> step.image().stream()).collect(Collectors.toSet());
    }

    private static List<String> texts(Step step, String field) {
        Items items = (Items) step.part().content().get(field).orElseThrow();
        return items.values().stream().map(text -> ((Text) text).value()).toList();
    }

    @Override
    public void close() {
        places.close();
    }
}
