package lakeward.cli;

import java.io.PrintWriter;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells people what failed; a stack trace is shown with {@code --debug} alone. */
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof PlatformException known) {
            err.println(known.getMessage());
            trace(failure, parsed, err);
            return known.fault().exitCode();
        }
        err.println("Cannot %s: %s. This is a defect of Lakeward: run again with --debug and report what it prints."
                .formatted(command.getCommandName(), failure));
        trace(failure, parsed, err);
        return Fault.BUG.exitCode();
    }

    private static void trace(Exception failure, ParseResult parsed, PrintWriter err) {
        if (parsed.originalArgs().contains("--debug")) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
