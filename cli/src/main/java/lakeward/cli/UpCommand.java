package lakeward.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Target;
import lakeward.observe.Status;
import lakeward.observe.StatusBoard;
import lakeward.runtime.LocalPlatform;
import lakeward.runtime.Placement;
import lakeward.runtime.StateDirectory;
import lakeward.server.LakewardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Run the platform on this machine until Ctrl-C.")
final class UpCommand extends FolderCommand {
    private static final int LARGEST_PORT = 65_535;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    private static final Duration TELL_EVERY_WITHOUT_TERMINAL = Duration.ofSeconds(30);

    @Option(names = "--detach", description = "Run in the background; return when data has moved through every room.")
    private boolean detach;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Where the console is served on loopback; a free port if not given.")
    private int port;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > LARGEST_PORT) {
            throw new PlatformException(
                    Fault.DEFINITION, "Cannot serve on port %d: ports are 1 to %d.".formatted(port, LARGEST_PORT));
        }
        if (detach) {
            return new Background(this).start(port);
        }
        Clock clock = Clock.systemUTC();
        Instant begun = clock.instant();
        Platform platform = project().platform();
        try (StateDirectory state = StateDirectory.claim(state())) {
            screen().line("Lakeward %s · %s on local · state in %s"
                    .formatted(VersionCommand.number(), platform.name(), state.root()));
            screen().line("");
            run(platform, state, clock, begun);
        }
        return 0;
    }

    private void run(Platform platform, StateDirectory state, Clock clock, Instant begun) throws Exception {
        StatusBoard board = new StatusBoard(platform, begun);
        Rooms rooms = new Rooms(platform, screen(), begun);
        Consumer<Event> events =
                new EventLog(state.root().resolve("log")).andThen(board).andThen(rooms);
        try (Stop stop = Stop.whenAsked();
                LocalPlatform local = new LocalPlatform(platform, folder(), state, Placement.LOCAL, clock, events);
                LakewardServer server = LakewardServer.start(local, board, clock, port, state.root(), stop::now)) {
            local.start();
            screen().line("  %s %-30s %s".formatted(screen().good("✓"), "console", console(server)));
            FidelityText.absent(Plan.of(platform, Target.LOCAL, Prices.builtIn()), "  · %-30s ".formatted("not here"))
                    .forEach(screen()::line);
            screen().line("");
            tellUntil(stop, rooms, board, clock, begun);
            local.keptLogs().forEach(log -> screen().line(Figures.kept(log)));
        }
        screen().line("Stopped.");
    }

    /** What is not a terminal may be a log, which no token belongs in. */
    private String console(LakewardServer server) {
        return screen().isTerminal() ? server.consoleUrl() : "%s, its token is in run.json".formatted(server.url());
    }

    private void tellUntil(Stop stop, Rooms rooms, StatusBoard board, Clock clock, Instant begun)
            throws InterruptedException {
        boolean moved = false;
        Duration every = screen().isTerminal() ? TELL_EVERY : TELL_EVERY_WITHOUT_TERMINAL;
        Instant next = clock.instant();
        while (!stop.await(100, TimeUnit.MILLISECONDS)) {
            if (!moved && rooms.awaitMoved(Duration.ZERO)) {
                moved = true;
                screen().line("");
                screen().line("First data moved after %s. Ctrl-C stops; what is running shows in `lakeward status`."
                        .formatted(Figures.seconds(
                                Duration.between(begun, clock.instant()).toMillis() / 1000.0)));
                screen().line("");
            }
            if ((moved || rooms.isHalted()) && !clock.instant().isBefore(next)) {
                next = clock.instant().plus(every);
                tell(board.status(clock.instant()));
            }
        }
    }

    private void tell(Status status) {
        double lag = status.databases().stream()
                .mapToDouble(Status.DatabaseStatus::lagSeconds)
                .max()
                .orElse(0);
        double behind = status.models().stream()
                .mapToDouble(Status.ModelStatus::behindSeconds)
                .max()
                .orElse(0);
        double rate = status.databases().stream()
                .mapToDouble(Status.DatabaseStatus::changesPerSecond)
                .sum();
        long rows = status.tables().stream().mapToLong(Status.TableStatus::rows).sum();
        String text = "  %s  %s rows (%s changes/s) · lag %s · %d models %s behind"
                .formatted(
                        Figures.time(status.asOf()),
                        Figures.count(rows),
                        Figures.rate(rate),
                        Figures.seconds(lag),
                        status.models().size(),
                        Figures.seconds(behind));
        if (screen().isTerminal()) {
            screen().moving(text);
        } else {
            screen().line(text);
        }
    }
}
