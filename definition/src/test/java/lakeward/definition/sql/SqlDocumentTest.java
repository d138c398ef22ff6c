package lakeward.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqlDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/sql.md");

    @Test
    void documentIsMadeFromTheList() throws IOException {
        String document = SqlDocument.write();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(DOCUMENT, document);
        }

        assertThat(DOCUMENT).content().isEqualTo(document);
    }
}
