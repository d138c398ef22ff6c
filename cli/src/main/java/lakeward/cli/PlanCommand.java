package lakeward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = "Show what the definition means on a target: steps, data, access, cost, fidelity.")
final class PlanCommand extends FolderCommand {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            defaultValue = "local",
            description = "A target of the definition; local, which is this machine, if not given.")
    private String target;

    @Option(
            names = "--fidelity",
            description = "Say of each construct how faithful each target of the definition is to it, and why.")
    private boolean fidelity;

    @Option(names = "--steps", description = "List every step.")
    private boolean steps;

    @Option(names = "--offline", description = "Ask no vendor what stands: plan as if nothing did.")
    private boolean offline;

    @Option(
            names = "--by-hand",
            description = "Also ask AWS what somebody changed there by hand, which takes it minutes.")
    private boolean byHand;

    @Mixin
    private ImageOption image;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the plan to a file, as JSON.")
    private Path out;

    @Override
    public Integer call() {
        Platform platform = project().platformAsWritten();
        Prices prices = Prices.builtIn();
        if (fidelity) {
            List<Plan> plans = platform.targets().stream()
                    .map(each -> Plan.of(platform, each, prices))
                    .toList();
            if (json()) {
                Output.json(FidelityText.facts(plans));
            } else {
                FidelityText.lines(plans).forEach(screen()::line);
            }
            return 0;
        }
        Target wanted = Targets.named(platform, target);
        Wanted all = new Wanted(platform, wanted, prices);
        if (wanted instanceof Target.Cloud) {
            all = image.startedBy(all, folder());
        }
        Plan plan = Plan.of(all);
        if (wanted instanceof Target.Cloud && !offline) {
            plan = Plan.of(all, Clouds.standing(plan, byHand), Set.of());
        }
        if (out != null) {
            write(plan);
        }
        if (json()) {
            System.out.print(plan.toJson());
            return 0;
        }
        new PlanText(plan, screen()::bad).lines(steps).forEach(screen()::line);
        if (offline) {
            screen().line("");
            screen().line("  Made from the definition alone, as if nothing stood.");
        }
        if (out != null) {
            screen().line("");
            screen().line("Written to %s.".formatted(out));
        }
        return 0;
    }

    private void write(Plan plan) {
        try {
            Files.writeString(out, plan.toJson());
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot write the plan to %s: %s. Choose a file that can be written."
                            .formatted(out, Failures.why(failed)),
                    failed);
        }
    }
}
