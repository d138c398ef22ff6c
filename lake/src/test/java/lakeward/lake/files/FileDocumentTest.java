package lakeward.lake.files;

import java.nio.file.Path;
import lakeward.contract.DocumentContract;
import lakeward.core.port.Document;
import org.junit.jupiter.api.io.TempDir;

class FileDocumentTest extends DocumentContract {
    @TempDir
    private Path directory;

    @Override
    protected Document open(String name) {
        return new FileDocument(directory.resolve("made").resolve(name));
    }
}
