package lakeward.cloud.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lakeward.cloud.fake.FakeRegistry;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramImageTest {
    @TempDir
    private Path folder;

    private final FakeRegistry registry = new FakeRegistry();
    private SmallProgram program;

    @BeforeEach
    void write() {
        program = SmallProgram.in(folder.resolve("here"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void layersHoldTheProgramAndTheDefinitionAndNothingElse() {
        Pushed image = program.publish(registry, "tiny");

        assertThat(image.layers()).hasSize(3);
        assertThat(image.files(0))
                .containsExactly(
                        "755 0:0 1 lakeward/",
                        "755 0:0 1 lakeward/lib/",
                        "644 0:0 1 lakeward/lib/another-2.0.jar",
                        "644 0:0 1 lakeward/lib/other-1.0.jar",
                        "755 10001:10001 1 state/");
        assertThat(image.files(1))
                .containsExactly(
                        "755 0:0 1 lakeward/",
                        "755 0:0 1 lakeward/lib/",
                        "644 0:0 1 lakeward/lib/lakeward-cli-1.jar",
                        "644 0:0 1 lakeward/lib/lakeward-core-1.jar");
        assertThat(image.files(2))
                .containsExactly(
                        "755 0:0 1 platform/",
                        "755 0:0 1 platform/db/",
                        "644 0:0 1 platform/db/001.sql",
                        "644 0:0 1 platform/lakeward.yaml",
                        "755 0:0 1 platform/models/",
                        "644 0:0 1 platform/models/one.sql",
                        "644 0:0 1 platform/models/two.sql",
                        "755 0:0 1 platform/schemas/",
                        "644 0:0 1 platform/schemas/app.yaml");
    }

    @Test
    void configurationSaysHowTheProgramIsStarted() {
        Pushed image = program.publish(registry, "tiny");

        assertThat(image.config().get("created").asText()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(image.config().get("architecture").asText()).isEqualTo("amd64");
        assertThat(image.config().get("os").asText()).isEqualTo("linux");
        assertThat(image.config().get("config"))
                .hasToString("{\"Env\":[\"MALLOC_ARENA_MAX=2\"],"
                        + "\"Entrypoint\":[\"java\",\"-XX:MaxRAMPercentage=50\",\"-XX:+UseSerialGC\","
                        + "\"-XX:+ExitOnOutOfMemoryError\",\"-cp\",\"/lakeward/lib/*\",\"lakeward.cli.Main\","
                        + "\"serve\",\"/platform\",\"--state\",\"/state\"],"
                        + "\"Cmd\":[],\"ExposedPorts\":{},"
                        + "\"Labels\":{\"lakeward.version\":\"1.0\",\"lakeward.platform\":\"tiny\"},"
                        + "\"User\":\"10001\",\"Volumes\":{}}");
    }

    @Test
    void twoJvmsInTwoFoldersMakeEqualImages() throws IOException, InterruptedException {
        for (String name : List.of("one", "two")) {
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallProgram.class.getName(),
                            folder.resolve(name).toString(),
                            registry.repository(name))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(name + ".log").toFile())
                    .start();
            assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(folder.resolve(name + ".log")).content().isEmpty();
        }

        assertThat(registry.tags("one")).hasSize(1).isEqualTo(registry.tags("two"));
        String tag = registry.tags("one").iterator().next();
        assertThat(new Pushed(registry, "one", tag).manifest()).isEqualTo(new Pushed(registry, "two", tag).manifest());
    }

    @Test
    void modelThatChangedChangesTheDefinitionsLayerAlone() {
        Pushed before = program.publish(registry, "tiny");
        program.write("project/models/one.sql", "CREATE MATERIALIZED VIEW one AS SELECT 3 AS a");

        Pushed after = program.publish(registry, "tiny");

        assertThat(after.tag()).isNotEqualTo(before.tag());
        assertThat(after.layers().subList(0, 2)).isEqualTo(before.layers().subList(0, 2));
        assertThat(after.layers().get(2)).isNotEqualTo(before.layers().get(2));
        assertThat(registry.tags("tiny")).containsExactlyInAnyOrder(before.tag(), after.tag());
    }

    @Test
    void imageThatIsThereIsLookedForOnceAndNotPushed() {
        Pushed image = program.publish(registry, "tiny");
        int before = registry.calls().size();

        assertThat(program.publish(registry, "tiny").tag()).isEqualTo(image.tag());

        assertThat(registry.calls().subList(before, registry.calls().size()))
                .containsExactly("GET /v2/", "GET /v2/tiny/manifests/" + image.tag());
    }

    @Test
    void tagTellsEverythingApartThatAnImageIsMadeOf() {
        ImageContents contents = program.contents();
        String tag = ImageRecipe.of("scratch", contents).tag();

        assertThat(tag).matches("[0-9a-f]{32}");
        assertThat(ImageRecipe.of(
                                "scratch",
                                SmallProgram.in(folder.resolve("there")).contents())
                        .tag())
                .isEqualTo(tag);
        assertThat(ImageRecipe.of("other", contents).tag()).isNotEqualTo(tag);
        assertThat(new ImageRecipe("scratch", "tiny", "1.1", contents.layers()).tag())
                .isNotEqualTo(tag);
        assertThat(new ImageRecipe("scratch", "small", "1.0", contents.layers()).tag())
                .isNotEqualTo(tag);
        program.write("program/lib/other-1.0.jar", "OTHER");
        assertThat(ImageRecipe.of("scratch", program.contents()).tag()).isNotEqualTo(tag);
    }

    @Test
    void fileThatIsHiddenOrOutsideIsRefused() {
        for (String file :
                List.of(".env", ".lakeward/run.json", "models/.secret.sql", "../other.yaml", "/etc/passwd")) {
            assertThatThrownBy(() -> new ImageContents("tiny", "1.0", folder, folder, List.of(file)))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(
                            "Cannot put %s into the program's image: what is hidden or outside of %s stays here. Take it out of the definition, or move it.",
                            file, folder);
        }
    }

    @Test
    void folderWithoutAProgramIsNamed() {
        assertThatThrownBy(() -> new ImageContents("tiny", "1.0", folder.resolve("none"), folder, List.of()).layers())
                .hasMessage(
                        "Cannot make the program's image: the program is not in %s (%s). Start lakeward by its own launcher.",
                        folder.resolve("none"), folder.resolve("none/lib"));
    }
}
