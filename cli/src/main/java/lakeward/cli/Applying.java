package lakeward.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lakeward.cloud.deployment.Deployment;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** A plan that is shown, agreed to, and done. */
final class Applying {
    private final Screen screen;
    private final boolean json;

    Applying(Screen screen, boolean json) {
        this.screen = screen;
        this.json = json;
    }

    /** Shows what a plan does. */
    void show(Plan plan) {
        if (!json) {
            new PlanText(plan, screen::bad).lines(false).forEach(screen::line);
            screen.line("");
        }
    }

    /**
     * Asks whether to go on, where somebody can answer.
     *
     * @param agreed whether that was said already
     * @param word what is to be typed
     */
    void ask(Plan plan, boolean agreed, String word) {
        if (agreed || plan.isEmpty()) {
            return;
        }
        if (json || !screen.isTerminal()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot go on: there is no terminal to ask at whether this is meant. Look at the plan, then say --yes.");
        }
        String answer = System.console().readLine("Type %s to go on: ", word);
        if (!word.equals(answer)) {
            throw new PlatformException(
                    Fault.DEFINITION, "Cannot go on: '%s' is not %s. Nothing was changed.".formatted(answer, word));
        }
    }

    /** Does a plan, and tells of each thing that is done. */
    void run(Deployment deployment, Plan plan, Set<String> confirmed) {
        deployment.apply(plan, confirmed, new Deployment.Progress() {
            @Override
            public void begins(List<Step> steps) {
                if (!json) {
                    screen.moving("  … %s".formatted(named(steps)));
                }
            }

            @Override
            public void ended(List<Step> steps, Duration took) {
                if (!json) {
                    screen.line("  %s %s  %s"
                            .formatted(
                                    screen.good("✓"),
                                    named(steps),
                                    screen.soft("%.1f s".formatted(took.toMillis() / 1000.0))));
                }
            }
        });
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("platform", plan.platform());
            facts.put("target", plan.target());
            facts.put(
                    "done",
                    plan.steps().stream()
                            .filter(step -> step.action() != Action.NOTHING)
                            .map(Step::id)
                            .toList());
            Output.json(facts);
        }
    }

    private static String named(List<Step> steps) {
        List<Step> work =
                steps.stream().filter(step -> step.action() != Action.NOTHING).toList();
        Set<String> actions =
                work.stream().map(step -> step.action().label()).collect(Collectors.toCollection(TreeSet::new));
        String more = work.size() == 1 ? "" : ", and %d more".formatted(work.size() - 1);
        return "%-10s %s: %s%s"
                .formatted(
                        work.get(0).part().site().vendor().label(),
                        String.join(" and ", actions),
                        work.get(0).part().what(),
                        more);
    }
}
