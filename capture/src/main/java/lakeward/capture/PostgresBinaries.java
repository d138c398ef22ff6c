package lakeward.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once a version into the user's cache.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path directory) {
    /** Unpacks the version on the class path, unless that was done before. */
    static PostgresBinaries ofClassPath() {
        URL archive = PostgresBinaries.class.getResource("/" + archiveName());
        if (archive == null) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot run PostgreSQL here: this build of Lakeward has no %s. Use a server of your own, with url."
                            .formatted(archiveName()));
        }
        return of(archive);
    }

    /** Unpacks the version in a jar, unless that was done before. */
    static PostgresBinaries ofJar(Path jar) {
        try {
            return of(new URL("jar:" + jar.toUri() + "!/" + archiveName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    private static PostgresBinaries of(URL archive) {
        try {
            Path directory = cache().resolve(keyOf(archive));
            if (!Files.isDirectory(directory)) {
                unpack(archive, directory);
            }
            return new PostgresBinaries(directory);
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot unpack PostgreSQL into %s: %s. Make room there, or set XDG_CACHE_HOME to another folder."
                            .formatted(cache(), e.getMessage()),
                    e);
        }
    }

    /** Returns a name that another version's archive does not have. The checksum stands in the jar's directory already. */
    private static String keyOf(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            // Not the cached JarFile: closing it would close it for everyone.
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                var entry = file.getJarEntry(jar.getEntryName());
                return "postgres-%08x-%d".formatted(entry.getCrc(), entry.getSize());
            }
        }
        return "postgres-%d".formatted(archive.openConnection().getContentLengthLong());
    }

    private static Path cache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path caches = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return caches.resolve("lakeward");
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        Path unfinished = Files.createTempDirectory(directory.getParent(), "unpacking-");
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, unfinished);
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(unfinished, directory);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster. Its files are the same.
            Directories.delete(unfinished);
        } catch (IOException e) {
            Directories.delete(unfinished);
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive names a file outside of itself, " + entry.getName());
        }
        Files.createDirectories(entry.isDirectory() ? target : target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (!entry.isDirectory()) {
            Files.copy(content, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static String archiveName() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return "postgres-%s-%s.txz".formatted(mac ? "darwin" : "linux", arm ? "arm_64" : "x86_64");
    }
}
