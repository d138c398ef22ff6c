package lakeward.cloud.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at AWS itself when the whole shop is deployed. */
class DeployingTest {
    private static final String DATA = "111111111111";

    @TempDir
    private static Path folder;

    private static Shop shop;
    private static Shop rds;
    private static Templates templates;

    private final FakeAws aws = new FakeAws();

    @BeforeAll
    static void read() {
        shop = Shop.asWritten();
        rds = Shop.with(
                folder.resolve("rds"),
                Map.of(
                        "app: {service: aurora, capacity: 0.5..8}",
                        "app: {service: rds, size: db.r7g.large, version: \"17.6\"}"));
        templates = new Templates(folder);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private CloudFormation open() {
        return Aws.open(aws, shop.plan(Standing.NOTHING), templates);
    }

    private void apply(Plan plan) {
        try (CloudFormation provider = open()) {
            for (List<Step> steps : provider.together(plan)) {
                provider.apply(steps, (part, name) -> "arn:aws:iam::999999999999:user/" + part.replace(':', '-'));
            }
        }
    }

    private Standing standing() {
        try (CloudFormation provider = open()) {
            return provider.standing();
        }
    }

    @Test
    void accountsOfTheTargetJoinTheUnitAndLeaveItBeforeItGoes() {
        apply(shop.plan(Standing.NOTHING));
        assertThat(aws.state()).contains("accounts in units: {111111111111=", "222222222222=");

        apply(shop.destroyed(standing()));

        assertThat(aws.state()).doesNotContain("accounts in units");
        assertThat(aws.stacks("333333333333", "eu-west-1").status("shop-prod-guardrails"))
                .contains("UPDATE_COMPLETE");
    }

    @Test
    void vendorsAreLetInByWhatTheyNamed() {
        apply(shop.plan(Standing.NOTHING));

        assertThat(aws.stacks(DATA, "eu-west-1").values("shop-prod-roles").values())
                .contains("arn:aws:iam::111111111111:role/shop-prod-databricks,"
                        + "arn:aws:iam::999999999999:user/databricks-credential")
                .contains("arn:aws:iam::999999999999:user/snowflake-integration-storage,"
                        + "arn:aws:iam::999999999999:user/snowflake-volume");
        assertThat(standing().parts()).containsKeys("aws:trust:snowflake", "aws:trust:databricks");
    }

    @Test
    void databaseThatIsErasedLeavesASnapshot() {
        apply(shop.plan(Standing.NOTHING));

        erasedLeavesASnapshot(shop, "AWS::RDS::DBCluster");
    }

    @Test
    void databaseOfRdsThatIsErasedLeavesASnapshot() {
        apply(rds.plan(Standing.NOTHING));

        erasedLeavesASnapshot(rds, "AWS::RDS::DBInstance");
    }

    private void erasedLeavesASnapshot(Shop of, String type) {
        assertThat(aws.state()).contains(type);
        Plan erasing =
                Plan.parse(of.erasing(standing(), Set.of("aws:database:app")).toJson());

        assertThat(erasing.destructive()).extracting(Step::id).containsExactly("aws:database:app");
        apply(erasing);

        assertThat(aws.stacks(DATA, "eu-west-1").status("shop-prod-databases")).isEmpty();
        assertThat(aws.state()).doesNotContain("left: " + type);
        assertThat(aws.stacks(DATA, "eu-west-1").snapshots()).containsExactly("shop-prod-app");
    }

    @Test
    void networkThatIsInUseStaysWhereItIs() {
        apply(shop.plan(Standing.NOTHING));
        Standing before = standing();
        Shop moved = Shop.with(folder.resolve("moved"), Map.of("cidr: 10.20.0.0/16", "cidr: 10.21.0.0/16"));

        assertThatThrownBy(() -> moved.plan(standing())).hasMessageContaining("AWS makes nothing anew that is in use");
        // Whoever tried nonetheless would be stopped by AWS.
        assertThatThrownBy(() -> apply(moved.plan(Standing.NOTHING)))
                .hasMessageContaining("Cannot make stack shop-prod-network: it ended in UPDATE_ROLLBACK_COMPLETE")
                .hasMessageContaining("cannot be updated as it is in use by shop-prod-");
        assertThat(standing()).isEqualTo(before);
    }

    @Test
    void networkLosesAZoneAndGetsItAgain() {
        apply(shop.plan(Standing.NOTHING));
        String before = aws.state();
        Shop narrow =
                Shop.with(folder.resolve("narrow"), Map.of("cidr: 10.20.0.0/16", "cidr: 10.20.0.0/16\n  zones: 2"));

        // Databases and services use the zone, and let it go first.
        apply(narrow.plan(standing()));
        assertThat(standing().parts()).doesNotContainKey("aws:subnets:c");
        Plan wider = shop.plan(standing());
        assertThat(wider.destructive()).isEmpty();
        apply(wider);

        assertThat(aws.state()).isEqualTo(before);
    }

    @Test
    void stackWhoseMakingFailedIsMadeAnew() {
        aws.stacks(DATA, "eu-west-1").failOn("AWS::RDS::DBCluster");
        assertThatThrownBy(() -> apply(shop.plan(Standing.NOTHING)))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("Cannot make stack shop-prod-databases: it ended in ROLLBACK_COMPLETE")
                .hasMessageContaining("AWS::RDS::DBCluster");
        assertThat(standing().parts()).containsKey("aws:bucket:raw").doesNotContainKey("aws:database:app");

        aws.stacks(DATA, "eu-west-1").heal();
        apply(shop.plan(standing()));

        assertThat(shop.plan(standing()).steps().stream()
                        .filter(step -> step.id().startsWith("aws:"))
                        .map(Step::action))
                .containsOnly(Action.NOTHING);
    }

    @Test
    void stackThatNeedsAHandIsNamedWithWhatToDo() {
        apply(shop.smaller().plan(Standing.NOTHING));
        aws.stacks("333333333333", "eu-west-1").status("shop-prod-people", "UPDATE_ROLLBACK_FAILED");

        assertThatThrownBy(() -> apply(shop.plan(standing())))
                .hasMessageContaining("Cannot change stack shop-prod-people: it is in UPDATE_ROLLBACK_FAILED")
                .hasMessageContaining("aws cloudformation continue-update-rollback --stack-name shop-prod-people");
    }

    @Test
    void accountThatIsOutOfReachIsNamed() {
        Shop elsewhere =
                Shop.with(folder.resolve("elsewhere"), Map.of("data: \"111111111111\"", "data: \"444444444444\""));
        System.setProperty("aws.accessKeyId", FakeAws.key("555555555555"));
        try (CloudFormation provider = new CloudFormation(
                "shop",
                "prod",
                elsewhere.plan(Standing.NOTHING).steps().stream()
                        .map(step -> step.part().site())
                        .filter(site ->
                                site.account().filter("444444444444"::equals).isPresent())
                        .distinct()
                        .toList(),
                "NoSuchRole",
                "eu-west-1",
                Optional.of(aws.server().address()),
                templates,
                (repository, tag, credentials) -> {},
                Aws.SHORT)) {
            assertThatThrownBy(provider::standing)
                    .hasMessageContaining(
                            "Cannot reach AWS account 444444444444: your credentials are of account 555555555555")
                    .hasMessageContaining("sts:AssumeRole")
                    .hasMessageContaining("LAKEWARD_AWS_ROLE");
        }
    }
}
