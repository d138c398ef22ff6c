package lakeward.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.observe.Status;
import lakeward.runtime.StateDirectory;
import lakeward.server.RunFile;

/** Starts a platform in a process of its own and waits until data has moved through every room. */
final class Background {
    private static final long LOOK_EVERY_MILLIS = 200;

    private final UpCommand command;

    Background(UpCommand command) {
        this.command = command;
    }

    int start(int port) throws IOException, InterruptedException {
        command.project().platform();
        Path state = command.state();
        StateDirectory.claim(state).close();
        Path output = state.resolve("output");
        Process process = new ProcessBuilder(arguments(port))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        while (true) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot start the platform: %s"
                                .formatted(Files.readString(output).strip()));
            }
            if (RunFile.read(state).filter(run -> run.pid() == process.pid()).isPresent()) {
                Status status = Session.running(state).get("/api/status", Status.class);
                if (status.moving()) {
                    return told(status, state, process);
                }
                String problem = problem(status);
                if (!problem.isEmpty()) {
                    throw new PlatformException(
                            Fault.ENVIRONMENT,
                            problem
                                    + "\nThe platform goes on in process %d; `lakeward down` stops it."
                                            .formatted(process.pid()));
                }
            }
        }
    }

    private int told(Status status, Path state, Process process) {
        RunFile run = RunFile.read(state).orElseThrow();
        if (command.json()) {
            Output.json(Map.of("pid", process.pid(), "console", run.consoleUrl()));
        } else {
            command.screen()
                    .line("%s runs in process %d, data moves through every room. Console: %s"
                            .formatted(status.platform(), process.pid(), run.consoleUrl()));
            command.screen().line("`lakeward down` stops it.");
        }
        return 0;
    }

    private List<String> arguments(int port) {
        List<String> arguments = new ArrayList<>();
        arguments.add(ProcessHandle.current().info().command().orElse("java"));
        arguments.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "up"));
        arguments.addAll(List.of(
                "--port", Integer.toString(port), "--state", command.state().toString()));
        arguments.add(command.folder().toAbsolutePath().toString());
        return arguments;
    }

    /** Returns what keeps data from moving: a table that is only being read, or a model that only waits, does not. */
    private static String problem(Status status) {
        Stream<String> databases = status.databases().stream().map(Status.DatabaseStatus::problem);
        Stream<String> tables = status.tables().stream().map(Status.TableStatus::problem);
        Stream<String> models = status.models().stream()
                .filter(model -> model.state().equals("failed"))
                .map(Status.ModelStatus::problem);
        return Stream.of(databases, tables, models)
                .flatMap(problems -> problems)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }
}
