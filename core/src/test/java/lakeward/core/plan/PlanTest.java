package lakeward.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import lakeward.core.plan.Standing.Stood;
import lakeward.core.platform.Cidr;
import lakeward.core.platform.Column;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.DatabasePlacement.Sizing;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Network;
import lakeward.core.platform.Platform;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.core.platform.Target.Place;
import lakeward.core.platform.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
    private static final Platform SHOP = Platforms.of(List.of("orders", "returns"), Platforms.ORDERS);
    private static final Target.Cloud PROD = Platforms.everywhere();

    static Stream<Target> targets() {
        Target.Vpc vpc =
                new Target.Vpc("vpc-0a1b2c3d", List.of("subnet-1", "subnet-2"), List.of("subnet-3", "subnet-4"));
        Target.Existing existing = new Target.Existing(
                Optional.of("o-a1b2c3d4e5"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("d"),
                Optional.of("default"),
                Optional.of("arn"),
                Optional.of(vpc),
                new TreeMap<>());
        DatabasePlacement rds =
                new DatabasePlacement(DatabasePlacement.Service.RDS, "16", new Sizing.Instance("db.r7g.xlarge"), false);
        return Stream.of(
                Target.LOCAL,
                PROD,
                Platforms.cloud(
                        existing, new Place(Target.Capture.DMS, Target.Models.LAKEWARD, Target.Warehouse.NONE), rds));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void readsWhatItWrites(Target target) {
        Plan plan = Plan.of(SHOP, target, Platforms.PRICES);

        assertThat(Plan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(Plan.of(SHOP, target, Platforms.PRICES).toJson()).isEqualTo(plan.toJson());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void planAfterItsOwnEndIsEmpty(Target target) {
        Plan first = Plan.of(SHOP, target, Platforms.PRICES);

        Plan second = again(SHOP, target, first.afterwards());

        assertThat(first.isEmpty()).isFalse();
        assertThat(second.isEmpty()).isTrue();
        assertThat(second.destructive()).isEmpty();
        assertThat(second.cost()).isEqualTo(first.cost());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void planOverDigestsAloneIsEmptyToo(Target target) {
        Map<String, Stood> digests = new HashMap<>();
        Plan.of(SHOP, target, Platforms.PRICES)
                .afterwards()
                .parts()
                .forEach((id, stood) -> digests.put(id, stood.withoutContent()));

        assertThat(again(SHOP, target, new Standing(digests)).isEmpty()).isTrue();
    }

    @Test
    void whatIsWantedNoMoreGoesButForData() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();
        Platform smaller = Platforms.of(List.of("orders"), Platforms.ORDERS);

        Plan plan = again(smaller, PROD, standing);

        assertThat(actions(plan, Action.DELETE))
                .contains("databricks:model:count_returns", "snowflake:table:curated.count_returns");
        assertThat(actions(plan, Action.LEAVE)).containsExactly("aws:table:processed.returns", "aws:table:raw.returns");
        assertThat(plan.destructive()).isEmpty();
        assertThat(step(plan, "aws:table:raw.returns").data()).isEqualTo(OnData.KEEPS);
        assertThat(step(plan, "snowflake:role:analyst").loses())
                .containsExactly(new Grant("role analyst", "read", "snowflake curated.count_returns"));
    }

    @Test
    void dataGoesWhenItIsNamed() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();
        Platform smaller = Platforms.of(List.of("orders"), Platforms.ORDERS);

        Plan plan = Plan.of(new Wanted(smaller, PROD, Platforms.PRICES), standing, Set.of("aws:table:raw.returns"));

        assertThat(plan.destructive()).extracting(Step::id).containsExactly("aws:table:raw.returns");
        assertThat(step(plan, "aws:table:raw.returns").action()).isEqualTo(Action.DELETE);
        assertThat(step(plan, "aws:table:processed.returns").action()).isEqualTo(Action.LEAVE);
    }

    @Test
    void takingAwayKeepsDataAndWhatItNeeds() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();

        Plan plan = Plan.removing(new Wanted(SHOP, PROD, Platforms.PRICES), standing, Set.of());

        assertThat(plan.destructive()).isEmpty();
        assertThat(actions(plan, Action.DELETE)).contains("aws:capture:app", "snowflake:warehouse", "aws:nat");
        assertThat(actions(plan, Action.NOTHING))
                .contains(
                        "aws:bucket:raw",
                        "aws:key",
                        "aws:table:raw.orders",
                        "aws:database:app",
                        "aws:vpc",
                        "aws:backup:app");
        assertThat(again(SHOP, PROD, plan.afterwards()).destructive()).isEmpty();
    }

    @Test
    void takingAwayWithAllDataLeavesNothing() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();

        Plan plan = Plan.removing(
                new Wanted(SHOP, PROD, Platforms.PRICES),
                standing,
                standing.parts().keySet());

        assertThat(plan.steps()).extracting(Step::action).containsOnly(Action.DELETE);
        assertThat(plan.destructive()).extracting(Step::id).contains("aws:bucket:raw", "aws:database:app");
        assertThat(plan.afterwards().parts()).isEmpty();
    }

    @Test
    void ownServerIsReachedAtItsPortWhereverItIs() {
        Plan plan = Plan.of(
                Platforms.withOwnServer(SHOP, "postgresql://me@db.example.com:6432/app"), PROD, Platforms.PRICES);

        assertThat(step(plan, "aws:firewall").part().content().toLine())
                .contains(
                        "{\"from\": \"capture:app\", \"port\": 6432, \"range\": \"0.0.0.0/0\", \"to\": \"database:app\"}");
    }

    @Test
    void markerTellsHowAPartStands() {
        Plan plan = Plan.of(SHOP, PROD, Platforms.PRICES);

        for (Step step : plan.steps()) {
            Marker marker = Marker.of(plan, step.part());

            assertThat(Marker.parse(Content.parse(marker.content().toJson()))).isEqualTo(marker);
            assertThat(Content.parse(marker.content().toLine())).isEqualTo(marker.content());
            assertThat(marker.withoutContent().stood().state())
                    .isEqualTo(Stood.of(step.part()).state());
        }
    }

    @Test
    void whatNeedsAnotherGoesBeforeIt() {
        Plan plan = Plan.of(
                new Wanted(
                        new Platform("shop", 1, List.of(), SHOP.lake(), List.of(), List.of(), Ground.DEFAULT),
                        PROD,
                        Platforms.PRICES),
                Plan.of(SHOP, PROD, Platforms.PRICES).afterwards(),
                Set.of());
        List<String> ids = plan.steps().stream().map(Step::id).toList();

        assertThat(ids.indexOf("snowflake:table:curated.count_orders"))
                .isLessThan(ids.indexOf("aws:table:curated.count_orders"));
        assertThat(ids.indexOf("aws:capture:app")).isLessThan(ids.indexOf("aws:database:app"));
        assertThat(step(plan, "aws:database:app").action()).isEqualTo(Action.LEAVE);
    }

    @Test
    void anotherTypeWritesRowsAgainAndAnotherColumnDoesNot() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();
        List<Column> more = new ArrayList<>(Platforms.ORDERS.columns());
        more.add(new Column("new", Type.DATE, true));
        List<Column> other = new ArrayList<>(Platforms.ORDERS.columns());
        other.set(4, new Column("ratio", Type.FLOAT, true, "real"));

        Plan added = again(shop(more), PROD, standing);
        Plan retyped = again(shop(other), PROD, standing);

        assertThat(step(added, "aws:table:processed.orders").action()).isEqualTo(Action.CHANGE);
        assertThat(added.destructive()).isEmpty();
        assertThat(retyped.destructive())
                .extracting(Step::id)
                .containsExactly(
                        "aws:table:raw.orders",
                        "aws:table:processed.orders",
                        "aws:table:raw.returns",
                        "aws:table:processed.returns");
        assertThat(step(retyped, "aws:table:raw.orders").data()).isEqualTo(OnData.REWRITES);
        assertThat(step(retyped, "aws:table:raw.orders").changes()).containsExactly("columns");
    }

    @Test
    void whatAwsReplacesUnderNoNameIsRefused() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();
        Target.Cloud rds = Platforms.cloud(
                Target.Existing.NONE,
                PROD.place(),
                new DatabasePlacement(DatabasePlacement.Service.RDS, "17", new Sizing.Instance("db.r7g.large"), true));
        Target.Cloud larger = Platforms.cloud(
                Target.Existing.NONE,
                PROD.place(),
                new DatabasePlacement(
                        DatabasePlacement.Service.AURORA,
                        "17",
                        new Sizing.Capacity(BigDecimal.ONE, BigDecimal.TEN),
                        true));

        assertThatThrownBy(() -> again(SHOP, rds, standing))
                .hasMessage(
                        "Cannot replace aws:database:app, whose engine changes: AWS makes nothing anew under the name of what holds data. Take the change back; or copy the data elsewhere, `lakeward destroy` the target with --delete-data aws:database:app, then apply.");
        assertThat(step(again(SHOP, larger, standing), "aws:database:app").changes())
                .containsExactly("size.capacity-from", "size.capacity-to");
        assertThat(step(again(SHOP, larger, standing), "aws:database:app").data())
                .isEqualTo(OnData.KEEPS);
    }

    @Test
    void whatWouldMoveToAnotherAccountIsRefused() {
        Target.Cloud moved = new Target.Cloud(
                "prod",
                new Target.Aws(
                        new Target.Accounts("444444444444", Optional.of("222222222222"), Optional.of("333333333333")),
                        "eu-west-1",
                        PROD.aws().existing()),
                PROD.snowflake(),
                PROD.databricks(),
                PROD.place(),
                PROD.databases());

        assertThatThrownBy(() ->
                        again(SHOP, moved, Plan.of(SHOP, PROD, Platforms.PRICES).afterwards()))
                .hasMessageMatching(
                        "Cannot move aws:\\S+ from account 111111111111, eu-west-1 to account 444444444444, eu-west-1: AWS moves nothing[.] .*");
    }

    @Test
    void networkGrowsByAZoneButDoesNotMoveWhereItIsUsed() {
        Standing standing = Plan.of(over(Cidr.parse("10.0.0.0/16"), 2), PROD, Platforms.PRICES)
                .afterwards();

        Plan wider = again(over(Cidr.parse("10.0.0.0/16"), 3), PROD, standing);

        assertThat(actions(wider, Action.CREATE)).containsExactly("aws:subnets:c");
        assertThat(actions(wider, Action.CHANGE)).contains("aws:vpc", "aws:nat", "aws:database:app", "aws:capture:app");
        assertThat(step(wider, "aws:database:app").changes()).containsExactly("subnets.ids");
        assertThat(wider.destructive()).isEmpty();
        assertThatThrownBy(() -> again(over(Cidr.parse("10.1.0.0/16"), 2), PROD, standing))
                .hasMessageStartingWith("Cannot replace aws:vpc, whose range changes: aws:")
                .hasMessageContaining("AWS makes nothing anew that is in use");
    }

    private static Platform over(Cidr range, int zones) {
        return Platforms.on(SHOP, new Network(range, zones, Network.tiersOf(range), Set.of(), List.of()));
    }

    @Test
    void whatIsToBeUsedWhereItStandsIsNoLongerLookedAfter() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();
        Target.Existing trail = new Target.Existing(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("arn:aws:cloudtrail:eu-west-1:222222222222:trail/shop-prod-trail"),
                Optional.empty(),
                new TreeMap<>());

        Plan plan = again(SHOP, Platforms.cloud(trail, PROD.place(), DatabasePlacement.DEFAULT), standing);

        assertThat(step(plan, "aws:trail").action()).isEqualTo(Action.LEAVE);
        assertThat(step(plan, "aws:bucket:audit").action()).isEqualTo(Action.LEAVE);
        assertThat(plan.destructive()).isEmpty();
    }

    @Test
    void vendorsWaitForEachOther() {
        List<String> ids = Plan.of(SHOP, PROD, Platforms.PRICES).steps().stream()
                .map(Step::id)
                .toList();

        assertThat(ids)
                .containsSubsequence(
                        "aws:bucket:curated",
                        "aws:guest:snowflake",
                        "snowflake:volume",
                        "aws:trust:snowflake",
                        "databricks:credential",
                        "aws:trust:databricks",
                        "databricks:location:curated",
                        "databricks:model:count_orders",
                        "aws:table:curated.count_orders",
                        "snowflake:table:curated.count_orders",
                        "snowflake:role:analyst");
    }

    @Test
    void dmsSaysWhatItLoses() {
        Target.Cloud dms = Platforms.cloud(
                Target.Existing.NONE,
                new Place(Target.Capture.DMS, Target.Models.LAKEWARD, Target.Warehouse.NONE),
                DatabasePlacement.DEFAULT);

        Part captured = step(Plan.of(SHOP, dms, Platforms.PRICES), "aws:captured:app.orders")
                .part();

        assertThat(captured.fidelity()).isEqualTo(Fidelity.APPROXIMATE);
        assertThat(captured.why())
                .isEqualTo(
                        "DMS does not bring across TRUNCATE, passes over changes of a key, and a transaction amid which it halts"
                                + " is read in two; it rounds weight (numeric without limits) to 6 decimals; it stops at more than"
                                + " 100 MiB in note; it does not say what it writes of note when an update leaves it as it is; it"
                                + " writes took (interval) out in words, cut after 128 characters; it does not say what becomes of"
                                + " NaN and infinity in weight, ratio; it has no other sign for no value, and for one left out,"
                                + " than the texts __lakeward_null__ and __lakeward_unchanged__, which note, weight, took must not"
                                + " hold.");
    }

    @Test
    void costIsARangeOverItsAssumptions() {
        Plan plan = Plan.of(SHOP, PROD, Platforms.PRICES);

        // 730 hours of 0.5 to 8 units on two servers, and 10 to 200 GB; up to a quarter dearer in Europe.
        assertThat(step(plan, "aws:database:app").part().cost())
                .isEqualTo(new Cost(
                        new BigDecimal("88.60"),
                        new BigDecimal("1777.00"),
                        List.of(
                                "databases from their least capacity to their most, all month",
                                "AWS's list prices of us-east-1; up to a quarter more in eu-west-1",
                                "10 to 200 GB a database")));
        assertThat(plan.cost().from()).isLessThan(plan.cost().to());
        assertThat(Plan.of(SHOP, Target.LOCAL, Platforms.PRICES).cost().isNothing())
                .isTrue();
    }

    @Test
    void bucketsHaveNamesThatAwsTakes() {
        Target.Cloud longName = new Target.Cloud(
                "a".repeat(40), PROD.aws(), PROD.snowflake(), PROD.databricks(), PROD.place(), Map.of());
        Platform named = new Platform("b_".repeat(20), 1, List.of(), SHOP.lake(), List.of(), List.of());

        String bucket = new Cloud(named, longName, Platforms.PRICES, Optional.empty()).bucket("quarantine");

        assertThat(bucket)
                .hasSizeBetween(60, 63)
                .matches("[a-z0-9][a-z0-9-]*[a-z0-9]")
                .endsWith("-quarantine-111111111111");
        assertThat(new Cloud(SHOP, PROD, Platforms.PRICES, Optional.empty()).bucket("raw"))
                .isEqualTo("shop-prod-raw-111111111111");
    }

    @Test
    void anotherTableChangesNoPartThatHoldsData() {
        Standing standing = Plan.of(SHOP, PROD, Platforms.PRICES).afterwards();

        Plan plan = again(Platforms.of(List.of("orders", "returns", "stock"), Platforms.ORDERS), PROD, standing);

        assertThat(plan.steps().stream()
                        .filter(step -> step.part().holdsData() && step.action() != Action.NOTHING)
                        .map(Step::id))
                .containsExactly("aws:table:raw.stock", "aws:table:processed.stock");
    }

    @Test
    void planOfAnotherProgramIsRefused() {
        String json = Plan.of(SHOP, Target.LOCAL, Platforms.PRICES).toJson();

        assertThatThrownBy(() -> Plan.parse(json.replace("\"prices\"", "\"extra\": 1, \"prices\"")))
                .hasMessage(
                        "Cannot read plan: it says more than this program knows, or its sums do not add up. Make it anew.");
        assertThatThrownBy(() -> Plan.parse(json.replace("\"create\"", "\"burn\"")))
                .hasMessage("Cannot read 'burn': there are [nothing, create, change, replace, delete, leave]."
                        + " Use the program that wrote it.");
        assertThatThrownBy(() -> Plan.parse("[]"))
                .hasMessage("Cannot read plan: expected fields at plan. Make it anew.");
    }

    @Test
    void insightsThatAreOffAreNoPart() {
        assertThat(ids(SHOP)).contains("aws:insights:app");
        assertThat(ids(Platforms.withoutInsights(SHOP))).doesNotContain("aws:insights:app");
    }

    /**
     * Work is counted in bytes allocated, which are the same on every machine: it shows what is built or copied once for each
     * other table. It does not show a list that is only looked through.
     */
    @Test
    void workGrowsNoFasterThanTables() {
        long few = allocated(100);
        long many = allocated(800);

        assertThat((double) many / few).isLessThan(8 * 1.1);
    }

    private static long allocated(int tables) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Platform platform = Platforms.of(tables);
        Standing standing = Plan.of(platform, PROD, Platforms.PRICES).afterwards();
        long before = threads.getCurrentThreadAllocatedBytes();
        String json = again(platform, PROD, standing).toJson();
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(json).contains("t%d".formatted(tables - 1));
        return after - before;
    }

    private static Set<String> ids(Platform platform) {
        return actions(Plan.of(platform, PROD, Platforms.PRICES), Action.CREATE);
    }

    @Test
    void servicesStartAnewFromAnotherImageAndNothingElseDoes() {
        Plan first = Plan.of(new Wanted(SHOP, PROD, Platforms.PRICES, Optional.of("1")));

        Plan second = Plan.of(new Wanted(SHOP, PROD, Platforms.PRICES, Optional.of("2")), first.afterwards(), Set.of());

        assertThat(first.image()).contains("1");
        assertThat(actions(second, Action.CHANGE)).containsExactly("aws:capture:app");
        assertThat(step(second, "aws:capture:app").changes()).containsExactly("image");
    }

    private static Platform shop(List<Column> columns) {
        return Platforms.of(List.of("orders", "returns"), new TableSchema(columns, List.of("id")));
    }

    private static Plan again(Platform platform, Target target, Standing standing) {
        return Plan.of(new Wanted(platform, target, Platforms.PRICES), standing, Set.of());
    }

    private static Step step(Plan plan, String id) {
        return plan.steps().stream()
                .filter(step -> step.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> actions(Plan plan, Action action) {
        Set<String> ids = new TreeSet<>();
        plan.steps().stream()
                .filter(step -> step.action() == action)
                .map(Step::id)
                .forEach(ids::add);
        return ids;
    }
}
