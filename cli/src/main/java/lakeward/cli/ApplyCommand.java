package lakeward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lakeward.cloud.deployment.Deployment;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "apply", description = "Make a target what the definition says, or do exactly what a plan's file says.")
final class ApplyCommand extends CloudCommand {
    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "What `lakeward plan --out FILE` wrote, and nothing else.")
    private Path file;

    @Option(
            names = "--confirm",
            paramLabel = "ID",
            description = "A step that may delete data or write it again; once for each.")
    private List<String> confirmed = List.of();

    @Mixin
    private ImageOption image;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        Applying applying = new Applying(screen(), json());
        Wanted wanted = image.startedBy(wanted(), folder());
        Plan all = Plan.of(wanted);
        Optional<Plan> given = Optional.ofNullable(file).map(ApplyCommand::read);
        given.ifPresent(plan -> refuseAnother(plan, all));
        try (Deployment deployment = Clouds.open(given.orElse(all), folder(), image.isPushed())) {
            Plan plan = given.orElseGet(() -> Plan.of(wanted, deployment.standing(), Set.of()));
            if (given.isEmpty()) {
                applying.show(plan);
                applying.ask(plan, yes, "yes");
            }
            applying.run(deployment, plan, Set.copyOf(confirmed));
        }
        return 0;
    }

    private static void refuseAnother(Plan plan, Plan wanted) {
        if (!plan.platform().equals(wanted.platform()) || !plan.target().equals(wanted.target())) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot apply the plan: it is of %s on %s, and this is %s on %s. Name its project and target."
                            .formatted(plan.platform(), plan.target(), wanted.platform(), wanted.target()));
        }
        if (plan.image().isPresent() && !plan.image().equals(wanted.image())) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot apply the plan: its services start from image %s, and the program with the definition as it is now is %s. Make a new plan."
                            .formatted(
                                    plan.image().orElseThrow(), wanted.image().orElse("none")));
        }
    }

    private static Plan read(Path file) {
        try {
            return Plan.parse(Files.readString(file));
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read plan %s: %s. Write one with `lakeward plan --out`."
                            .formatted(file, Failures.why(failed)),
                    failed);
        } catch (IllegalArgumentException wrong) {
            throw new PlatformException(Fault.DEFINITION, "%s (%s)".formatted(wrong.getMessage(), file), wrong);
        }
    }
}
