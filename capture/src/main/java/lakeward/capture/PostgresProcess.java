package lakeward.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server on a data directory. It is a process group of its own, so that Ctrl-C in a terminal reaches us and not
 * it. A shell that waits for our end stops it should we be killed; should that be killed too, the next start does.
 */
final class PostgresProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
    private static final int START_ATTEMPTS = 50;
    private static final long MAX_LOG_BYTES = 10_000_000;

    /** Ends when our end of its standard input is closed, which a kill does too; asks PostgreSQL for a fast shutdown. */
    private static final String GUARD = "trap '' INT TERM HUP; read -r line; "
            + "if [ \"$(head -n 1 \"$1/postmaster.pid\" 2>/dev/null)\" = \"$2\" ]; then kill -INT \"$2\"; fi";

    private final PostgresBinaries binaries;
    private final Path data;
    private final int port;
    private final Process guard;

    private PostgresProcess(PostgresBinaries binaries, Path data, int port, Process guard) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
        this.guard = guard;
    }

    /** Makes a data directory whose superuser is {@code user}. */
    static void initialize(PostgresBinaries binaries, Path data, String user, Secret password) {
        try {
            Path passwordFile = Files.createTempFile(
                    "lakeward",
                    ".pw",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(passwordFile, password.value());
                run(
                        "make a database in " + data,
                        List.of(
                                binaries.program("initdb").toString(),
                                "-D" + data,
                                "-U" + user,
                                "--pwfile=" + passwordFile,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C"));
            } finally {
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts the server, after ending one that an earlier process of ours left behind on this directory.
     *
     * @param port where to listen; 0 for the port it had before if that is free, or any free one
     */
    static PostgresProcess start(PostgresBinaries binaries, Path data, int port) {
        try {
            Path log = data.resolveSibling("postgres.log");
            stopOrphan(binaries, data);
            if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
                Files.delete(log);
            }
            int chosen = port == 0 ? choosePort(data) : port;
            Files.writeString(data.resolve("postgresql.conf"), configuration(chosen));
            startUntilMemoryIsFree(binaries, data, log);
            Process guard = new ProcessBuilder(
                            "sh",
                            "-c",
                            GUARD,
                            "lakeward-guard",
                            data.toString(),
                            Long.toString(runningPid(data).orElseThrow()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new PostgresProcess(binaries, data, chosen, guard);
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot start PostgreSQL on %s: %s. See %s."
                            .formatted(data, e.getMessage(), data.resolveSibling("postgres.log")),
                    e);
        }
    }

    int port() {
        return port;
    }

    /** Returns the server's process id, or empty if it is not running. */
    Optional<Long> pid() {
        return runningPid(data);
    }

    /** Stops the server after a checkpoint; sessions are ended. */
    @Override
    public void close() {
        guard.destroyForcibly();
        if (runningPid(data).isPresent()) {
            stop(binaries, data);
        }
    }

    private static void startUntilMemoryIsFree(PostgresBinaries binaries, Path data, Path log) throws IOException {
        List<String> command = List.of(
                binaries.program("pg_ctl").toString(), "start", "--wait", "--timeout=600", "-D" + data, "-l" + log);
        for (int attempt = 1; ; attempt++) {
            long from = Files.exists(log) ? Files.size(log) : 0;
            try {
                run("start PostgreSQL on " + data, command);
                return;
            } catch (PlatformException e) {
                String tail = tailOf(log, from);
                // The children of a server that was killed hold its shared memory until they notice.
                if (attempt == START_ATTEMPTS || !tail.contains("shared memory block")) {
                    throw new PlatformException(Fault.ENVIRONMENT, e.getMessage() + "\n" + tail, e);
                }
                sleep(100);
            }
        }
    }

    private static String tailOf(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.max(Math.min(from, all.length), all.length - 2_000L);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8).strip();
    }

    private static void stopOrphan(PostgresBinaries binaries, Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (runningPid(data).isPresent()) {
            LOG.info("Stopping the PostgreSQL that was left running on {}", data);
            stop(binaries, data);
        } else if (Files.deleteIfExists(pidFile)) {
            // Its number may be another program's by now, which PostgreSQL would take for a server of this directory.
            LOG.info("Recovering PostgreSQL on {}, which ended without a shutdown", data);
        }
    }

    private static void stop(PostgresBinaries binaries, Path data) {
        String program = binaries.program("pg_ctl").toString();
        try {
            run(
                    "stop PostgreSQL on " + data,
                    List.of(program, "stop", "-mfast", "--wait", "--timeout=60", "-D" + data));
        } catch (PlatformException e) {
            if (runningPid(data).isPresent()) {
                LOG.warn("PostgreSQL on {} does not stop, so its end is forced", data, e);
                run("stop PostgreSQL on " + data, List.of(program, "stop", "-mimmediate", "--wait", "-D" + data));
            }
        }
    }

    /** Returns the process that runs this data directory: the one its file names, if that really is such a server. */
    private static Optional<Long> runningPid(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            long pid = Long.parseLong(lines.get(0).strip());
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isServerOf(process, data))
                    .map(ProcessHandle::pid);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isServerOf(ProcessHandle process, Path data) {
        ProcessHandle.Info info = process.info();
        String command = info.commandLine().orElse("") + " "
                + String.join(" ", info.arguments().orElse(new String[0]));
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static int choosePort(Path data) throws IOException {
        Path configuration = data.resolve("postgresql.conf");
        for (String line : Files.readAllLines(configuration)) {
            if (line.startsWith("port = ")) {
                int before = Integer.parseInt(line.substring("port = ".length()));
                try (ServerSocket socket = new ServerSocket(before, 1, InetAddress.getLoopbackAddress())) {
                    return socket.getLocalPort();
                } catch (IOException e) {
                    LOG.info("Port {}, where PostgreSQL listened before, is taken: it gets another", before);
                }
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String configuration(int port) {
        return """
                # Written by Lakeward at each start. Use ALTER SYSTEM for settings of your own.
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                wal_level = logical
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                max_replication_slots = 20
                max_wal_senders = 20
                max_slot_wal_keep_size = 8GB
                max_wal_size = 1GB
                wal_compression = on
                max_connections = 100
                shared_buffers = 64MB
                TimeZone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                """.formatted(port);
    }

    private static void run(String what, List<String> command) {
        List<String> full = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root. In a user namespace of its own it is nobody, yet may use root's files.
            full.addAll(List.of("unshare", "-U"));
        }
        full.addAll(command);
        try {
            Process process = new ProcessBuilder(full)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot %s: %s.%s"
                                .formatted(what, lastLine(output), output.contains("unshare") ? NOT_AS_ROOT : ""));
            }
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot %s: %s.%s".formatted(what, e.getMessage(), isRoot() ? NOT_AS_ROOT : ""),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(Fault.ENVIRONMENT, "Cannot %s: interrupted. Try again.".formatted(what), e);
        }
    }

    private static final String NOT_AS_ROOT =
            " PostgreSQL does not run as root, and this machine allows no user namespaces. Run Lakeward as an ordinary user.";

    private static String lastLine(String output) {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
