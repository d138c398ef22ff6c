package lakeward.duckdb;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks DuckDB's native library once for each version, where the driver would copy its 72 MB to the temporary directory
 * in each process and leave the copy there when killed.
 *
 * <p>The driver has no setting for that. So its class {@code DuckDBNative} is defined with three other constants: a
 * resource name that does not exist, and {@code System.load(path)} in place of {@code System.loadLibrary(name)}, which is
 * what it then turns to. Where that can't be done, the driver does as it always does.
 */
final class NativeLibrary {
    /** The system property that names a file to load instead of the one in the driver's jar. */
    private static final String OVERRIDE = "lakeward.native";

    private static final String RESOURCE_PREFIX = "libduckdb_java.so_";
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static boolean used;

    private NativeLibrary() {}

    /** Sees to it that the driver loads the library from its one place. Call before any other use of the driver. */
    static synchronized void use() {
        if (used) {
            return;
        }
        used = true;
        try {
            Optional<Path> library = library();
            if (library.isPresent()) {
                define(library.get());
            }
        } catch (IOException | IllegalAccessException | LinkageError e) {
            LOG.warn("DuckDB's driver unpacks its library itself, to the temporary directory: {}", e.toString());
        }
    }

    /** Returns where the library is, unpacked if need be, or empty if the driver has none for this machine in a jar. */
    private static Optional<Path> library() throws IOException {
        String override = System.getProperty(OVERRIDE);
        if (override != null) {
            return Optional.of(Path.of(override).toAbsolutePath());
        }
        String name = RESOURCE_PREFIX + platform();
        URL resource = DuckDBDriver.class.getResource("/" + name);
        return resource != null && resource.openConnection() instanceof JarURLConnection packed
                ? Optional.of(unpacked(packed, name))
                : Optional.empty();
    }

    private static Path unpacked(JarURLConnection packed, String name) throws IOException {
        // Named by its content, so that versions never meet.
        String content = Long.toHexString(packed.getJarEntry().getCrc());
        Path directory = Path.of(System.getProperty("user.home"), ".cache", "lakeward", "duckdb-" + content);
        Path library = directory.resolve(name);
        if (isWhole(library, packed)) {
            return library;
        }
        Files.createDirectories(directory);
        // One process at a time unpacks, so that a killed one leaves one part at most, which the next overwrites.
        try (FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            if (!isWhole(library, packed)) {
                Path part = directory.resolve(name + ".part");
                try (InputStream stream = packed.getInputStream()) {
                    Files.copy(stream, part, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return library;
    }

    private static boolean isWhole(Path library, JarURLConnection packed) throws IOException {
        return Files.exists(library)
                && Files.size(library) == packed.getJarEntry().getSize();
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return (os.startsWith("mac") ? "macos_" : os.startsWith("windows") ? "windows_" : "linux_") + cpu;
    }

    private static void define(Path library) throws IOException, IllegalAccessException {
        byte[] original;
        try (InputStream stream = DuckDBDriver.class.getResourceAsStream("DuckDBNative.class")) {
            original = stream.readAllBytes();
        }
        byte[] patched = ClassFile.withTexts(
                original,
                Map.of(
                        RESOURCE_PREFIX,
                        "loaded-by-lakeward_",
                        "loadLibrary",
                        "load",
                        "duckdb_java",
                        library.toString()));
        MethodHandles.privateLookupIn(DuckDBDriver.class, MethodHandles.lookup())
                .defineClass(patched);
    }
}
