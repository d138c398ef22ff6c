package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
    private static final Path FILE = Path.of("../docs/lakeward.schema.json");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

    @Test
    void schemaIsMadeFromTheCodeThatReads() throws IOException {
        String schema = Definitions.jsonSchema();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(FILE, schema);
        }

        assertThat(FILE).content().isEqualTo(schema);
    }

    @Test
    void whatIsReadFits() throws IOException {
        for (String file : List.of(
                "../examples/shop/lakeward.yaml",
                "src/test/resources/base/lakeward.yaml",
                "src/test/resources/ground/lakeward.yaml")) {
            assertThat(problems(Files.readString(Path.of(file)))).as(file).isEmpty();
        }
        for (String file : List.of("../examples/shop/cloud.yaml", "src/test/resources/ground/ground.yaml")) {
            assertThat(problems("platform: shop\n" + Files.readString(Path.of(file))))
                    .as(file)
                    .isEmpty();
        }
    }

    @Test
    void examplesInTheDocsFit() throws IOException {
        List<String> examples = new ArrayList<>();
        for (String file : List.of("../README.md", "../docs/guide.md", "../docs/CONTRIBUTING.md")) {
            YAML_BLOCK
                    .matcher(Files.readString(Path.of(file)))
                    .results()
                    .map(block -> block.group(1))
                    .forEach(examples::add);
        }

        assertThat(examples).hasSizeGreaterThan(1);
        for (String example : examples) {
            assertThat(problems(example.startsWith("platform:") ? example : "platform: shop\n" + example))
                    .as(example)
                    .isEmpty();
        }
    }

    @Test
    void whatIsRefusedDoesNotFit() {
        assertThat(problems("version: 1")).containsExactly("$: required property 'platform' not found");
        assertThat(problems("platform: My Shop")).hasSize(1);
        assertThat(problems("platform: shop\nverison: 1")).hasSize(1);
        assertThat(problems("platform: shop\nversion: 2")).hasSize(1);
        assertThat(problems("platform: shop\nlake: {raw: {keep-versions: 5 days}}"))
                .hasSize(1);
        assertThat(problems("platform: shop\ndatabases: {app: {engine: oracle}}"))
                .hasSize(1);
        assertThat(problems("platform: shop\ntables: {orders: {from: app.orders}}"))
                .hasSize(1);
        assertThat(problems("platform: shop\ntables: {processed.orders: {}}")).hasSize(1);
        assertThat(problems("platform: shop\nguardrails: {deny: [everything]}")).hasSize(1);
        assertThat(problems("platform: shop\nnetwork: {zones: 9}")).hasSize(1);
        assertThat(problems("platform: shop\nbudgets: {total: {monthly: 20 EUR}}"))
                .hasSize(1);
        assertThat(problems("platform: shop\ntargets: {prod: {place: {capture: kafka}}}"))
                .hasSize(1);
    }

    private static List<String> problems(String yaml) {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Definitions.jsonSchema());
        return schema.validate(yaml, InputFormat.YAML).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
