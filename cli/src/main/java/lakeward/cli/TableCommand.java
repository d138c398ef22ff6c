package lakeward.cli;

import picocli.CommandLine.Parameters;

/** A command about one table or model of a project. */
abstract class TableCommand extends SubjectCommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Its name, for example orders or processed.orders.")
    private String table;

    String table() {
        return table;
    }
}
