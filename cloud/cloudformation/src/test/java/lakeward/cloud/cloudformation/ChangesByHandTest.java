package lakeward.cloud.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.cloud.fake.FakeAws;
import lakeward.cloud.fake.FakeStacks;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer.Failure;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.port.Provider.Batch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody changed at AWS past its templates, seen where it is asked for, and put back. */
class ChangesByHandTest {
    @TempDir
    private static Path folder;

    private static Shop shop;
    private static Templates templates;

    private final FakeAws aws = new FakeAws();
    private FakeStacks stacks;
    private String asMade;

    @BeforeAll
    static void read() {
        shop = Shop.asWritten();
        templates = new Templates(folder);
    }

    @BeforeEach
    void make() {
        stacks = aws.stacks("111111111111", "eu-west-1");
        apply(shop.plan(Standing.NOTHING));
        asMade = aws.state();
        stacks.changeByHand("shop-prod-lake", resource("aws:bucket:raw"), "/VersioningConfiguration/Status");
        stacks.changeByHand("shop-prod-network", "Vpc", "/EnableDnsSupport");
        stacks.changeByHand("shop-prod-images", "Repository", "/ImageTagMutability");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    private String resource(String part) {
        return templates.templates(shop.plan(Standing.NOTHING)).stacks().stream()
                .flatMap(stack -> new TemplateText(stack.template()).resourceOf(part).stream())
                .findFirst()
                .orElseThrow();
    }

    private CloudFormation open() {
        return Aws.open(aws, shop.plan(Standing.NOTHING), templates).askingForChangesByHand(Duration.ofSeconds(20));
    }

    private void apply(Plan plan) {
        try (CloudFormation provider = open()) {
            for (Batch batch : provider.batches(plan)) {
                batch.apply((part, name) -> "arn:aws:iam::999999999999:user/" + part.replace(':', '-'));
            }
        }
    }

    private Standing standing() {
        try (CloudFormation provider = open()) {
            return provider.standing();
        }
    }

    private static Map<String, List<String>> putsBack(Plan plan) {
        Map<String, List<String>> all = new TreeMap<>();
        plan.steps().stream()
                .filter(step -> !step.putsBack().isEmpty())
                .forEach(step -> all.put(step.id(), step.putsBack()));
        return all;
    }

    @Test
    void changesAreSeenOnlyWhereTheyAreAskedFor() {
        try (CloudFormation provider = Aws.open(aws, shop.plan(Standing.NOTHING), templates)) {
            assertThat(putsBack(shop.plan(provider.standing()))).isEmpty();
        }

        assertThat(putsBack(shop.plan(standing())))
                .containsEntry(
                        "aws:bucket:raw", List.of(resource("aws:bucket:raw") + " /VersioningConfiguration/Status"))
                .containsValue(List.of("Vpc /EnableDnsSupport"))
                .containsValue(List.of("Repository /ImageTagMutability"))
                .hasSize(3);
    }

    @Test
    void changesArePutBackAndNothingElseIsChanged() {
        Plan plan = Plan.parse(shop.plan(standing()).toJson());
        assertThat(aws.state()).isNotEqualTo(asMade);

        apply(plan);

        assertThat(aws.state()).isEqualTo(asMade);
        assertThat(putsBack(shop.plan(standing()))).isEmpty();
    }

    @Test
    void partStandsAsItDidForWhoeverDoesNotAsk() {
        try (CloudFormation provider = Aws.open(aws, shop.plan(Standing.NOTHING), templates)) {
            assertThat(provider.standing().parts().get("aws:bucket:raw").state())
                    .isEqualTo(standing().parts().get("aws:bucket:raw").state());
        }
    }

    @Test
    void lookIsGoneOnWithWhateverAnswerIsLost() {
        Map<String, List<String>> seen = putsBack(shop.plan(standing()));
        aws.server().heal();
        standing();
        int calls = aws.server().count();

        for (int call = 0; call < calls; call += 5) {
            aws.server().fail(Failure.LOST, call, 1);
            assertThat(putsBack(shop.plan(standing())))
                    .as("lost answer %d", call)
                    .isEqualTo(seen);
        }
    }
}
