package lakeward.lake.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A table's folder, in which DuckDB reads and writes the files themselves. */
final class DirectoryTable implements TableFiles {
    private final Path folder;
    private final HeldFiles held = new HeldFiles() {
        @Override
        public Path path(String name) {
            return folder.resolve(name);
        }

        @Override
        public void close() {}
    };

    DirectoryTable(Path folder) {
        this.folder = folder;
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public String name(String path) {
        URI uri = URI.create(path);
        // A whole path takes the folder's place where it is resolved.
        return uri.isAbsolute() ? Path.of(uri).toString() : uri.getPath();
    }

    @Override
    public List<Listed> list(String within, String from) throws IOException {
        List<Listed> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder.resolve(within))) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (name.compareTo(from) >= 0) {
                    listed(file, within + name).ifPresent(files::add);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        files.sort(Comparator.comparing(Listed::name));
        return files;
    }

    private static Optional<Listed> listed(Path file, String name) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new Listed(
                            name,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            // It went meanwhile.
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        Path file = folder.resolve(name);
        // Asked first, since it mostly is not there and an exception costs more.
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Map<String, byte[]> read(Collection<String> names) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        for (String name : names) {
            read(name).ifPresent(content -> contents.put(name, content));
        }
        return contents;
    }

    @Override
    public byte[] read(String name, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        Path file = folder.resolve(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("%s ends before byte %d".formatted(file, offset + length));
                }
            }
        }
        return bytes.array();
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        Durably.replace(folder.resolve(name), content);
    }

    @Override
    public boolean writeIfAbsent(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try {
            return Durably.writeIfAbsent(file, content);
        } catch (NoSuchFileException e) {
            Durably.createDirectories(file.getParent());
            return Durably.writeIfAbsent(file, content);
        }
    }

    @Override
    public boolean delete(String name) throws IOException {
        return Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public Path draft(String name) throws IOException {
        Durably.createDirectories(folder);
        return folder.resolve(name);
    }

    @Override
    public void publish(String name, Path draft) throws IOException {
        Durably.force(draft);
        Durably.force(folder);
    }

    @Override
    public void discard(Path draft) throws IOException {
        Files.deleteIfExists(draft);
    }

    @Override
    public void shareWith(TableFiles other, Collection<String> names) throws IOException {
        Path to = ((DirectoryTable) other).folder;
        Durably.createDirectories(to);
        for (String name : names) {
            Files.createLink(to.resolve(name), folder.resolve(name));
        }
        Durably.force(to);
    }

    @Override
    public boolean areHere() {
        return true;
    }

    @Override
    public HeldFiles hold(Map<String, Long> sizes) {
        return held;
    }
}
