package lakeward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Access;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Target;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    private static final Path GOLDEN = Path.of("src/test/golden");
    private static final Platform SHOP = new Project(Path.of("../examples/shop")).platformAsWritten();
    private static final Prices PRICES = Prices.builtIn();

    @Test
    void newPlanIsShort() throws IOException {
        check("plan-new.txt", text(plan(SHOP, "prod", Standing.NOTHING), false));
    }

    @Test
    void everyStepIsListedOnDemand() throws IOException {
        check("plan-steps.txt", text(plan(SHOP, "prod", Standing.NOTHING), true));
    }

    @Test
    void planOfThisMachineIsShorter() throws IOException {
        check("plan-local.txt", text(plan(SHOP, "local", Standing.NOTHING), false));
    }

    @Test
    void planThatChangesNothingSaysSo() {
        Standing standing = plan(SHOP, "prod", Standing.NOTHING).afterwards();

        assertThat(text(plan(SHOP, "prod", standing), false)).startsWith("shop on prod: nothing to do");
    }

    @Test
    void changesByHandAreNamed() {
        Map<String, Standing.Stood> parts =
                new TreeMap<>(plan(SHOP, "prod", Standing.NOTHING).afterwards().parts());
        parts.computeIfPresent(
                "aws:bucket:raw",
                (id, stood) -> stood.changedByHand(List.of("BucketRaw /VersioningConfiguration/Status")));

        assertThat(text(plan(SHOP, "prod", new Standing(parts)), false))
                .startsWith("shop on prod: 1 to change")
                .contains("""
                          !  aws:bucket:raw was changed by hand; applying puts it back
                             BucketRaw /VersioningConfiguration/Status
                        """);
    }

    @Test
    void planIsLoudWhereDataIsAtRisk() throws IOException {
        Project ground = new Project(Path.of("../definition/src/test/resources/ground"));
        Platform platform = ground.platformAsWritten();
        Standing standing = plan(platform, "prod", Standing.NOTHING).afterwards();
        Ground network = new Ground(
                Optional.empty(), platform.ground().network(), Access.NONE, List.of(), Optional.empty(), List.of());
        Platform smaller =
                new Platform(platform.name(), 1, List.of(), platform.lake(), List.of(), platform.targets(), network);

        Plan plan = Plan.of(
                new Wanted(smaller, target(platform, "prod"), PRICES),
                standing,
                Set.of("aws:table:raw.orders", "aws:database:app"));

        check("plan-loud.txt", text(plan, false));
    }

    @Test
    void ledgerNamesEveryConstructOnEveryTarget() throws IOException {
        Platform ground = new Project(Path.of("../definition/src/test/resources/ground")).platformAsWritten();
        List<Plan> plans = ground.targets().stream()
                .map(each -> Plan.of(ground, each, PRICES))
                .toList();

        check("fidelity.txt", String.join("\n", FidelityText.lines(plans)) + "\n");
    }

    @Test
    void upSaysWhatThisMachineHasNothingFor() {
        List<String> lines = FidelityText.absent(plan(SHOP, "local", Standing.NOTHING), "  not here ");

        assertThat(String.join(" ", lines).replaceAll(" +", " "))
                .startsWith(" not here guardrails, network, backup,")
                .endsWith("; `lakeward plan -t local --fidelity` says why");
        assertThat(lines).allMatch(line -> line.length() <= Wrapped.WIDTH);
    }

    private static String text(Plan plan, boolean all) {
        return String.join("\n", new PlanText(plan, line -> "LOUD" + line).lines(all)) + "\n";
    }

    private static Plan plan(Platform platform, String target, Standing standing) {
        return Plan.of(new Wanted(platform, target(platform, target), PRICES), standing, Set.of());
    }

    private static Target target(Platform platform, String name) {
        return platform.targets().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void check(String golden, String text) throws IOException {
        Path file = GOLDEN.resolve(golden);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, text);
        }

        assertThat(text.lines().filter(line -> line.replace("LOUD", "").length() > Wrapped.WIDTH))
                .isEmpty();
        assertThat(file).content().isEqualTo(text);
    }
}
