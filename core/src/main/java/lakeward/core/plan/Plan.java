package lakeward.core.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;

/**
 * A platform on a target, as steps. Equal platforms and targets give equal plans.
 *
 * @param steps each after those that it needs
 */
public record Plan(String platform, String target, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
        Set<String> made = new HashSet<>();
        for (Step step : steps) {
            if (!made.containsAll(step.needs())) {
                throw new IllegalArgumentException(
                        "Cannot plan %s before what it needs: %s. Order the steps.".formatted(step.id(), step.needs()));
            }
            if (!made.add(step.id())) {
                throw new IllegalArgumentException(
                        "Cannot plan %s twice: a step's id is its own. Remove one.".formatted(step.id()));
            }
        }
    }

    /** Returns what makes the platform where nothing stands yet. */
    public static Plan of(Platform platform, Target target) {
        Placement placement = placement(target);
        List<Step> steps = new ArrayList<>();
        for (Database database : platform.databases()) {
            steps.add(placement.database(database));
            database.traffic().ifPresent(traffic -> steps.add(placement.traffic(database, traffic)));
            for (CapturedTable table : database.tables()) {
                steps.add(placement.capture(table));
                steps.add(placement.raw(table));
                steps.add(placement.processed(table));
            }
        }
        for (Model model : platform.models()) {
            steps.add(placement.model(model));
        }
        return new Plan(platform.name(), target.name(), steps);
    }

    private static Placement placement(Target target) {
        if (target.equals(Target.LOCAL)) {
            return new LocalPlacement();
        }
        throw new IllegalArgumentException(
                "Cannot plan for target '%s': only local is available yet. Use local.".formatted(target.name()));
    }

    /** Returns the plan as JSON: equal plans give equal bytes. */
    public String toJson() {
        return PlanJson.write(this);
    }
}
