package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that others made for everybody: each passes, or stands in a list with the reason why not. */
class RulesTest {
    @TempDir
    private static Path folder;

    private static Path whole;
    private static Path broken;

    @BeforeAll
    static void synthesise() throws Exception {
        whole = folder.resolve("whole");
        Synthesis.write(Shop.asWritten().plan(Standing.NOTHING), whole);
        broken = folder.resolve("broken");
        Path templates = Files.createDirectories(broken.resolve("templates"));
        for (Map.Entry<String, String> file : Synthesis.files(whole).entrySet()) {
            Files.writeString(
                    templates.resolve(file.getKey()),
                    file.getValue().replace("\"BlockPublicAcls\": true", "\"BlockPublicAcls\": false"));
        }
    }

    @Test
    void solutionsPassOrHaveAReason() throws Exception {
        assertThat(Reasons.read("nag.txt").contradictions(Finding.ofSolutions(whole)))
                .isEmpty();
    }

    @Test
    void controlTowersRulesPassOrHaveAReason() throws Exception {
        assertThat(Reasons.read("control-tower.txt").contradictions(Finding.ofControlTower(whole)))
                .isEmpty();
    }

    @Test
    void publicBucketIsFound() throws Exception {
        assertThat(Finding.ofSolutions(broken)).extracting(Finding::rule).contains("AwsSolutions-S2");
        assertThat(Finding.ofControlTower(broken)).extracting(Finding::rule).contains("CT.S3.PR.1");
    }

    @Test
    void ruleWithoutALineIsFoundAndALineWithoutARule() throws Exception {
        Finding unknown = new Finding("CT.S3.PR.0", "shop-prod-lake", "Bucket", "AWS::S3::Bucket");

        assertThat(Reasons.read("control-tower.txt").contradictions(List.of(unknown)))
                .contains("without a reason: " + unknown)
                .anyMatch(each -> each.startsWith("of no finding: "));
    }
}
