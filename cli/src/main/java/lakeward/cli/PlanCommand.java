package lakeward.cli;

import java.util.List;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "plan", description = "Show what the definition means on a target, and how faithful each part is.")
final class PlanCommand extends FolderCommand {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            defaultValue = "local",
            description = "A target of the definition; local, which is this machine, if not given.")
    private String target;

    @Option(names = "--fidelity", description = "Say of each step why it is as faithful as it is.")
    private boolean fidelity;

    @Override
    public Integer call() {
        Platform platform = project().platform();
        Plan plan = Plan.of(platform, target(platform));
        if (json()) {
            System.out.println(plan.toJson());
            return 0;
        }
        screen().line("%s on %s: %d steps"
                .formatted(plan.platform(), plan.target(), plan.steps().size()));
        screen().line("");
        screen().table(
                        List.of("STEP", "MAKES", fidelity ? "WHY" : "FIDELITY"),
                        plan.steps().stream().map(this::row).toList());
        return 0;
    }

    private Target target(Platform platform) {
        return platform.targets().stream()
                .filter(candidate -> candidate.name().equals(target))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot plan for target '%s': the definition has %s."
                                .formatted(
                                        target,
                                        platform.targets().stream()
                                                .map(Target::name)
                                                .toList())));
    }

    private List<String> row(Step step) {
        String faithful = step.fidelity().label();
        return List.of(step.id(), step.what(), fidelity ? "%s: %s".formatted(faithful, step.why()) : faithful);
    }
}
