package lakeward.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** A command about one table or model of a project. */
abstract class TableCommand extends ProjectCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Its name, for example orders or processed.orders.")
    private String table;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The project's folder; here if not given.")
    private Path folder;

    String table() {
        return table;
    }

    @Override
    Path folder() {
        return folder;
    }
}
