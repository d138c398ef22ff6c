package lakeward.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lakeward.capture.EmbeddedPostgres;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** PostgreSQL's own client programs, which are the yardsticks. */
final class ClientPrograms {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final EmbeddedPostgres server;
    private final String database;

    ClientPrograms(EmbeddedPostgres server, String database) {
        this.server = server;
        this.database = database;
    }

    /** Runs a program against the server until it ends. */
    void run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                find(name).toString(),
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--username=" + EmbeddedPostgres.USER,
                "--dbname=" + database));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("PGPASSWORD", server.password().value());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("Cannot measure: %s ended with %d".formatted(name, exit));
        }
    }

    /** Returns where the program is: on the path, or where Debian puts what is not. */
    static Path find(String name) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            folders.add(Path.of(folder));
        }
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.map(version -> version.resolve("bin")).sorted().forEach(folders::add);
            }
        }
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot measure beside %s: it is neither on the path nor in %s/*/bin. %s"
                                .formatted(
                                        name,
                                        DEBIAN,
                                        "Install it (on Debian: apt-get install postgresql-client for psql, postgresql for"
                                                + " pg_recvlogical).")));
    }
}
