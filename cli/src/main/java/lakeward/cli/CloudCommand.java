package lakeward.cli;

import lakeward.core.plan.Prices;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Platform;
import picocli.CommandLine.Option;

/** A command about a target in the cloud. */
abstract class CloudCommand extends FolderCommand {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            required = true,
            description = "A target of the definition.")
    private String target;

    /** Returns the platform on its target, as far as the definition tells. */
    Wanted wanted() {
        Platform platform = project().platformAsWritten();
        return new Wanted(platform, Targets.cloud(platform, target), Prices.builtIn());
    }
}
