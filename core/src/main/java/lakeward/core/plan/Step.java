package lakeward.core.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that a plan makes.
 *
 * @param id names it in this plan and in every later one, for example {@code processed.orders}
 * @param construct what of a platform it is, for example {@code database} or {@code model}
 * @param vendor who runs it; {@code local} is this machine
 * @param what one phrase for people
 * @param content what it is made from; a step whose content is the same has nothing to do
 * @param needs ids of steps before it
 * @param why one sentence on its fidelity
 */
public record Step(
        String id,
        String construct,
        Action action,
        String vendor,
        String what,
        Map<String, String> content,
        List<String> needs,
        Fidelity fidelity,
        String why) {
    public Step {
        content = sorted(content);
        needs = List.copyOf(needs);
    }

    private static SortedMap<String, String> sorted(Map<String, String> content) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(content));
    }
}
