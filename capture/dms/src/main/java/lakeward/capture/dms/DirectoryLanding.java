package lakeward.capture.dms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Landing;

/** Files in a directory of this machine, where somebody has put copies of what DMS wrote. */
public final class DirectoryLanding implements Landing {
    private final Path directory;

    public DirectoryLanding(Path directory) {
        this.directory = directory;
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public List<Landed> list(String folder, String after) {
        Path path = directory.resolve(folder);
        try (Stream<Path> entries = Files.list(path)) {
            List<Landed> files = new ArrayList<>();
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().compareTo(after) > 0) {
                    landed(folder, entry).ifPresent(files::add);
                }
            }
            files.sort(Comparator.comparing(Landed::name));
            return files;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static Optional<Landed> landed(String folder, Path file) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.isRegularFile()
                    ? Optional.of(new Landed(
                            folder,
                            file.getFileName().toString(),
                            found.size(),
                            found.lastModifiedTime().toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] read(Landed file) {
        Path path = directory.resolve(file.folder()).resolve(file.name());
        try {
            byte[] content = Files.readAllBytes(path);
            if (content.length != file.size()) {
                throw new PlatformException(
                        Fault.ENVIRONMENT,
                        "Cannot read %s: it has %d bytes, and had %d when it was listed. Put files there by a move."
                                .formatted(path, content.length, file.size()));
            }
            return content;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    @Override
    public void close() {
        // Each call closes what it opens.
    }

    private static PlatformException failed(Path path, IOException e) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot read %s: %s. See whether it is there and can be read."
                        .formatted(path, new UncheckedIOException(e).getMessage()),
                e);
    }
}
