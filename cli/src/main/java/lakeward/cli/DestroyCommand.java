package lakeward.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lakeward.cloud.deployment.Deployment;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "destroy", description = "Take a target away, but for its data and what that needs.")
final class DestroyCommand extends CloudCommand {
    @Option(
            names = "--delete-data",
            paramLabel = "ID",
            description = "A part whose data goes too, for example aws:bucket:raw; once for each.")
    private List<String> erased = List.of();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        Applying applying = new Applying(screen(), json());
        Wanted wanted = wanted();
        Plan all = Plan.of(wanted);
        try (Deployment deployment = Clouds.open(all)) {
            Standing standing = deployment.standing();
            refuseUnknown(standing);
            Set<String> data = Set.copyOf(erased);
            Plan plan = Plan.removing(wanted, standing, data);
            applying.show(plan);
            applying.ask(plan, yes, wanted.target().name());
            applying.run(deployment, plan, data);
        }
        return 0;
    }

    private void refuseUnknown(Standing standing) {
        Set<String> unknown = new TreeSet<>(erased);
        unknown.removeAll(standing.parts().keySet());
        if (!unknown.isEmpty()) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot delete the data of %s: nothing of that name stands. `lakeward plan --steps` lists what does."
                            .formatted(String.join(", ", unknown)));
        }
    }
}
