package lakeward.lake.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes so that a power cut loses nothing that was said to be written. */
final class Durably {
    private Durably() {}

    /** Writes a new file. Its name is durable only after {@link #force} of its directory. */
    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes a file with all its content or none, in place of one that may be there. */
    static void replace(Path file, byte[] content) throws IOException {
        Path whole = file.resolveSibling(".%s.tmp".formatted(UUID.randomUUID()));
        try {
            write(whole, content);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
        force(file.getParent());
    }

    /** Forces what a file holds, or which names a directory has, to disk. */
    static void force(Path fileOrDirectory) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes a directory and forces the names of it and of every new one above it to disk. */
    static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectories(directory);
            force(directory.toAbsolutePath().getParent());
        }
    }

    /**
     * Makes a file with all its content or none, unless the name is taken.
     *
     * @return whether it was made; false if another was first
     */
    static boolean writeIfAbsent(Path file, byte[] content) throws IOException {
        // A link fails where the name exists, on every file system that has links, and shows the file whole.
        Path whole = file.resolveSibling(".%s.tmp".formatted(UUID.randomUUID()));
        try {
            write(whole, content);
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(whole);
        }
        force(file.getParent());
        return true;
    }
}
