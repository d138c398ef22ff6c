package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Vendor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do beside us: a plan shows it, and applying mends it, if it is ours; all else is left alone. */
class ChangesByHandTest {
    private static final String CATALOG = "/api/2.1/unity-catalog/";
    private static final Shop SHOP = Vendors.shop("status = 'paid'");

    private final Vendors vendors = new Vendors();

    @AfterEach
    void close() {
        vendors.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            databricks:credential        | PATCH | {catalog}storage-credentials/shop-prod-lake    | {"aws_iam_role": {"role_arn": "arn:aws:iam::999999999999:role/x"}}
            databricks:credential        | PATCH | {catalog}storage-credentials/shop-prod-lake    | {"read_only": true}
            databricks:location:curated  | PATCH | {catalog}external-locations/shop-prod-curated  | {"read_only": true}
            databricks:location:raw      | PATCH | {catalog}external-locations/shop-prod-raw      | {"fallback": true}
            databricks:role:support      | PATCH | {catalog}permissions/table/shop_prod.processed.orders | {"changes": [{"principal": "shop-prod-support", "remove": ["SELECT"]}]}
            databricks:role:support      | PATCH | {catalog}permissions/table/shop_prod.processed.orders | {"changes": [{"principal": "shop-prod-support", "add": ["MODIFY"]}]}
            databricks:role:support      | PATCH | {catalog}permissions/catalog/shop_prod         | {"changes": [{"principal": "shop-prod-support", "add": ["SELECT"]}]}
            databricks:model:order_status_now | PATCH | /api/2.0/sql/queries/{query}              | {"query": {"query_text": "SELECT 1", "warehouse_id": "{warehouse}"}, "update_mask": "query_text"}
            databricks:policy:cluster    | PUT   | /api/2.0/permissions/cluster-policies/{policy} | {"access_control_list": [{"group_name": "shop-prod-support", "permission_level": "CAN_USE"}]}
            """)
    void changeOfOursIsShownAndMended(String part, String method, String path, String body) {
        change(part, () -> vendors.databricks.bySomebodyElse(method, named(path), named(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            databricks:table:processed.orders             | ALTER TABLE `shop_prod`.`processed`.`orders` ADD COLUMNS (`more` string)
            databricks:table:processed.customers          | ALTER TABLE `shop_prod`.`processed`.`customers` ADD COLUMNS (`more` string)
            databricks:model:order_status_now             | ALTER TABLE `shop_prod`.`curated`.`order_status_now` ADD COLUMNS (`more` string)
            databricks:quarantine:order_status_now        | ALTER TABLE `shop_prod`.`quarantine`.`order_status_now` ADD COLUMNS (`more` string)
            databricks:rows:processed.customers           | ALTER TABLE `shop_prod`.`processed`.`customers` DROP ROW FILTER
            databricks:rows:curated.order_status_now      | ALTER TABLE `shop_prod`.`curated`.`order_status_now` SET ROW FILTER `shop_prod`.`access`.`{mask}` ON (`value`)
            databricks:mask:processed.customers.email     | ALTER TABLE `shop_prod`.`processed`.`customers` ALTER COLUMN `email` DROP MASK
            databricks:mask:curated.order_status_now.value | ALTER TABLE `shop_prod`.`curated`.`order_status_now` ALTER COLUMN `value` DROP MASK
            databricks:mask:curated.order_status_now.value | CREATE OR REPLACE FUNCTION `shop_prod`.`access`.`{mask}`(`_value` decimal(38,2)) RETURNS decimal(38,2) COMMENT '{comment}' RETURN `_value`
            """)
    void changeByStatementIsShownAndMended(String part, String sql) {
        change(part, () -> vendors.byHand(named(sql)));
    }

    private void change(String part, Runnable byHand) {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String before = vendors.databricks.state();

        byHand.run();

        assertThat(vendors.databricks.state()).isNotEqualTo(before);
        vendors.standing();
        Plan plan = SHOP.plan(vendors.standing());
        assertThat(Shop.doing(plan, Vendor.DATABRICKS)).containsExactly("change " + part);
        vendors.apply(plan);
        vendors.standing();
        assertThat(Shop.doing(SHOP.plan(vendors.standing()), Vendor.DATABRICKS)).isEmpty();
        assertThat(vendors.databricks.state()).isEqualTo(before);
    }

    private String named(String text) {
        String mask = function("curated_order_status_now_mask_value_\\w+");
        String replaced = text.replace("{catalog}", CATALOG)
                .replace("{warehouse}", vendors.databricks.idOf("shop-prod-models"))
                .replace("{query}", vendors.databricks.idOf("shop-prod-order-status-now"))
                .replace("{policy}", vendors.databricks.idOf("shop-prod-clusters"))
                .replace("{mask}", mask);
        return replaced.contains("{comment}") ? replaced.replace("{comment}", comment(mask)) : replaced;
    }

    private String function(String pattern) {
        return vendors.databricks
                .state()
                .lines()
                .filter(line -> line.startsWith("Function "))
                .map(line -> line.split(" ", 3)[1].replace("shop_prod.access.", ""))
                .filter(name -> name.matches(pattern))
                .findFirst()
                .orElseThrow();
    }

    private String comment(String function) {
        return new Sight(vendors.databricks)
                .comment("shop_prod.access." + function)
                .replace("\\", "\\\\")
                .replace("'", "\\'");
    }

    @Test
    void jobThatIsPausedRunsAgain() {
        change(
                "databricks:pipeline",
                () -> vendors.databricks.changeJobs(settings -> settings.replace("UNPAUSED", "PAUSED")));
    }

    @Test
    void warehouseThatIsMadeLargerIsMadeSmallAgain() {
        change(
                "databricks:warehouse",
                () -> vendors.databricks.changeWarehouses(warehouse -> warehouse.replace("2X-Small", "Large")));
    }

    @Test
    void groupThatSomebodyDeletedComesBackWithWhatItMay() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String before = vendors.databricks.state();

        vendors.databricks.bySomebodyElse(
                "DELETE", "/api/2.0/account/scim/v2/Groups/" + vendors.databricks.idOf("shop-prod-oncall"), "");

        vendors.standing();
        Plan plan = SHOP.plan(vendors.standing());
        assertThat(Shop.doing(plan, Vendor.DATABRICKS))
                .containsExactly("change databricks:role:oncall", "change databricks:policy:cluster");
        vendors.apply(plan);
        assertThat(vendors.databricks.state()).isEqualTo(before);
    }

    @Test
    void tableThatSomebodyTookAwayComesBackWithItsBoundsBeforeItIsRead() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String before = vendors.databricks.state();
        Sight sight = new Sight(vendors.databricks);

        vendors.databricks.bySomebodyElse("DELETE", CATALOG + "tables/shop_prod.processed.customers", "");

        vendors.standing();
        Plan plan = SHOP.plan(vendors.standing());
        assertThat(Shop.doing(plan, Vendor.DATABRICKS))
                .containsExactly(
                        "create databricks:table:processed.customers",
                        "change databricks:rows:processed.customers",
                        "change databricks:mask:processed.customers.email",
                        "change databricks:role:support");
        vendors.afterEachCall(() -> sight.check(SHOP, SHOP));
        vendors.apply(plan);
        assertThat(vendors.databricks.state()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            storage credential shop-prod-lake     | storage-credentials | {"name": "shop-prod-lake", "aws_iam_role": {"role_arn": "arn:aws:iam::999999999999:role/x"}, "comment": "mine"}
            storage credential shop-prod-lake     | storage-credentials | {"name": "shop-prod-lake", "aws_iam_role": {"role_arn": "arn:aws:iam::999999999999:role/x"}}
            """)
    void nameThatIsTakenIsAnErrorAndStaysAsItIs(String taken, String path, String body) {
        vendors.databricks.bySomebodyElse("POST", CATALOG + path, body);
        String before = vendors.databricks.state();

        assertIsTaken(taken);

        assertThat(vendors.databricks.state()).isEqualTo(before);
        assertThat(vendors.standing().parts()).isEmpty();
    }

    /** A part of the shop goes, and somebody makes one of that name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            table shop_prod.processed.orders            | tables/shop_prod.processed.orders          | CREATE TABLE IF NOT EXISTS `shop_prod`.`processed`.`orders` (`id` int) USING DELTA TBLPROPERTIES ('a' = 'b')
            model shop_prod.curated.order_status_now    | tables/shop_prod.curated.order_status_now  | CREATE TABLE IF NOT EXISTS `shop_prod`.`curated`.`order_status_now` (`id` int) USING DELTA TBLPROPERTIES ('a' = 'b')
            table shop_prod.quarantine.order_status_now | tables/shop_prod.quarantine.order_status_now | CREATE TABLE IF NOT EXISTS `shop_prod`.`quarantine`.`order_status_now` (`id` int) USING DELTA TBLPROPERTIES ('a' = 'b')
            table shop_prod.access.people               | tables/shop_prod.access.people             | CREATE TABLE IF NOT EXISTS `shop_prod`.`access`.`people` (`id` int) USING DELTA TBLPROPERTIES ('a' = 'b')
            """)
    void nameInOurCatalogThatIsTakenIsAnErrorToo(String taken, String ours, String sql) {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.databricks.bySomebodyElse("DELETE", CATALOG + ours, "");
        vendors.byHand(sql);
        String theirs = vendors.databricks.state();

        vendors.standing();
        assertIsTaken(taken);

        String name = ours.substring(ours.indexOf('/') + 1);
        assertThat(line("Table " + name, vendors.databricks.state())).isEqualTo(line("Table " + name, theirs));
    }

    @Test
    void functionOfOurNameThatSomebodyElseMadeIsPutNowhere() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String mask = function("curated_order_status_now_mask_value_\\w+");
        vendors.byHand(named("ALTER TABLE `shop_prod`.`curated`.`order_status_now` ALTER COLUMN `value` DROP MASK"));
        vendors.byHand(
                named(
                        "CREATE OR REPLACE FUNCTION `shop_prod`.`access`.`{mask}`(`x` string) RETURNS string COMMENT 'mine' RETURN `x`"));
        String theirs = vendors.databricks.state();

        vendors.standing();
        assertIsTaken("function shop_prod.access." + mask);

        assertThat(line("Function shop_prod.access." + mask, vendors.databricks.state()))
                .isEqualTo(line("Function shop_prod.access." + mask, theirs));
        assertThat(new Sight(vendors.databricks).functionOn("shop_prod.curated.order_status_now", "value"))
                .isEmpty();
    }

    private void assertIsTaken(String taken) {
        assertThatThrownBy(() -> vendors.apply(SHOP.plan(vendors.standing())))
                .hasMessage(
                        "Cannot make %s in https://shop.cloud.databricks.com: somebody else made one of that name. Rename or remove it there, or give the platform or its target another name."
                                .formatted(taken));
    }

    private static String line(String front, String state) {
        return state.lines()
                .filter(line -> line.startsWith(front + " "))
                .findFirst()
                .orElse("");
    }

    @Test
    void whatOthersMadeOutlivesUs() {
        vendors.databricks.bySomebodyElse(
                "POST",
                CATALOG + "storage-credentials",
                "{\"name\": \"shop-prod-lake-2\", \"aws_iam_role\": {\"role_arn\": \"arn:aws:iam::999999999999:role/x\"}}");
        vendors.databricks.bySomebodyElse(
                "POST",
                "/api/2.0/sql/warehouses",
                "{\"name\": \"shop-prod-models-2\", \"cluster_size\": \"Small\", \"warehouse_type\": \"PRO\"}");
        vendors.databricks.bySomebodyElse(
                "POST", "/api/2.0/account/scim/v2/Groups", "{\"displayName\": \"shop-prod-others\"}");
        String before = vendors.databricks.state();

        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.apply(SHOP.nothing(vendors.standing()));

        assertThat(vendors.databricks.state()).isEqualTo(before);
    }

    @Test
    void whoPeopleAreIsLeftAndTakenUpAgain() {
        Shop open = SHOP.withoutBounds();
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String before = vendors.databricks.state();

        Plan less = open.plan(vendors.standing());
        vendors.apply(less);

        assertThat(Shop.doing(less, Vendor.DATABRICKS)).contains("leave databricks:people");
        vendors.standing();
        assertThat(vendors.standing().parts()).doesNotContainKey("databricks:people");
        assertThat(vendors.databricks.state()).contains("Table shop_prod.access.people");
        vendors.apply(SHOP.plan(vendors.standing()));
        assertThat(vendors.databricks.state()).isEqualTo(before);
    }

    @Test
    void takingAllAwayKeepsWhoPeopleAreAndAllComesBack() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        String before = vendors.databricks.state();

        vendors.apply(SHOP.destroyed(vendors.standing()));

        vendors.standing();
        assertThat(vendors.standing().parts())
                .containsOnlyKeys(
                        "databricks:credential",
                        "databricks:location:curated",
                        "databricks:catalog",
                        "databricks:schema:access",
                        "databricks:people");
        vendors.apply(SHOP.plan(vendors.standing()));
        assertThat(vendors.databricks.state()).isEqualTo(before);
    }
}
