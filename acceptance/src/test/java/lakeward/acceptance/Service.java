package lakeward.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A service of a target: one task after the other, none of which finds anything that another left on its disk. */
final class Service {
    private static final int PATIENCE_SECONDS = 120;

    private final Lakeward lakeward;
    private final String name;
    private final Path folder;
    private int tasks;
    private Process process;

    Service(Lakeward lakeward, String name, Path folder) {
        this.lakeward = lakeward;
        this.name = name;
        this.folder = folder;
    }

    /** Starts a task, which must not be running, and waits until it can be talked to. */
    void start() throws IOException, InterruptedException {
        tasks++;
        Files.createDirectories(folder);
        process =
                lakeward.begin(output(), "serve", "--target", "prod", "--service", name, "--state", state().toString());
        while (!said().contains(" service " + name)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("ended at once: " + said());
            }
        }
    }

    /** Ends the task as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks the task to end, as a cluster does, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("still running: " + name);
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Calls a command in the task's container. */
    Lakeward.Outcome call(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--state";
        all[arguments.length + 1] = state().toString();
        return lakeward.call(all);
    }

    /** Returns what the task has said so far. */
    String said() throws IOException {
        return Files.readString(output());
    }

    private Path output() {
        return folder.resolve("task-%d.txt".formatted(tasks));
    }

    private Path state() {
        return folder.resolve("state-%d".formatted(tasks));
    }
}
