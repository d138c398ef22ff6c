package lakeward.cloud.cloudformation;

import static lakeward.cloud.cloudformation.StandingStack.isTrust;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.cloud.cloudformation.Assembly.Assembled;
import lakeward.core.plan.Action;
import lakeward.core.plan.Step;
import lakeward.core.port.Provider.Batch;

/** Takes away what is wanted no more: from stacks that stay, and with stacks that do not. */
final class Taking {
    private final Assembly assembly;
    private final Places places;

    Taking(Assembly assembly, Places places) {
        this.assembly = assembly;
        this.places = places;
    }

    /**
     * Returns the steps by stack. First nobody is let in any more; then goes what used it, and the role itself last.
     *
     * @param standing the newest first, for a stack may use what an older one exports
     */
    List<Batch> batches(List<Step> steps, List<StandingStack> standing) {
        Map<String, Step> left = steps.stream().collect(Collectors.toMap(Step::id, step -> step));
        List<Batch> all = new ArrayList<>();
        for (StandingStack each : standing) {
            each.recorded()
                    .filter(marker -> isTrust(marker.part()))
                    .flatMap(marker -> Stream.ofNullable(left.remove(marker.part())))
                    .forEach(step -> all.add(new Batch(List.of(step), outputs -> shutOut(each, step))));
        }
        List<StandingStack> before = new ArrayList<>();
        for (StandingStack each : standing) {
            boolean goes = assembly.stack(each.stack().name()).isEmpty();
            if (goes && each.recorded().findAny().isEmpty()) {
                // It makes no part, and goes with the one that was made before it.
                before.add(each);
                continue;
            }
            List<StandingStack> serving = List.copyOf(before);
            before.clear();
            List<Step> taken = each.recorded()
                    .flatMap(marker -> Stream.ofNullable(left.remove(marker.part())))
                    .toList();
            all.add(new Batch(taken, outputs -> {
                serving.forEach(stack -> take(stack, List.of()));
                take(each, taken);
            }));
        }
        // What an earlier try took away has no stack any more.
        all.add(new Batch(List.copyOf(left.values()), outputs -> {}));
        return all;
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
        if (steps.stream().anyMatch(step -> step.id().equals(Organization.UNIT))) {
            standing.template()
                    .resourceOf(Organization.UNIT)
                    .map(resource -> standing.stack().outputs().get(resource + "Id"))
                    .ifPresent(places.organization(standing.site())::empty);
        }
        if (wanted.isPresent()) {
            here.make(name, wanted.get().template(), Map.of());
        } else {
            here.delete(name);
        }
    }
}
