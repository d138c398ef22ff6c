package lakeward.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where a running platform can be reached, kept in its state directory for the user's other commands alone.
 *
 * @param url of the server, without a token
 * @param token that opens it
 * @param pid of the process
 */
public record RunFile(String url, String token, long pid) {
    private static final String NAME = "run.json";

    /** Returns what is kept in a state directory, or empty if nothing is. */
    public static Optional<RunFile> read(Path state) {
        Path file = state.resolve(NAME);
        try {
            return Files.exists(file)
                    ? Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), RunFile.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where a browser finds the console; the token is in the fragment, which browsers don't send. */
    public String consoleUrl() {
        return url + "/#" + token;
    }

    void write(Path state) throws IOException {
        Path draft = state.resolve(NAME + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, Json.text(this));
        Files.move(draft, state.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path state) throws IOException {
        Files.deleteIfExists(state.resolve(NAME));
    }
}
