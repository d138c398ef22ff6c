package lakeward.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.server.Json;
import lakeward.server.LakewardServer.Stopping;
import picocli.CommandLine.Command;

@Command(name = "down", description = "Stop the platform that runs in the background.")
final class DownCommand extends FolderCommand {
    private static final long PATIENCE_SECONDS = 120;

    @Override
    public Integer call() throws Exception {
        PlatformClient client = Session.running(state());
        Stopping stopping = Json.MAPPER.convertValue(client.post("/api/stop", Map.of()), Stopping.class);
        Optional<ProcessHandle> process = ProcessHandle.of(client.pid());
        if (process.isPresent()) {
            try {
                process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot see process %d end: it still runs after %d s. Look into %s."
                                .formatted(client.pid(), PATIENCE_SECONDS, state().resolve("log")),
                        e);
            }
        }
        if (json()) {
            Output.json(Map.of("stopped", client.pid(), "kept", stopping.kept()));
        } else {
            stopping.kept().forEach(log -> screen().line(Figures.kept(log)));
            screen().line("Stopped process %d.".formatted(client.pid()));
        }
        return 0;
    }
}
