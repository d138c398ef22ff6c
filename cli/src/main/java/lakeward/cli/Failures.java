package lakeward.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells people what failed; a stack trace is shown with {@code --debug} alone. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
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

    /** Of a command line that is wrong. */
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        String why = wrong.getMessage();
        err.println(
                why.startsWith("Cannot ")
                        ? why
                        : "Cannot run %s: %s. `%s --help` says what it takes."
                                .formatted(name, Character.toLowerCase(why.charAt(0)) + why.substring(1), name));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.flush();
        return Fault.DEFINITION.exitCode();
    }

    /** Returns why a file could not be read or written, in words: Java tells of some failures only which file it was. */
    static String why(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (failed instanceof AccessDeniedException) {
            return "this user may not";
        }
        return failed instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(failed.getMessage());
    }

    private static void trace(Exception failure, ParseResult parsed, PrintWriter err) {
        if (parsed.originalArgs().contains("--debug")) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
