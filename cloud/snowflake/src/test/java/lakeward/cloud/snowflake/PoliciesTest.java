package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer.Failure;
import lakeward.core.plan.Content;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.plan.Vendor;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    private static final String ROWS = "snowflake:rows:curated.revenue_by_day";

    private final Account account = new Account(Account.shop());

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void policyThatAsksForOtherColumnsTakesTheOldOnesPlaceInOneStatement() {
        Account.apply(Account.shop().plan(Standing.NOTHING));
        Shop other = Account.shop("country = user.country and payments > 0");

        Plan plan = other.plan(Account.standing());
        Account.apply(plan);

        assertThat(Shop.doing(plan, Vendor.SNOWFLAKE)).containsExactly("change " + ROWS);
        String old = name(Account.shop());
        String now = name(other);
        assertThat(now).isNotEqualTo(old);
        assertThat(account.snowflake.statements())
                .contains(
                        "ALTER ICEBERG TABLE \"SHOP_PROD\".\"CURATED\".\"REVENUE_BY_DAY\" DROP ROW ACCESS POLICY \"SHOP_PROD\".\"ACCESS\".\"%s\", ADD ROW ACCESS POLICY \"SHOP_PROD\".\"ACCESS\".\"%s\" ON (\"COUNTRY\", \"PAYMENTS\")"
                                .formatted(old, now));
        assertThat(account.snowflake.state()).contains(now).doesNotContain(old);
        assertThat(Shop.doing(other.plan(Account.standing()), Vendor.SNOWFLAKE)).isEmpty();
    }

    @Test
    void conditionThatSnowflakeCannotSayIsRefusedBeforeAnythingIsMade() {
        Plan plan = Account.shop("add_months(day, 1) > date '2026-01-01'").plan(Standing.NOTHING);

        try (SnowflakeProvider provider = Account.open()) {
            assertThatThrownBy(() -> provider.batches(plan))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("on Snowflake: it lacks cast to date, to_months, or lets");
        }
        assertThat(account.snowflake.statements()).noneMatch(statement -> statement.startsWith("CREATE"));
    }

    @Test
    void deathAnywhereInThatIsMendedByTheNextPlan() {
        Shop before = Account.shop();
        Shop after = Account.shop("country = user.country and payments > 0");
        Account.apply(after.plan(Standing.NOTHING));
        String wanted = account.snowflake.state();

        boolean died = true;
        for (int call = 0; died; call++) {
            Account.apply(before.plan(Account.standing()));
            Plan plan = after.plan(Account.standing());
            account.snowflake.server().fail(Failure.DEAD, call, 1);
            died = dies(plan);
            account.snowflake.server().heal();

            Account.apply(after.plan(Account.standing()));

            assertThat(account.snowflake.state())
                    .as("after a death at call %d", call)
                    .isEqualTo(wanted);
        }
    }

    private static boolean dies(Plan plan) {
        try {
            Account.apply(plan);
            return false;
        } catch (PlatformException expected) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            country = user.country                        | country
            user.country = 'revenue'                      | day
            country = 'it''s \\"revenue\\" or \\"day\\"'  | country
            payments > 1 and country <> user.country      | country,payments
            """)
    void policyTakesTheTablesColumnsThatItAsksForAndOneAtLeast(String condition, String columns) {
        List<String> arguments = new Facts(ROWS, content(Account.shop(condition)))
                .each("arguments").stream()
                        .map(argument -> argument.text("name"))
                        .toList();

        assertThat(String.join(",", arguments)).isEqualTo(columns);
    }

    @Test
    void whoeverHasNoneOfTheRolesSeesNoRowAndNoValue() {
        Account.apply(Account.shop().plan(Standing.NOTHING));

        assertThat(account.snowflake.statements())
                .anyMatch(sql -> sql.contains("RETURNS BOOLEAN -> IS_ROLE_IN_SESSION('SHOP_PROD_ANALYST')"
                        + " OR (IS_ROLE_IN_SESSION('SHOP_PROD_ONCALL') AND EXISTS (SELECT 1 FROM"
                        + " \"SHOP_PROD\".\"ACCESS\".\"PEOPLE\" AS \"user\" WHERE \"user\".\"PERSON\" = CURRENT_USER()"
                        + " AND (\"_country\" = \"user\".\"country\"))) COMMENT"))
                .anyMatch(sql ->
                        sql.contains("-> IFF(IS_ROLE_IN_SESSION('SHOP_PROD_ANALYST'), \"_revenue\", NULL) COMMENT"));
    }

    private static String name(Shop shop) {
        return new Facts(ROWS, content(shop)).text("name");
    }

    private static Content.Fields content(Shop shop) {
        return shop.plan(Standing.NOTHING).steps().stream()
                .filter(step -> step.id().equals(ROWS))
                .map(Step::part)
                .findFirst()
                .orElseThrow()
                .content();
    }
}
