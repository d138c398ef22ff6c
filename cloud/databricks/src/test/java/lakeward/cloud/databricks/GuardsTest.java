package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer.Failure;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who sees what of a table: no more than the definition says, whatever is under way. */
class GuardsTest {
    private static final String MODEL = "shop_prod.curated.order_status_now";
    private static final String TABLE = "shop_prod.processed.customers";
    /** One in so many calls is a death's: what is seen is looked at after each of them. */
    private static final int STRIDE = 5;

    private static final Shop SHOP = Vendors.shop("status = 'paid'");

    private final Vendors vendors = new Vendors();
    private final Sight sight = new Sight(vendors.databricks);

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void filtersAndMasksAskInWhichGroupsSomebodyIs() {
        vendors.apply(SHOP.plan(Standing.NOTHING));

        assertThat(sight.filter(TABLE))
                .isEqualTo(
                        "session_user() IN ('ada@shop.example') OR (is_account_group_member('shop-prod-support') AND EXISTS (SELECT 1 FROM `shop_prod`.`access`.`people` AS `user` WHERE `user`.`_person` = session_user() AND ((`_country` = `user`.`country`))))");
        assertThat(sight.filter(MODEL))
                .isEqualTo(
                        "session_user() IN ('ada@shop.example') OR is_account_group_member('shop-prod-analyst') OR is_account_group_member('shop-prod-support') OR (is_account_group_member('shop-prod-oncall') AND ((`_status` = 'paid')))");
        assertThat(sight.mask(TABLE, "email"))
                .isEqualTo("CASE WHEN session_user() IN ('ada@shop.example') THEN `_email` END");
        assertThat(sight.mask(MODEL, "value"))
                .isEqualTo(
                        "CASE WHEN session_user() IN ('ada@shop.example') OR is_account_group_member('shop-prod-analyst') OR is_account_group_member('shop-prod-support') THEN `_value` END");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("a condition", Vendors.shop("status = 'placed'"), vendors -> {}),
                change("a condition on other columns", Vendors.shop("orders > 3"), vendors -> {}),
                change("a table that is registered anew", SHOP, addColumn(TABLE)),
                change("a model with other columns", SHOP, addColumn(MODEL)),
                change(
                        "a filter that is off",
                        SHOP,
                        vendors ->
                                byHand(vendors, "ALTER TABLE `shop_prod`.`curated`.`order_status_now` DROP ROW FILTER"),
                        "status"),
                change("no role with bounds", Shop.asWritten().small(), vendors -> {}));
    }

    private static Arguments change(String what, Shop to, Consumer<Vendors> before, String... unseen) {
        return Arguments.of(what, to, before, List.of(unseen));
    }

    private static Consumer<Vendors> addColumn(String table) {
        return vendors -> byHand(
                vendors, "ALTER TABLE %s ADD COLUMNS (`more` string)".formatted(Sql.name(table.split("\\.", -1))));
    }

    private static void byHand(Vendors vendors, String sql) {
        vendors.byHand(sql);
    }

    /** From the shop as it is guarded, each change is done with a death amid its calls, and then again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void nobodySeesMoreAtAnyMoment(String what, Shop to, Consumer<Vendors> before, List<String> seenByHand) {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.apply(to.plan(vendors.standing()));
        String wanted = vendors.databricks.state();

        boolean died = true;
        for (int call = 0; died; call += STRIDE) {
            vendors.apply(SHOP.plan(vendors.standing()));
            before.accept(vendors);
            Plan plan = to.plan(vendors.standing());
            if (seenByHand.isEmpty()) {
                vendors.afterEachCall(() -> sight.check(SHOP, to));
            }
            vendors.server.fail(Failure.DEAD, call, 1);
            died = dies(plan);
            vendors.server.heal();

            // The first read after a write may tell what was before.
            vendors.standing();
            vendors.apply(to.plan(vendors.standing()));

            vendors.afterEachCall(() -> {});
            assertThat(vendors.databricks.state())
                    .as("after a death at call %d", call)
                    .isEqualTo(wanted);
            sight.check(to, to);
        }
    }

    private boolean dies(Plan plan) {
        try {
            vendors.apply(plan);
            return false;
        } catch (PlatformException expected) {
            return true;
        }
    }

    @Test
    void nobodySeesMoreWhileAllIsMadeAndTakenAway() {
        vendors.afterEachCall(() -> sight.check(SHOP, SHOP));

        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.apply(SHOP.nothing(vendors.standing()));

        assertThat(vendors.databricks.state()).isEmpty();
    }

    @Test
    void whereOthersPutOurFunctionItStays() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String function = sight.functionOn(MODEL, "value");
        vendors.byHand(
                "CREATE TABLE IF NOT EXISTS `shop_prod`.`curated`.`mine` (`value` decimal(38,2)) USING DELTA TBLPROPERTIES ('a' = 'b')");
        vendors.byHand("ALTER TABLE `shop_prod`.`curated`.`mine` ALTER COLUMN `value` SET MASK "
                + Sql.name(function.split("\\.", -1)));
        Plan less = Shop.asWritten().small().plan(vendors.standing());

        assertThatThrownBy(() -> vendors.apply(less))
                .hasMessage(
                        "Cannot take away function %s in https://shop.cloud.databricks.com: somebody put it on table shop_prod.curated.mine too, which it would show. Take it off there."
                                .formatted(function));

        assertThat(sight.functionOn("shop_prod.curated.mine", "value")).isEqualTo(function);
    }

    @Test
    void whoMakesAFilterAnewLetsInWhomTheJobRunsAs() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.databricks.giveJobsTo("zoe@shop.example");

        vendors.apply(Vendors.shop("status = 'placed'").plan(vendors.standing()));

        assertThat(sight.filter(MODEL)).startsWith("session_user() IN ('ada@shop.example', 'zoe@shop.example') OR ");
    }
}
