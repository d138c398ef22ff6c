package lakeward.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExistingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void whatStandsIsUsedAndNotMade() throws Exception {
        Plan plan = Shop.with(
                        folder.resolve("shop"),
                        Map.of(
                                "      existing:\n",
                                """
                              existing:
                                organization: o-a1b2c3d4e5
                                detector: 0123456789abcdef0123456789abcdef
                                recorder: default
                                trail: arn:aws:cloudtrail:eu-west-1:222222222222:trail/all
                                vpc:
                                  id: vpc-0a1b2c3d
                                  private: [subnet-0a000001, subnet-0a000002]
                                  isolated: [subnet-0b000001, subnet-0b000002]
                        """,
                                "  cidr: 10.20.0.0/16\n",
                                "",
                                "    snowflake: {account: shop-eu}\n",
                                "    snowflake: {account: shop-eu}\n    place: {models: lakeward}\n"))
                .plan(Standing.NOTHING);
        Synthesis.write(plan, folder);

        Set<String> types = new TreeSet<>();
        for (String template : Synthesis.files(folder).values()) {
            for (JsonNode resource : JSON.readTree(template).path("Resources")) {
                types.add(resource.path("Type").asText());
            }
        }
        assertThat(types)
                .contains("AWS::EC2::SecurityGroup", "AWS::Config::ConfigRule", "AWS::ECS::Service")
                .doesNotContain(
                        "AWS::CloudTrail::Trail",
                        "AWS::Config::ConfigurationRecorder",
                        "AWS::EC2::Subnet",
                        "AWS::EC2::VPC",
                        "AWS::GuardDuty::Detector",
                        "AWS::Organizations::Organization");
        assertThat(Synthesis.files(folder).get("shop-prod-databases.template.json"))
                .contains("subnet-0b000001", "subnet-0b000002");
        assertThat(Synthesis.files(folder).get("shop-prod-services.template.json"))
                .contains("subnet-0a000001", "shop-prod-models");
        assertThat(Validator.wrong(folder)).isEmpty();
    }
}
