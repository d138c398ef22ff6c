package lakeward.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** A command about something in a project, which it is told first; the project's folder comes second. */
abstract class SubjectCommand extends ProjectCommand {
    @Parameters(
            index = "1",
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
