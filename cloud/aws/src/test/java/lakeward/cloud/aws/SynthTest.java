package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Content;
import lakeward.core.plan.Marker;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What holds data, a table of the catalog aside. */
    private static final List<String> HOLDING_ALL_TABLES =
            List.of("AWS::KMS::Key", "AWS::S3::Bucket", "AWS::RDS::DBCluster");

    @TempDir
    private static Path folder;

    private static Path first;
    private static Plan plan;

    @BeforeAll
    static void synthesise() throws Exception {
        plan = Shop.asWritten().plan(Standing.NOTHING);
        first = folder.resolve("first");
        Synthesis.write(plan, first);
    }

    @Test
    void anotherJvmWritesTheSameBytes() throws Exception {
        Path second = folder.resolve("second");
        Synthesis.write(plan, second);

        assertThat(Synthesis.files(second)).isEqualTo(Synthesis.files(first)).containsKey("manifest.json");
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
        Synthesis.write(new Plan(plan.platform(), plan.target(), plan.prices(), steps), smaller);

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
        for (Map.Entry<String, String> file : Synthesis.files(written).entrySet()) {
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
                JSON.readTree(Synthesis.files(first).get("manifest.json")).path("unwritten")) {
            kinds.add(part.asText().split(":", 3)[1]);
        }

        assertThat(kinds).isEmpty();
    }

    @Test
    void whatHoldsDataStaysWhenItLeavesATemplate() throws Exception {
        Map<String, JsonNode> resources = new TreeMap<>();
        for (String file : Synthesis.files(first).values()) {
            JSON.readTree(file)
                    .path("Resources")
                    .properties()
                    .forEach(each -> resources.put(each.getKey(), each.getValue()));
        }
        List<String> kept = new ArrayList<>();
        for (Step step : plan.steps()) {
            JsonNode resource = resources.get(logicalId(step.id()));
            if (resource == null) {
                continue;
            }
            if (step.part().holdsData()) {
                kept.add(logicalId(step.id()));
            } else if (step.part().construct().equals("table")) {
                assertThat(resource.path("DeletionPolicy").isMissingNode())
                        .as(step.id())
                        .isTrue();
            }
        }
        assertThat(kept).hasSizeGreaterThan(15);
        assertThat(kept).allSatisfy(id -> {
            assertThat(resources.get(id).path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(resources.get(id).path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        });
    }

    private static String logicalId(String part) {
        return part.startsWith("aws:") ? Facts.logicalId(part) : part;
    }

    @Test
    void everyPartIsRecordedInOneTemplate() throws Exception {
        List<Marker> markers = new ArrayList<>();
        for (String file : Synthesis.files(first).values()) {
            for (JsonNode resource : JSON.readTree(file).path("Resources")) {
                for (JsonNode marker : resource.path("Metadata").path("Lakeward")) {
                    markers.add(Marker.parse(Content.parse(marker.toString())));
                }
            }
        }

        assertThat(markers)
                .containsExactlyInAnyOrderElementsOf(plan.steps().stream()
                        .map(Step::part)
                        .filter(part -> part.made() && part.site().vendor() == Vendor.AWS)
                        .map(part -> Marker.of(plan, part))
                        .toList());
    }
}
