package lakeward.capture.dms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lakeward.contract.LandingContract;
import lakeward.core.port.Landing;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLandingTest extends LandingContract {
    @TempDir
    private Path directory;

    @Override
    protected Landing landing() {
        return new DirectoryLanding(directory);
    }

    @Override
    protected void put(String folder, String name, String content) {
        try {
            Files.createDirectories(directory.resolve(folder));
            Files.writeString(directory.resolve(folder).resolve(name), content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    protected void remove(String folder, String name) {
        try {
            Files.delete(directory.resolve(folder).resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
