package lakeward.cloud.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import lakeward.core.plan.Action;
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
 * A platform on a target, made real. It remembers nothing: what stands is asked of the vendors, so a deployment that was
 * killed anywhere is gone on with by doing it again. For use by one thread at a time.
 */
public final class Deployment implements AutoCloseable {
    /** Is told what goes on. */
    public interface Progress {
        void begins(List<Step> steps);

        void ended(List<Step> steps, Duration took);
    }

    private final Map<Vendor, Provider> providers = new TreeMap<>();
    private final Function<Site, Provider> others;

    /**
     * Takes one provider for each vendor of the target; they are closed with it.
     *
     * @param others opens a vendor that the target names no more, where something may stand nonetheless
     */
    public Deployment(Collection<Provider> vendors, Function<Site, Provider> others) {
        vendors.forEach(provider -> providers.put(provider.vendor(), provider));
        this.others = others;
    }

    /** Returns what stands at all vendors, also at one that the target names no more and AWS has a role for. */
    public Standing standing() {
        Map<String, Stood> all = new TreeMap<>();
        providers.values().forEach(provider -> all.putAll(provider.standing().parts()));
        for (Site guest : new Standing(all).guests()) {
            if (!providers.containsKey(guest.vendor())) {
                Provider provider = others.apply(guest);
                providers.put(guest.vendor(), provider);
                all.putAll(provider.standing().parts());
            }
        }
        return new Standing(all);
    }

    /**
     * Does what a plan says, and nothing if the world moved since it was made. What it did before it was killed is no move.
     *
     * @param confirmed ids of steps that may delete data or write it again
     * @throws PlatformException if a destructive step is not confirmed, or something stands otherwise than the plan says
     */
    public void apply(Plan plan, Set<String> confirmed, Progress progress) {
        refuseUnconfirmed(plan, confirmed);
        refuseIfMoved(plan, standing());
        if (plan.isEmpty()) {
            return;
        }
        Map<Vendor, Deque<List<Step>>> waiting = new TreeMap<>();
        providers.forEach((vendor, provider) -> waiting.put(vendor, new ArrayDeque<>(provider.together(plan))));
        Map<String, Vendor> vendors = plan.steps().stream()
                .collect(Collectors.toMap(Step::id, step -> step.part().site().vendor()));
        Set<String> done = new HashSet<>();
        while (waiting.values().stream().anyMatch(queue -> !queue.isEmpty())) {
            Vendor next = next(waiting, vendors, done);
            List<Step> steps = waiting.get(next).pop();
            boolean isWork = steps.stream().anyMatch(step -> step.action() != Action.NOTHING);
            Instant begun = Instant.now();
            if (isWork) {
                progress.begins(steps);
            }
            providers
                    .get(next)
                    .apply(
                            steps,
                            (part, name) -> providers.get(vendors.get(part)).output(part, name));
            if (isWork) {
                progress.ended(steps, Duration.between(begun, Instant.now()));
            }
            steps.forEach(step -> done.add(step.id()));
        }
    }

    /** Returns a vendor whose next steps need nothing of the others that is not done. */
    private static Vendor next(Map<Vendor, Deque<List<Step>>> waiting, Map<String, Vendor> vendors, Set<String> done) {
        for (Map.Entry<Vendor, Deque<List<Step>>> queue : waiting.entrySet()) {
            List<Step> steps = queue.getValue().peek();
            if (steps != null
                    && steps.stream()
                            .flatMap(step -> step.part().needs().stream())
                            .allMatch(need -> vendors.get(need) == queue.getKey()
                                    || done.contains(need)
                                    || !waiting.containsKey(vendors.get(need)))) {
                return queue.getKey();
            }
        }
        throw new PlatformException(
                Fault.BUG,
                "Cannot go on: the vendors' next steps need each other: %s. Report the plan."
                        .formatted(waiting.values().stream()
                                .filter(queue -> !queue.isEmpty())
                                .map(queue ->
                                        queue.peek().stream().map(Step::id).toList())
                                .toList()));
    }

    private static void refuseUnconfirmed(Plan plan, Set<String> confirmed) {
        List<String> missing = plan.destructive().stream()
                .map(Step::id)
                .filter(id -> !confirmed.contains(id))
                .toList();
        if (!missing.isEmpty()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot apply the plan: data would be deleted or written again by %s. If that is meant, confirm each by its name: %s."
                            .formatted(
                                    String.join(", ", missing),
                                    missing.stream().map("--confirm "::concat).collect(Collectors.joining(" "))));
        }
    }

    private static void refuseIfMoved(Plan plan, Standing standing) {
        Set<String> known = plan.steps().stream().map(Step::id).collect(Collectors.toSet());
        List<String> moved = plan.steps().stream()
                .filter(step -> step.part().site().vendor() != Vendor.LOCAL)
                .filter(step ->
                        !isAsPlanned(step, Optional.ofNullable(standing.parts().get(step.id()))))
                .map(Step::id)
                .collect(Collectors.toList());
        standing.parts().keySet().stream().filter(id -> !known.contains(id)).forEach(moved::add);
        if (!moved.isEmpty()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot apply the plan: since it was made, %s changed. Make a new plan and look at it."
                            .formatted(
                                    moved.size() <= 5
                                            ? String.join(", ", moved)
                                            : "%s and %d more"
                                                    .formatted(
                                                            String.join(", ", moved.subList(0, 5)), moved.size() - 5)));
        }
    }

    /** Whether a part stands as it did when the plan was made, or as the plan leaves it, or amid that. */
    private static boolean isAsPlanned(Step step, Optional<Stood> stands) {
        Optional<String> state = stands.map(Stood::state);
        boolean goes = step.action() == Action.DELETE
                || step.action() == Action.LEAVE
                || !step.part().made();
        Optional<String> wanted =
                goes ? Optional.empty() : Optional.of(Stood.of(step.part()).state());
        return state.equals(step.stands())
                || state.equals(wanted)
                || (step.action() == Action.REPLACE && state.isEmpty());
    }

    @Override
    public void close() {
        providers.values().forEach(Provider::close);
    }
}
