package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaffoldTest {
    @TempDir
    private Path temporary;

    @Test
    void whatIsWrittenIsValid() {
        Path folder = temporary.resolve("bakery");

        List<String> files = Scaffold.write(folder, "bakery");

        assertThat(files)
                .containsExactly(
                        "lakeward.yaml",
                        "db/app/001_tables.sql",
                        "db/app/002_traffic.sql",
                        "schemas/app.yaml",
                        "models/orders_by_day.sql",
                        "models/best_customers.sql",
                        ".gitignore",
                        "lakeward.schema.json");
        assertThat(Definitions.read(folder, TestParser.PARSER, Map.of()))
                .isInstanceOfSatisfying(
                        Result.Valid.class,
                        valid -> assertThat(valid.platform().name()).isEqualTo("bakery"));
    }

    @Test
    void folderWithFilesIsLeftAlone() throws IOException {
        Files.writeString(temporary.resolve("mine.txt"), "mine");

        assertThatThrownBy(() -> Scaffold.write(temporary, "bakery"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot make project 'bakery': %s has files already. Choose another name or folder."
                        .formatted(temporary));
    }

    @Test
    void nameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Scaffold.write(temporary.resolve("x"), "My Shop"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot make project 'My Shop': a platform's name is lower-case letters, digits and _, "
                        + "for example app. Choose such a name.");
    }
}
