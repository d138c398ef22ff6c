package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lakeward.core.plan.Site;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

class TemplateTest {
    @TempDir
    private Path folder;

    @Test
    void stackOfMoreThan450ResourcesIsRefusedBeforeTheCdkTriesToWriteIt() {
        App app = new App(
                AppProps.builder().autoSynth(false).outdir(folder.toString()).build());
        Site site = new Site(Vendor.AWS, Optional.of("111111111111"), Optional.of("eu-west-1"));
        Template template = new Template(app, "shop-prod", "tables-0", site);
        for (int i = 0; i < 450; i++) {
            template.add("Table" + i, "AWS::Glue::Table", Map.of());
        }

        assertThatThrownBy(() -> template.add("Table450", "AWS::Glue::Table", Map.of()))
                .hasMessage(
                        "Cannot write stack shop-prod-tables-0: it would have more than 450 resources. Divide the platform into two.");
    }
}
