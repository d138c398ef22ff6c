package lakeward.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.observe.StatusBoard;
import lakeward.runtime.LocalPlatform;
import lakeward.runtime.Placement;
import lakeward.runtime.StateDirectory;
import lakeward.server.LakewardServer;
import lakeward.server.RunFile;

/**
 * A platform to talk to: the one that runs on the state directory, or else one that this process opens for as long as it
 * needs. Both are spoken to the same way.
 */
final class Session implements AutoCloseable {
    private final PlatformClient client;
    private final boolean running;
    private final AutoCloseable own;

    /** How much of a platform a command needs that finds none running. */
    enum Need {
        /** The lake alone. */
        LAKE,
        /** The databases followed too. */
        CAPTURE,
        /** Models run too. */
        MODELS
    }

    private Session(PlatformClient client, boolean running, AutoCloseable own) {
        this.client = client;
        this.running = running;
        this.own = own;
    }

    static Session open(ProjectCommand command, Need need) {
        return open(command, need, () -> command.project().platform());
    }

    /** Opens a session; the platform is asked for where none runs. */
    static Session open(ProjectCommand command, Need need, Supplier<Platform> definition) {
        Path state = command.state();
        if (StateDirectory.isClaimed(state)) {
            return new Session(running(state), true, () -> {});
        }
        Platform platform = definition.get();
        Clock clock = Clock.systemUTC();
        StateDirectory owned = StateDirectory.claim(state);
        StatusBoard board = new StatusBoard(platform, clock.instant());
        LocalPlatform local = null;
        try {
            local = new LocalPlatform(platform, command.folder(), owned, Placement.LOCAL, clock, board);
            if (need != Need.LAKE) {
                local.startCapture();
            }
            if (need == Need.MODELS) {
                local.startModels();
            }
            LakewardServer server = LakewardServer.start(local, board, clock, 0, state, () -> {});
            LocalPlatform opened = local;
            return new Session(new PlatformClient(RunFile.read(state).orElseThrow()), false, () -> {
                server.close();
                opened.close();
                owned.close();
            });
        } catch (RuntimeException e) {
            if (local != null) {
                local.close();
            }
            owned.close();
            throw e;
        }
    }

    /** Returns the way to a platform that runs. */
    static PlatformClient running(Path state) {
        RunFile run = RunFile.read(state)
                .filter(file -> StateDirectory.isClaimed(state))
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot reach a platform on %s: none runs there. Start it with `lakeward up`."
                                .formatted(state)));
        return new PlatformClient(run);
    }

    PlatformClient client() {
        return client;
    }

    /** Whether somebody else's process runs the platform. */
    boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        try {
            own.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
