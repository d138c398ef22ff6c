package lakeward.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "synth", description = "Write the AWS templates of a target, with no account and no network.")
final class SynthCommand extends CloudCommand {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the templates go; made if it is not there.")
    private Path out;

    @Mixin
    private ImageOption image;

    @Override
    public Integer call() {
        Wanted wanted = image.startedBy(wanted(), folder());
        Instant begun = Instant.now();
        int stacks = Clouds.synthesise(Plan.of(wanted), out);
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        if (json()) {
            Output.json(Map.of("folder", out.toString(), "stacks", stacks));
        } else {
            screen().line(
                            "Wrote the templates of %d stacks to %s in %.1f s; manifest.json says in which order they are made."
                                    .formatted(stacks, out, seconds));
        }
        return 0;
    }
}
