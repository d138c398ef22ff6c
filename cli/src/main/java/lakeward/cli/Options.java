package lakeward.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command takes. */
final class Options {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where the platform keeps its state; .lakeward in the project's folder if not given.")
    private Path state;

    @Option(names = "--json", description = "Print the same facts as JSON.")
    private boolean json;

    @Option(names = "--debug", description = "Show where in the code a failure comes from.")
    private boolean debug;

    boolean json() {
        return json;
    }

    boolean debug() {
        return debug;
    }

    /** Returns the state directory, absolute. */
    Path state(Path project) {
        return Optional.ofNullable(state)
                .orElseGet(() -> project.resolve(".lakeward"))
                .toAbsolutePath()
                .normalize();
    }
}
