package lakeward.cloud.cloudformation;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.cloud.cloudformation.Assembly.Assembled;
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
    private final Set<Site> sites;
    private final Synthesizer synthesizer;
    private final Images images;
    private final Patience patience;
    private final Places places;
    private final Optional<Duration> lookByHand;
    private Assembly assembly = new Assembly(List.of());
    /** What {@link #standing} found, for a {@link #batches} that follows. */
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
    public List<Batch> batches(Plan plan) {
        List<Step> steps = plan.steps().stream()
                .filter(step -> step.part().site().vendor() == Vendor.AWS)
                .toList();
        List<Step> taken = steps.stream().filter(step -> step.action().isEnd()).toList();
        Map<Boolean, List<Step>> wanted = steps.stream()
                .filter(step -> !step.action().isEnd())
                .collect(Collectors.partitioningBy(step -> step.part().made()));
        List<Step> made = wanted.get(true);
        assembly = made.isEmpty() ? new Assembly(List.of()) : synthesizer.templates(plan);
        List<StandingStack> standing = found.orElseGet(this::stacks);
        found = Optional.empty();
        List<Batch> all = new ArrayList<>();
        all.add(new Batch(wanted.get(false), outputs -> {}));
        all.addAll(new Making(plan, assembly, places, images, patience, this::output).batches(made, standing));
        all.addAll(new Taking(assembly, places).batches(taken, standing));
        all.removeIf(batch -> batch.steps().isEmpty());
        return all;
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

    @Override
    public void close() {
        places.close();
    }
}
