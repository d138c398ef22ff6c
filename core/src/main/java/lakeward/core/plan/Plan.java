package lakeward.core.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;

/**
 * A platform on a target, as steps, and how they differ from what stands. Equal platforms, targets, standings and prices
 * give equal plans, and those equal bytes. It says everything that making it needs: whoever makes it reads nothing else.
 *
 * @param prices when the prices were looked up that its costs stand on
 * @param steps each after those that it needs; also what has nothing to do
 */
public record Plan(String platform, String target, String prices, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
        Set<String> done = new HashSet<>();
        for (Step step : steps) {
            if (!done.containsAll(step.part().needs())) {
                throw new IllegalArgumentException("Cannot plan %s before what it needs: %s. Order the steps."
                        .formatted(step.id(), step.part().needs()));
            }
            if (!done.add(step.id())) {
                throw new IllegalArgumentException(
                        "Cannot plan %s twice: a part's id is its own. Remove one.".formatted(step.id()));
            }
        }
    }

    /** Returns what makes the platform where nothing stands yet. */
    public static Plan of(Platform platform, Target target, Prices prices) {
        return of(new Wanted(platform, target, prices));
    }

    /** Returns what makes the platform where nothing stands. */
    public static Plan of(Wanted wanted) {
        return of(wanted, Standing.NOTHING, Set.of());
    }

    /**
     * Returns what makes the platform of what stands.
     *
     * @param deleteData ids of parts whose data may go when the platform has them no more
     */
    public static Plan of(Wanted wanted, Standing standing, Set<String> deleteData) {
        return of(wanted, Differences.between(standing, Parts.of(wanted), deleteData));
    }

    /**
     * Returns what takes the platform away, but for what holds data and what that needs: those stay as the plan wants them.
     *
     * @param deleteData ids of parts whose data goes too
     */
    public static Plan removing(Wanted wanted, Standing standing, Set<String> deleteData) {
        List<Part> kept = Parts.holdingData(Parts.of(wanted), standing, deleteData);
        return of(wanted, Differences.between(standing, kept, deleteData));
    }

    private static Plan of(Wanted wanted, List<Step> steps) {
        return new Plan(
                wanted.platform().name(),
                wanted.target().name(),
                wanted.prices().asOf(),
                steps);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return steps.stream().allMatch(step -> step.action() == Action.NOTHING);
    }

    /** Returns the tag of the program's image that its services start from; empty if none is to stand. */
    public Optional<String> image() {
        return steps.stream().flatMap(step -> step.image().stream()).findFirst();
    }

    /** Returns the steps that somebody must confirm by name, because data goes or is written again. */
    public List<Step> destructive() {
        return steps.stream().filter(step -> step.data().isDestructive()).toList();
    }

    /** Returns what the platform costs a month once the plan is done. */
    public Cost cost() {
        return steps.stream()
                .filter(step -> !step.action().isEnd())
                .map(step -> step.part().cost())
                .reduce(Cost.NOTHING, Cost::plus);
    }

    /** Returns what stands once the plan is done. */
    public Standing afterwards() {
        return Standing.of(steps.stream()
                .filter(step -> !step.action().isEnd())
                .map(Step::part)
                .toList());
    }

    /** Returns the plan as JSON: equal plans give equal bytes. */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * Reads what {@link #toJson} writes.
     *
     * @throws IllegalArgumentException if it is something else, or another version wrote it
     */
    public static Plan parse(String json) {
        return PlanJson.parse(json);
    }
}
