package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Step;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What holds data, a table of the catalog aside. */
    private static final List<String> HOLDING_ALL_TABLES =
            List.of("AWS::KMS::Key", "AWS::S3::Bucket", "AWS::RDS::DBCluster", "AWS::Glue::Database");

    @TempDir
    private static Path folder;

    private static Path first;
    private static Plan plan;

    @BeforeAll
    static void synthesise() throws Exception {
        plan = Shop.plan();
        first = folder.resolve("first");
        Shop.synth(plan, first);
    }

    @Test
    void anotherJvmWritesTheSameBytes() throws Exception {
        Path second = folder.resolve("second");
        Shop.synth(plan, second);

        assertThat(Shop.files(second)).isEqualTo(Shop.files(first)).containsKey("manifest.json");
    }

    @Test
    void validatorFindsNothingWrong() throws Exception {
        assertThat(Validator.wrong(first)).isEmpty();
    }

    @Test
    void anotherTableChangesNoIdOfTheOthers() throws Exception {
        Set<String> left = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step.id().equals("aws:table:raw.customers")
                    || step.part().needs().stream().anyMatch(left::contains)) {
                left.add(step.id());
            } else {
                steps.add(step);
            }
        }
        Path smaller = folder.resolve("smaller");
        Shop.synth(new Plan(plan.platform(), plan.target(), plan.prices(), steps), smaller);

        Map<String, String> types = types(smaller);
        Map<String, String> all = types(first);
        assertThat(left).contains("aws:table:processed.customers");
        assertThat(all).containsAllEntriesOf(types);
        Map<String, String> added = new TreeMap<>(all);
        added.keySet().removeAll(types.keySet());
        // Who read only what was left out came with it; nothing but tables that holds data did.
        assertThat(added.values()).contains("AWS::Glue::Table").doesNotContainAnyElementsOf(HOLDING_ALL_TABLES);
    }

    /** Returns each resource's type by its template and id. */
    private static Map<String, String> types(Path written) throws Exception {
        Map<String, String> types = new TreeMap<>();
        for (Map.Entry<String, String> file : Shop.files(written).entrySet()) {
            JSON.readTree(file.getValue())
                    .path("Resources")
                    .properties()
                    .forEach(resource -> types.put(
                            file.getKey() + " " + resource.getKey(),
                            resource.getValue().path("Type").asText()));
        }
        return types;
    }

    @Test
    void noPartOfThePlanIsWithoutATemplate() throws Exception {
        Set<String> kinds = new TreeSet<>();
        for (JsonNode part :
                JSON.readTree(Shop.files(first).get("manifest.json")).path("unwritten")) {
            kinds.add(part.asText().split(":", 3)[1]);
        }

        assertThat(kinds).isEmpty();
    }

    @Test
    void whatHoldsDataStaysWhenItLeavesATemplate() throws Exception {
        Set<String> keeping = new HashSet<>(HOLDING_ALL_TABLES);
        keeping.add("AWS::Glue::Table");
        int seen = 0;
        for (String file : Shop.files(first).keySet()) {
            JsonNode template =
                    JSON.readTree(Files.readString(first.resolve("templates").resolve(file)));
            for (JsonNode resource : template.path("Resources")) {
                if (keeping.contains(resource.path("Type").asText())) {
                    seen++;
                    assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("Retain");
                    assertThat(resource.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
                }
            }
        }
        assertThat(seen).isGreaterThan(20);
    }
}
