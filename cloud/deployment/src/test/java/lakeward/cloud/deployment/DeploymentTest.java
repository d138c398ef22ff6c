package lakeward.cloud.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Site;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.Provider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {
    private static final Deployment.Progress SILENT = new Deployment.Progress() {
        @Override
        public void begins(List<Step> steps) {}

        @Override
        public void ended(List<Step> steps, Duration took) {}
    };

    private static Shop shop;

    private final Map<String, Stood> stands = new TreeMap<>();
    private final List<String> done = new ArrayList<>();
    private final List<Site> opened = new ArrayList<>();
    private int left = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    @BeforeAll
    static void read() {
        shop = Shop.asWritten();
    }

    /** A vendor that keeps what it is told, until it has no strength left. */
    private final class Remembering implements Provider {
        private final Vendor vendor;

        private Remembering(Vendor vendor) {
            this.vendor = vendor;
        }

        @Override
        public Vendor vendor() {
            return vendor;
        }

        @Override
        public Standing standing() {
            Map<String, Stood> ours = new TreeMap<>(stands);
            ours.values().removeIf(stood -> stood.site().vendor() != vendor);
            return new Standing(ours);
        }

        @Override
        public void apply(List<Step> steps, Outputs outputs) {
            for (Step step : steps) {
                if (left-- == 0) {
                    throw new IllegalStateException("no strength left");
                }
                if (step.action() == Action.DELETE || step.action() == Action.LEAVE) {
                    stands.remove(step.id());
                } else if (step.part().made()) {
                    stands.put(step.id(), Stood.of(step.part()));
                }
                done.add(step.id());
            }
        }

        @Override
        public String output(String part, String name) {
            return part + "'s " + name;
        }

        @Override
        public void close() {}
    }

    private Deployment deployment() {
        return deployment(Vendor.AWS, Vendor.SNOWFLAKE, Vendor.DATABRICKS);
    }

    private Deployment deployment(Vendor... named) {
        return new Deployment(Stream.of(named).<Provider>map(Remembering::new).toList(), site -> {
            opened.add(site);
            return new Remembering(site.vendor());
        });
    }

    private void apply(Plan plan, String... confirmed) {
        try (Deployment deployment = deployment()) {
            deployment.apply(plan, Set.of(confirmed), SILENT);
        }
    }

    @Test
    void vendorsTakeTurnsAsTheirPartsNeedEachOther() {
        Plan plan = shop.plan(Standing.NOTHING);

        apply(plan);

        for (Step step : plan.steps()) {
            for (String need : step.part().needs()) {
                assertThat(done.indexOf(need))
                        .as("%s before %s", need, step.id())
                        .isLessThan(done.indexOf(step.id()));
            }
        }
        assertThat(done).hasSameSizeAs(plan.steps());
        assertThat(shop.plan(new Standing(stands)).isEmpty()).isTrue();
    }

    @Test
    void whatWasKilledAnywhereIsGoneOnWithByTheSamePlan() {
        Plan plan = shop.plan(Standing.NOTHING);
        for (int strength = 0; strength < plan.steps().size(); strength++) {
            stands.clear();
            left = strength;
            assertThatThrownBy(() -> apply(plan)).isInstanceOf(IllegalStateException.class);
            left = Integer.MAX_VALUE;

            apply(plan);

            assertThat(shop.plan(new Standing(stands)).isEmpty()).isTrue();
        }
    }

    @Test
    void vendorThatIsNamedNoMoreIsAskedUntilNothingStandsThere() {
        apply(shop.plan(Standing.NOTHING));
        Shop without = Shop.with(folder, Map.of("    snowflake: {account: shop-eu}\n", ""));
        Plan plan;
        try (Deployment deployment = deployment(Vendor.AWS, Vendor.DATABRICKS)) {
            plan = without.plan(deployment.standing());
        }

        assertThat(opened).containsExactly(new Site(Vendor.SNOWFLAKE, Optional.of("shop-eu"), Optional.empty()));
        assertThat(plan.steps())
                .filteredOn(step -> step.part().site().vendor() == Vendor.SNOWFLAKE)
                .isNotEmpty()
                .extracting(Step::action)
                .containsOnly(Action.DELETE);
        apply(plan);
        opened.clear();
        try (Deployment deployment = deployment(Vendor.AWS, Vendor.DATABRICKS)) {
            assertThat(without.plan(deployment.standing()).isEmpty()).isTrue();
        }
        assertThat(opened).isEmpty();
    }

    @Test
    void accountOfAnotherVendorStaysWhileItIsLetIn() {
        apply(shop.plan(Standing.NOTHING));
        Shop elsewhere = Shop.with(folder, Map.of("account: shop-eu", "account: shop-us"));

        assertThatThrownBy(() -> elsewhere.plan(new Standing(stands)))
                .hasMessageContaining("Cannot replace aws:guest:snowflake, whose account changes");
    }

    @Test
    void roleMayBeCalledAsAVendor() {
        Shop called = Shop.with(
                folder, Map.of("roles: [analyst]", "roles: [snowflake]", "analyst: {read", "snowflake: {read"));

        apply(called.plan(Standing.NOTHING));

        assertThat(stands).containsKeys("aws:role:snowflake", "aws:guest:snowflake");
        assertThat(called.plan(new Standing(stands)).isEmpty()).isTrue();
    }

    @Test
    void planOfAWorldThatMovedIsRefused() {
        Plan plan = shop.plan(Standing.NOTHING);
        apply(shop.smaller().plan(Standing.NOTHING));
        done.clear();
        String changed = "aws:bucket:raw";
        Stood raw = stands.get(changed);
        stands.put(
                changed,
                new Stood(
                        raw.construct(),
                        raw.site(),
                        raw.what(),
                        "another digest",
                        raw.fixedDigest(),
                        raw.content(),
                        raw.holdsData(),
                        raw.needs(),
                        raw.grants()));

        assertThatThrownBy(() -> apply(plan))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("since it was made, aws:bucket:raw")
                .hasMessageContaining("Make a new plan");
        assertThat(done).isEmpty();
    }

    @Test
    void planThatDoesNotKnowWhatStandsIsRefused() {
        apply(shop.plan(Standing.NOTHING));
        done.clear();

        assertThatThrownBy(() -> apply(shop.smaller().plan(Standing.NOTHING)))
                .hasMessageContaining("Cannot apply the plan: since it was made, ")
                .hasMessageContaining("role:analyst");
        assertThat(done).isEmpty();
    }

    @Test
    void dataGoesOnlyWhenEachOfItIsConfirmed() {
        apply(shop.plan(Standing.NOTHING));
        Plan end = shop.nothing(new Standing(stands));
        String[] all = end.destructive().stream().map(Step::id).toArray(String[]::new);

        assertThat(all).contains("aws:bucket:raw", "aws:database:app");
        assertThatThrownBy(() -> apply(end, "aws:bucket:raw"))
                .hasMessageContaining("confirm each by its name: ")
                .hasMessageContaining("--confirm aws:database:app")
                .hasMessageNotContaining("--confirm aws:bucket:raw ");
        assertThat(stands).isNotEmpty();

        apply(end, all);

        assertThat(stands).isEmpty();
    }

    @Test
    void takingAwayGoesAgainstTheNeeds() {
        apply(shop.plan(Standing.NOTHING));
        Set<String> before = Set.copyOf(stands.keySet());
        Plan end = shop.destroyed(new Standing(stands));
        done.clear();

        apply(end);

        Set<String> gone = before.stream().filter(id -> !stands.containsKey(id)).collect(Collectors.toSet());
        assertThat(gone).contains("snowflake:warehouse", "aws:capture:app").doesNotContain("aws:bucket:raw");
        assertThat(done.indexOf("snowflake:table:curated.revenue_by_day"))
                .isLessThan(done.indexOf("aws:table:curated.revenue_by_day"));
        apply(shop.plan(new Standing(stands)));
        assertThat(stands.keySet()).isEqualTo(before);
    }
}
