package lakeward.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code lakeward}. */
@Command(
        name = "lakeward",
        description = "A company's data platform from one definition, on this machine.",
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            SynthCommand.class,
            ApplyCommand.class,
            DestroyCommand.class,
            ServeCommand.class,
            DoctorCommand.class,
            SchemaCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            QueryCommand.class,
            TablesCommand.class,
            HistoryCommand.class,
            VerifyCommand.class,
            QuarantineCommand.class,
            ResnapshotCommand.class,
            RebuildCommand.class,
            DetachCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:done, and what was looked at is not as it should be (verify, doctor)",
            " 2:the definition or the command line is wrong",
            " 3:something around us is missing or refuses: a server, a port, a right, disk space",
            " 4:an engine failed",
            "70:a defect of Lakeward"
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        Failures failures = new Failures();
        CommandLine commands = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
        helpEverywhere(commands);
        return commands;
    }

    /** Lets every command take {@code --help}, also those below another one. */
    private static void helpEverywhere(CommandLine commands) {
        for (CommandLine command : commands.getSubcommands().values()) {
            if (!command.getCommandSpec().optionsMap().containsKey("--help")) {
                command.getCommandSpec()
                        .addOption(OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help message and exit.")
                                .build());
            }
            helpEverywhere(command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Cannot do anything: no command was given. Start with `lakeward up`; `lakeward --help` lists all.");
    }
}
