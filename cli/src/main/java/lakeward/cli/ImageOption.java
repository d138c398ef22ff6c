package lakeward.cli;

import java.nio.file.Path;
import java.util.Optional;
import lakeward.core.plan.Wanted;
import picocli.CommandLine.Option;

/** Which image of the program a target's services start from. */
final class ImageOption {
    @Option(
            names = "--image-tag",
            paramLabel = "TAG",
            description =
                    "An image that you pushed to the target's repository, for services to start from. If not given, "
                            + "that of this program and this definition, which apply makes and pushes.")
    private Optional<String> pushed = Optional.empty();

    /** Whether it is in the repository already. */
    boolean isPushed() {
        return pushed.isPresent();
    }

    /** Returns what is wanted, with services that start from it. */
    Wanted startedBy(Wanted wanted, Path folder) {
        String tag = pushed.orElseGet(() -> Clouds.imageTag(wanted.platform().name(), folder));
        return new Wanted(wanted.platform(), wanted.target(), wanted.prices(), Optional.of(tag));
    }
}
