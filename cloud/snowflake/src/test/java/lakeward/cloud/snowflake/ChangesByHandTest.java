package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lakeward.cloud.fake.FakeSnowflake;
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
    private static final Shop SHOP = Account.shop();

    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            snowflake:warehouse                     | ALTER WAREHOUSE SHOP_PROD_READ SET WAREHOUSE_SIZE = LARGE
            snowflake:warehouse                     | ALTER WAREHOUSE SHOP_PROD_READ SET AUTO_SUSPEND = 0
            snowflake:warehouse                     | ALTER WAREHOUSE SHOP_PROD_READ SET AUTO_RESUME = FALSE
            snowflake:volume                        | ALTER EXTERNAL VOLUME SHOP_PROD_LAKE SET ALLOW_WRITES = TRUE
            snowflake:integration:storage           | ALTER STORAGE INTEGRATION SHOP_PROD_FILES SET ENABLED = FALSE
            snowflake:integration:storage           | ALTER STORAGE INTEGRATION SHOP_PROD_FILES SET STORAGE_ALLOWED_LOCATIONS = ('s3://shop-prod-curated-111111111111/', 's3://other/')
            snowflake:integration:storage           | ALTER STORAGE INTEGRATION SHOP_PROD_FILES SET STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::999999999999:role/x'
            snowflake:integration:catalog           | ALTER CATALOG INTEGRATION SHOP_PROD_DELTA SET ENABLED = FALSE
            snowflake:rule:network                  | ALTER NETWORK RULE SHOP_PROD.ACCESS.FROM_HOME SET VALUE_LIST = ('0.0.0.0/0')
            snowflake:policy:network                | ALTER NETWORK POLICY SHOP_PROD_FROM_HOME SET ALLOWED_NETWORK_RULE_LIST = ()
            snowflake:policy:network                | ALTER NETWORK POLICY SHOP_PROD_FROM_HOME SET ALLOWED_IP_LIST = ('0.0.0.0/0')
            snowflake:user                          | ALTER USER SHOP_PROD_SERVICE SET NETWORK_POLICY = OTHER
            snowflake:policy:authentication         | ALTER AUTHENTICATION POLICY SHOP_PROD.ACCESS.SIGN_IN SET AUTHENTICATION_METHODS = ('PASSWORD')
            snowflake:policy:authentication         | ALTER AUTHENTICATION POLICY SHOP_PROD.ACCESS.SIGN_IN SET MFA_ENROLLMENT = OPTIONAL
            snowflake:table:curated.returns_rate    | ALTER ICEBERG TABLE SHOP_PROD.CURATED.RETURNS_RATE SET AUTO_REFRESH = FALSE
            snowflake:role:support                  | REVOKE USAGE ON WAREHOUSE SHOP_PROD_READ FROM ROLE SHOP_PROD_SUPPORT
            snowflake:role:support                  | GRANT SELECT ON ICEBERG TABLE SHOP_PROD.CURATED.TOP_PRODUCTS TO ROLE SHOP_PROD_SUPPORT
            snowflake:rows:curated.revenue_by_day   | ALTER ICEBERG TABLE SHOP_PROD.CURATED.REVENUE_BY_DAY DROP ROW ACCESS POLICY SHOP_PROD.ACCESS.{rows}
            snowflake:rows:curated.revenue_by_day   | ALTER ROW ACCESS POLICY SHOP_PROD.ACCESS.{rows} SET BODY -> TRUE
            snowflake:mask:curated.revenue_by_day.revenue | ALTER ICEBERG TABLE SHOP_PROD.CURATED.REVENUE_BY_DAY MODIFY COLUMN REVENUE UNSET MASKING POLICY
            snowflake:mask:curated.revenue_by_day.revenue | ALTER MASKING POLICY SHOP_PROD.ACCESS.{mask} SET BODY -> "revenue"
            """)
    void changeOfOursIsShownAndMended(String part, String sql) {
        account.snowflake.byHand(FakeSnowflake.ROLE, "CREATE NETWORK POLICY OTHER ALLOWED_IP_LIST = ('0.0.0.0/0')");
        Account.apply(SHOP.plan(Standing.NOTHING));
        String before = account.snowflake.state();

        account.snowflake.byHand(FakeSnowflake.ROLE, named(sql));

        Plan plan = SHOP.plan(Account.standing());
        assertThat(account.snowflake.state()).isNotEqualTo(before);
        assertThat(Shop.doing(plan, Vendor.SNOWFLAKE)).containsExactly("change " + part);
        Account.apply(plan);
        assertThat(Shop.doing(SHOP.plan(Account.standing()), Vendor.SNOWFLAKE)).isEmpty();
        assertThat(account.snowflake.state()).isEqualTo(before);
    }

    @Test
    void tableThatWasDroppedComesBackWithWhatRolesMayAndSee() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        String before = account.snowflake.state();

        account.snowflake.byHand(FakeSnowflake.ROLE, "DROP ICEBERG TABLE SHOP_PROD.CURATED.REVENUE_BY_DAY");

        Plan plan = SHOP.plan(Account.standing());
        assertThat(Shop.doing(plan, Vendor.SNOWFLAKE))
                .containsExactly(
                        "create snowflake:table:curated.revenue_by_day",
                        "change snowflake:rows:curated.revenue_by_day",
                        "change snowflake:mask:curated.revenue_by_day.revenue",
                        "change snowflake:role:analyst",
                        "change snowflake:role:oncall");
        Account.apply(plan);
        assertThat(account.snowflake.state()).isEqualTo(before);
    }

    private static String table(String name, String state) {
        return state.replaceFirst("(?s).*(ICEBERG TABLE %s of \\w+\n(  [^\n]*\n)*).*".formatted(name), "$1");
    }

    private String named(String sql) {
        return sql.replace("{rows}", policy("ROWS_REVENUE_BY_DAY"))
                .replace("{mask}", policy("MASK_REVENUE_BY_DAY_REVENUE"));
    }

    private String policy(String prefix) {
        return account.snowflake
                .state()
                .lines()
                .filter(line -> line.contains("ACCESS." + prefix))
                .map(line -> line.replaceFirst(".*ACCESS\\.(%s_\\w+).*".formatted(prefix), "$1"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            warehouse SHOP_PROD_READ             | CREATE WAREHOUSE SHOP_PROD_READ WAREHOUSE_SIZE = LARGE
            external volume SHOP_PROD_LAKE       | CREATE EXTERNAL VOLUME SHOP_PROD_LAKE STORAGE_LOCATIONS = ((NAME = 'x' STORAGE_PROVIDER = 'S3' STORAGE_BASE_URL = 's3://other/' STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::999999999999:role/x'))
            storage integration SHOP_PROD_FILES  | CREATE STORAGE INTEGRATION SHOP_PROD_FILES TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::999999999999:role/x' ENABLED = TRUE STORAGE_ALLOWED_LOCATIONS = ('s3://other/')
            storage integration SHOP_PROD_FILES  | CREATE CATALOG INTEGRATION SHOP_PROD_FILES CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = DELTA ENABLED = TRUE
            catalog integration SHOP_PROD_DELTA  | CREATE CATALOG INTEGRATION SHOP_PROD_DELTA CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = DELTA ENABLED = TRUE
            database SHOP_PROD                   | CREATE DATABASE SHOP_PROD COMMENT = 'lakeward {}'
            network policy SHOP_PROD_FROM_HOME   | CREATE NETWORK POLICY SHOP_PROD_FROM_HOME ALLOWED_IP_LIST = ('0.0.0.0/0')
            user SHOP_PROD_SERVICE               | CREATE USER SHOP_PROD_SERVICE
            role SHOP_PROD_ANALYST               | CREATE ROLE SHOP_PROD_ANALYST
            """)
    void nameThatIsTakenIsAnErrorAndStaysAsItIs(String taken, String sql) {
        account.snowflake.byHand(FakeSnowflake.ROLE, sql);
        String object = account.snowflake.state();

        assertThatThrownBy(() -> Account.apply(SHOP.plan(Standing.NOTHING)))
                .hasMessage(
                        "Cannot make %s in Snowflake account shop-eu: there is one that Lakeward did not make for this."
                                        .formatted(taken)
                                + " Rename that, or drop it if nobody needs it.");

        assertThat(account.snowflake.state()).contains(object.lines().toList());
        assertThat(Account.standing().parts().values())
                .noneMatch(stood -> stood.what().equals(taken));
    }

    @Test
    void nameInOurDatabaseThatIsTakenIsAnErrorToo() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        account.snowflake.byHand(
                FakeSnowflake.ROLE,
                "DROP ICEBERG TABLE SHOP_PROD.CURATED.RETURNS_RATE",
                "USE WAREHOUSE SHOP_PROD_READ",
                "CREATE ICEBERG TABLE SHOP_PROD.CURATED.RETURNS_RATE EXTERNAL_VOLUME = 'SHOP_PROD_LAKE'"
                        + " CATALOG = 'SHOP_PROD_DELTA' BASE_LOCATION = 'top_products' COMMENT = 'mine'");
        String before = account.snowflake.state();

        assertThatThrownBy(() -> Account.apply(SHOP.plan(Account.standing())))
                .hasMessage(
                        "Cannot make iceberg table SHOP_PROD.CURATED.RETURNS_RATE in Snowflake account shop-eu: there is one that Lakeward did not make for this. Rename that, or drop it if nobody needs it.");

        assertThat(account.snowflake.state()).isEqualTo(before);
    }

    @Test
    void takingAllAwayKeepsWhoPeopleAreAndAllComesBack() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        String before = account.snowflake.state();

        Account.apply(SHOP.destroyed(Account.standing()));

        assertThat(Account.standing().parts())
                .containsOnlyKeys("snowflake:database", "snowflake:schema:access", "snowflake:people");
        Account.apply(SHOP.plan(Account.standing()));
        assertThat(account.snowflake.state()).isEqualTo(before);
    }

    @Test
    void whatOthersMadeOutlivesUs() {
        account.snowflake.byHand("SYSADMIN", "CREATE DATABASE SHOP_PROD_TOO COMMENT = 'mine'");
        account.snowflake.byHand("SYSADMIN", "CREATE WAREHOUSE SHOP_PROD_READ_MORE");
        String before = account.snowflake.state();

        Account.apply(SHOP.plan(Standing.NOTHING));
        Account.apply(SHOP.nothing(Account.standing()));

        assertThat(account.snowflake.state()).isEqualTo(before);
    }

    @Test
    void whereOthersPutOurPoliciesTheyStay() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        account.snowflake.byHand(
                FakeSnowflake.ROLE,
                "USE WAREHOUSE SHOP_PROD_READ",
                "CREATE ICEBERG TABLE SHOP_PROD.PUBLIC.MINE EXTERNAL_VOLUME = 'SHOP_PROD_LAKE'"
                        + " CATALOG = 'SHOP_PROD_DELTA' BASE_LOCATION = 'revenue_by_day'",
                named("ALTER ICEBERG TABLE SHOP_PROD.PUBLIC.MINE MODIFY COLUMN REVENUE"
                        + " SET MASKING POLICY SHOP_PROD.ACCESS.{mask}"));
        String before = account.snowflake.state();

        assertThat(Shop.doing(SHOP.plan(Account.standing()), Vendor.SNOWFLAKE)).isEmpty();
        assertThatThrownBy(() -> Account.apply(Shop.asWritten().plan(Account.standing())))
                .hasMessageContaining("cannot be dropped because it is used by SHOP_PROD.PUBLIC.MINE");

        assertThat(table("SHOP_PROD.PUBLIC.MINE", account.snowflake.state()))
                .contains("masking policy on REVENUE: SHOP_PROD.ACCESS.MASK_")
                .isEqualTo(table("SHOP_PROD.PUBLIC.MINE", before));
    }

    @Test
    void whatHoldsDataIsLeftAndTakenUpAgain() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        String before = account.snowflake.state();
        Shop open = Shop.asWritten();

        Plan less = open.plan(Account.standing());
        Account.apply(less);

        assertThat(Shop.doing(less, Vendor.SNOWFLAKE)).contains("leave snowflake:people");
        assertThat(Account.standing().parts()).doesNotContainKey("snowflake:people");
        assertThat(account.snowflake.state()).contains("TABLE SHOP_PROD.ACCESS.PEOPLE");
        Account.apply(SHOP.plan(Account.standing()));
        assertThat(account.snowflake.state()).isEqualTo(before);
    }
}
