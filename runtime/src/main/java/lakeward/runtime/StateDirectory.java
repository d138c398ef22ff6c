package lakeward.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** The folder that holds all a platform keeps on this machine. One process owns it at a time; only its user may enter. */
public final class StateDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private StateDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if there is none, and takes it for this process.
     *
     * @throws PlatformException if another process has it
     */
    public static StateDirectory claim(Path root) {
        try {
            refuseForeign(root);
            createPrivate(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot use state directory %s: another Lakeward process has it. ".formatted(root)
                                + "Stop that one with `lakeward down`, or choose another with --state DIR.");
            }
            return new StateDirectory(root, channel, lock);
        } catch (IOException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot use state directory %s: %s. Choose another with --state DIR.".formatted(root, reason(e)),
                    e);
        }
    }

    /** Whether a process has the folder now. */
    public static boolean isClaimed(Path root) {
        Path file = root.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                lock.release();
            }
            return lock == null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path root() {
        return root;
    }

    /** Returns the folder for copies of a lake's files that is elsewhere. */
    Path lakeCache() {
        return root.resolve("lake-cache");
    }

    /** Returns the folder of the lake's tables. */
    public Path lake() {
        return root.resolve("lake");
    }

    /** Returns the folder of an embedded database. */
    public Path database(String name) {
        return root.resolve("databases").resolve(name);
    }

    /** Returns the folder for what need not outlive this process. */
    public Path temporary() {
        return root.resolve("temporary");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is ours is cleaned up now and then, so a folder with other things in it is left alone. */
    private static void refuseForeign(Path root) throws IOException {
        if (!Files.isDirectory(root) || Files.exists(root.resolve("lock"))) {
            return;
        }
        try (Stream<Path> content = Files.list(root)) {
            if (content.findAny().isPresent()) {
                throw new PlatformException(
                        Fault.DEFINITION,
                        "Cannot use %s as state directory: it has files that are not Lakeward's. Choose an empty or a new folder."
                                .formatted(root));
            }
        }
    }

    private static void createPrivate(Path root) throws IOException {
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
