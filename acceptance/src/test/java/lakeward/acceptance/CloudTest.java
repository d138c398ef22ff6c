package lakeward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lakeward.acceptance.Lakeward.Outcome;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.FakeRegistry;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example shop, deployed by the built program to stand-ins of AWS and Snowflake. */
class CloudTest {
    private static final String DATA = "111111111111";

    @TempDir
    private Path folder;

    private final FakeAws aws = new FakeAws();
    private final FakeRegistry images = new FakeRegistry();
    private FakeSnowflake snowflake;
    private Path shop;
    private Path plan;

    @BeforeEach
    void start() throws IOException {
        shop = Lakeward.example("shop", folder.resolve("shop"));
        edit("cloud.yaml", "    databricks: {workspace: \"https://shop.cloud.databricks.com\"}\n", "");
        snowflake = new FakeSnowflake("shop-eu").withLake(Shop.asWritten().plan(Standing.NOTHING));
        snowflake.writeConnection(folder.resolve("snowflake"));
        plan = folder.resolve("plan.json");
    }

    @AfterEach
    void stop() {
        aws.close();
        images.close();
        snowflake.close();
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = shop.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private Lakeward lakeward(String key) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL", aws.server().address().toString());
        environment.put("AWS_ACCESS_KEY_ID", key);
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        environment.put("LAKEWARD_BASE_IMAGE", "scratch");
        environment.put("SNOWFLAKE_HOME", folder.resolve("snowflake").toString());
        environment.put("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true");
        return new Lakeward(shop, environment);
    }

    private Outcome call(String... arguments) throws Exception {
        return lakeward(FakeAws.key(DATA)).call(arguments);
    }

    private Outcome mustCall(String... arguments) throws Exception {
        return lakeward(FakeAws.key(DATA)).mustCall(arguments);
    }

    /** Returns the ids of steps by what is done, as a plan against what stands says. */
    private Set<String> planned(String action) throws Exception {
        Set<String> ids = new TreeSet<>();
        for (JsonNode step : mustCall("plan", "-t", "prod", "--image-tag", "v1", "--json")
                .json()
                .path("steps")) {
            if (step.path("action").asText().equals(action)) {
                ids.add(step.path("id").asText());
            }
        }
        return ids;
    }

    @Test
    void planIsAppliedOnceAndThenEmpty() throws Exception {
        mustCall("plan", "-t", "prod", "--image-tag", "v1", "--out", plan.toString());
        aws.server().heal();
        lakeward(FakeAws.key(DATA))
                .callAndKillWhen(
                        () -> aws.server().count() >= 70,
                        "apply",
                        "-t",
                        "prod",
                        "--plan",
                        plan.toString(),
                        "--image-tag",
                        "v1");

        Outcome applied = mustCall("apply", "-t", "prod", "--plan", plan.toString(), "--image-tag", "v1");

        assertThat(applied.out()).contains("snowflake").contains("a network of 10.20.0.0/16");
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1").out()).startsWith("shop on prod: nothing to do");
        assertThat(mustCall("apply", "-t", "prod", "--image-tag", "v1").out())
                .startsWith("shop on prod: nothing to do");
        assertThat(aws.stacks("333333333333", "eu-west-1").status("shop-prod-people"))
                .contains("CREATE_COMPLETE");

        edit("cloud.yaml", "cidr: 10.20.0.0/16", "cidr: 10.20.0.0/16\n  zones: 2");
        assertThat(call("apply", "-t", "prod").err()).contains("say --yes");
        Files.delete(shop.resolve("models/top_products.sql"));
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v2");
        Outcome old = call("apply", "-t", "prod", "--image-tag", "v1", "--plan", plan.toString());
        assertThat(old.exitCode()).isEqualTo(3);
        assertThat(old.err())
                .contains("Cannot apply the plan: since it was made, ")
                .contains("Make a new plan");
        assertThat(planned("nothing")).hasSizeGreaterThan(50);
    }

    @Test
    void changeByHandIsPutBackByAPlanThatLooksForIt() throws Exception {
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        String made = aws.state();
        aws.stacks(DATA, "eu-west-1").changeByHand("shop-prod-network", "Vpc", "/EnableDnsSupport");
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1").out()).startsWith("shop on prod: nothing to do");

        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1", "--by-hand", "--out", plan.toString())
                        .out())
                .startsWith("shop on prod: 1 to change")
                .contains("was changed by hand; applying puts it back", "Vpc /EnableDnsSupport");
        mustCall("apply", "-t", "prod", "--image-tag", "v1", "--plan", plan.toString());

        assertThat(aws.state()).isEqualTo(made);
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1", "--by-hand")
                        .out())
                .startsWith("shop on prod: nothing to do");
    }

    @Test
    void vendorThatIsNamedNoMoreIsTakenAway() throws Exception {
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        assertThat(snowflake.state()).contains("SHOP_PROD");
        edit("cloud.yaml", "    snowflake: {account: shop-eu}\n", "");

        assertThat(planned("delete")).contains("snowflake:warehouse", "aws:guest:snowflake");
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");

        assertThat(snowflake.state()).doesNotContain("SHOP_PROD");
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1").out()).startsWith("shop on prod: nothing to do");
    }

    @Test
    void dataStaysUntilItIsNamed() throws Exception {
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        Set<String> buckets = aws.objects().names();
        assertThat(buckets).contains("shop-prod-raw-" + DATA);

        mustCall("destroy", "-t", "prod", "--yes");

        assertThat(aws.objects().names()).isEqualTo(buckets);
        assertThat(aws.stacks(DATA, "eu-west-1").status("shop-prod-services")).isEmpty();
        assertThat(snowflake.state()).doesNotContain("SHOP_PROD");
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1").out()).startsWith("shop on prod: nothing to do");

        assertThat(call("destroy", "-t", "prod", "--yes", "--delete-data", "aws:bucket:rwa")
                        .err())
                .contains("nothing of that name stands");
        List<String> all = new ArrayList<>(List.of("destroy", "-t", "prod", "--yes"));
        for (JsonNode step : mustCall("plan", "-t", "prod", "--image-tag", "v1", "--json")
                .json()
                .path("steps")) {
            if (step.path("holds-data").asBoolean()) {
                all.addAll(List.of("--delete-data", step.path("id").asText()));
            }
        }
        mustCall(all.toArray(String[]::new));

        assertThat(aws.objects().names()).noneMatch(bucket -> bucket.startsWith("shop-prod-raw"));
        assertThat(planned("create")).contains("aws:bucket:raw", "snowflake:warehouse", "aws:database:app");
    }

    @Test
    void servicesStartFromAnImageThatIsMadeWhereItIsMissing() throws Exception {
        aws.keepImagesAt(images.host());
        Outcome without = call("apply", "-t", "prod", "--yes");
        assertThat(without.exitCode()).isEqualTo(3);
        assertThat(without.err()).contains("Cannot push the program's image").contains("shop-prod-program");

        images.repository("shop-prod-program");
        mustCall("apply", "-t", "prod", "--yes");

        String tag = images.tags("shop-prod-program").iterator().next();
        assertThat(aws.state()).contains(tag);
        int before = images.count();
        mustCall("apply", "-t", "prod", "--yes");
        assertThat(images.count()).as("nothing is to run anew").isEqualTo(before);
        mustCall("plan", "-t", "prod", "--out", plan.toString());
        edit("db/app/003_first_data.sql", "insert", "-- What the image alone has.\ninsert");
        Outcome old = call("apply", "-t", "prod", "--plan", plan.toString());
        assertThat(old.exitCode()).isEqualTo(2);
        assertThat(old.err()).contains("Cannot apply the plan: its services start from image " + tag);
        assertThat(planned("change")).containsExactly("aws:capture:app", "aws:models");
        mustCall("apply", "-t", "prod", "--yes");
        assertThat(images.tags("shop-prod-program")).hasSize(2).contains(tag);
    }

    @Test
    void vendorsThatRefuseAreToldPlainly() throws Exception {
        Outcome expired = lakeward(FakeAws.key(DATA) + "EXPIRED").call("plan", "-t", "prod");
        assertThat(expired.exitCode()).isEqualTo(3);
        assertThat(expired.err()).contains("your credentials have expired").contains("aws sso login");

        aws.stacks(DATA, "eu-west-1").failOn("AWS::ECS::Service");
        Outcome failed = call("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.err())
                .contains("Cannot make stack shop-prod-services: it ended in ROLLBACK_COMPLETE")
                .contains("AWS::ECS::Service");
        aws.stacks(DATA, "eu-west-1").heal();
        mustCall("apply", "-t", "prod", "--yes", "--image-tag", "v1");
        assertThat(mustCall("plan", "-t", "prod", "--image-tag", "v1").out()).startsWith("shop on prod: nothing to do");
    }
}
