package lakeward.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Event;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.observe.StatusBoard;
import lakeward.runtime.LocalPlatform;
import lakeward.runtime.Placement;
import lakeward.runtime.StateDirectory;
import lakeward.server.LakewardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Run one service of a target in the cloud: what the program's image does in each of its tasks.")
final class ServeCommand extends CloudCommand {
    /** A figure a minute is what alarms ask for. */
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    /** A new task is told a password that was changed; this one never is. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(5);

    @Option(names = "--service", paramLabel = "NAME", required = true, description = "capture:DATABASE, or models.")
    private String service;

    @Override
    public Integer call() throws Exception {
        Wanted wanted = wanted();
        CloudService found = CloudService.named(Plan.of(wanted), service);
        Clock clock = Clock.systemUTC();
        try (StateDirectory state = StateDirectory.claim(state())) {
            run(wanted.platform(), found.placement(System.getenv(), state.root()), state, clock);
        }
        return 0;
    }

    private void run(Platform platform, Placement placement, StateDirectory state, Clock clock) throws Exception {
        StatusBoard board = new StatusBoard(placement.work().of(platform), clock.instant());
        Outage outage = new Outage();
        CloudFigures figures = new CloudFigures(platform, placement.target());
        EventLines lines = new EventLines();
        Consumer<Event> log = event -> lines.of(event).ifPresent(screen()::line);
        try (Stop stop = Stop.whenAsked();
                LocalPlatform local = new LocalPlatform(
                        platform,
                        folder(),
                        state,
                        placement,
                        clock,
                        log.andThen(board).andThen(outage));
                LakewardServer server = LakewardServer.start(local, board, clock, 0, state.root(), stop::now)) {
            screen().line("%s service %s of %s on %s, state in %s, %s"
                    .formatted(
                            clock.instant(), service, platform.name(), placement.target(), state.root(), server.url()));
            local.serve();
            Instant next = clock.instant();
            while (!stop.await(1, TimeUnit.SECONDS)) {
                outage.longerThan(LONGEST_OUTAGE, clock.instant()).ifPresent(ServeCommand::end);
                if (!clock.instant().isBefore(next)) {
                    next = clock.instant().plus(TELL_EVERY);
                    figures.lines(board.status(clock.instant())).forEach(screen()::line);
                }
            }
        }
    }

    private static void end(String why) {
        throw new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot go on: the database was not reached for %d minutes (%s). The service ends, to be started anew with the password as it is then."
                        .formatted(LONGEST_OUTAGE.toMinutes(), why));
    }
}
