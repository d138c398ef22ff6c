package lakeward.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** A command about one project, whose folder is all it is told. */
abstract class FolderCommand extends ProjectCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The project's folder; here if not given.")
    private Path folder;

    @Override
    Path folder() {
        return folder;
    }
}
