package lakeward.lake.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Document;

/** A document that is a file. */
public final class FileDocument implements Document {
    private final Path file;

    /** @param file made when it is written first, with the folder that it is in */
    public FileDocument(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s: %s. Make it readable.".formatted(file, failed.getMessage()),
                    failed);
        }
    }

    @Override
    public void write(String text) {
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".unfinished");
            Files.writeString(unfinished, text);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot keep %s: %s. Make that folder writable.".formatted(file, failed.getMessage()),
                    failed);
        }
    }
}
