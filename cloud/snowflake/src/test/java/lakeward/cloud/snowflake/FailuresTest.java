package lakeward.cloud.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import lakeward.cloud.fake.FakeSnowflake;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private static final Shop SHOP = Account.shop();

    private final Account account = new Account(SHOP);

    @AfterEach
    void stop() {
        account.close();
    }

    @Test
    void withoutConnectionItIsSaidWhereOneIsWritten() throws IOException {
        Files.delete(Account.HOME.resolve("connections.toml"));

        assertThat(failure())
                .isEqualTo(
                        "Cannot connect to Snowflake account shop-eu: there is no file %s/connections.toml. Write a connection 'default' into it, as Snowflake's drivers read it."
                                .formatted(Account.HOME));
    }

    @Test
    void withoutThatConnectionItIsSaidWhereOneIsWritten() throws IOException {
        Files.writeString(Account.HOME.resolve("connections.toml"), "[other]\nhost = \"127.0.0.1\"\n");

        assertThat(failure())
                .isEqualTo(
                        "Cannot connect to Snowflake account shop-eu: %s/connections.toml has no connection 'default'. Write it there, or name another in SNOWFLAKE_DEFAULT_CONNECTION_NAME."
                                .formatted(Account.HOME));
    }

    @Test
    void fileThatOthersMayWriteIsRefused() throws IOException {
        Files.setPosixFilePermissions(
                Account.HOME.resolve("connections.toml"), PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(failure())
                .isEqualTo(
                        "Cannot sign in to Snowflake account shop-eu: it does not take what connection 'default' of %1$s/connections.toml says (0: File %1$s/connections.toml is writable by group or others. Permissions must be 644 or stricter). Renew or correct that."
                                .formatted(Account.HOME));
    }

    @ParameterizedTest
    @CsvSource({
        "390100, Incorrect username or password was specified",
        "390144, JWT token is invalid",
        "390318, OAuth access token expired"
    })
    void credentialsThatAreRefusedAreToldWithoutThem(String code, String why) {
        account.snowflake.refuse(code, why);

        assertThat(failure())
                .isEqualTo(
                        "Cannot sign in to Snowflake account shop-eu: it does not take what connection 'default' of %s/connections.toml says (%s: %s). Renew or correct that."
                                .formatted(Account.HOME, code, why));
    }

    @Test
    void sessionThatEndsIsTold() {
        try (SnowflakeProvider provider = Account.open()) {
            provider.standing();
            account.snowflake.refuse("390114", "Authentication token has expired. The user must authenticate again");

            assertThatThrownBy(provider::standing)
                    .hasMessage(
                            "Cannot look at its warehouses in Snowflake account shop-eu: the session ended (390114: Authentication token has expired. The user must authenticate again). Renew what connection 'default' of %s/connections.toml says, and do it again."
                                    .formatted(Account.HOME));
        }
    }

    @Test
    void sessionWhoseTokenEndsGoesOn() {
        try (SnowflakeProvider provider = Account.open()) {
            provider.standing();
            account.snowflake.expire();

            assertThat(provider.standing().parts()).isEmpty();
        }
    }

    @Test
    void anotherAccountThanPlannedIsRefused() {
        try (SnowflakeProvider provider = new SnowflakeProvider("shop", "prod", "shop-us", Duration.ofSeconds(2))) {
            assertThatThrownBy(provider::standing)
                    .hasMessage(
                            "Cannot use Snowflake account SHOP-EU: the plan is for shop-us. Name a connection to that one in SNOWFLAKE_DEFAULT_CONNECTION_NAME.");
        }
        assertThat(account.snowflake.state()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "EXTERNAL VOLUME, external volume SHOP_PROD_LAKE, the account, account 'shop-eu'",
        "INTEGRATION, storage integration SHOP_PROD_FILES, the account, account 'shop-eu'",
        "WAREHOUSE, warehouse SHOP_PROD_READ, the account, account 'shop-eu'",
        "ROLE, role SHOP_PROD_ANALYST, the account, account 'shop-eu'",
        "SCHEMA, schema SHOP_PROD.CURATED, database SHOP_PROD, schema 'SHOP_PROD'",
        "MASKING POLICY, masking policy SHOP_PROD.ACCESS.MASK_REVENUE_BY_DAY_REVENUE_, schema SHOP_PROD.ACCESS, schema 'ACCESS'"
    })
    void rightThatIsMissingIsNamedWithItsObjectAndRole(String right, String object, String on, String answered) {
        account.snowflake.deny("CREATE " + right);

        assertThat(failure().replaceAll("_[0-9A-F]{6} in", "_ in"))
                .isEqualTo(
                        "Cannot make %s in Snowflake account shop-eu: role LAKEWARD_DEPLOY lacks CREATE %s on %s (SQL access control error: Insufficient privileges to operate on %s). Grant it, or name a role that has it in connection 'default'."
                                .formatted(object, right, on, answered));
    }

    @Test
    void ownershipThatIsMissingIsNamed() {
        Account.apply(SHOP.plan(Standing.NOTHING));
        String comment = account.snowflake.comment("SHOP_PROD_READ");
        account.snowflake.byHand(FakeSnowflake.ROLE, "DROP WAREHOUSE SHOP_PROD_READ");
        account.snowflake.byHand("SYSADMIN", "CREATE WAREHOUSE SHOP_PROD_READ COMMENT = " + Sql.text(comment));

        assertThat(failure())
                .isEqualTo(
                        "Cannot make warehouse SHOP_PROD_READ in Snowflake account shop-eu: role LAKEWARD_DEPLOY lacks OWNERSHIP of warehouse SHOP_PROD_READ (SQL access control error: Insufficient privileges to operate on warehouse 'SHOP_PROD_READ'). Grant it, or name a role that has it in connection 'default'.");
    }

    @Test
    void warehouseWithoutCreditsIsTold() {
        account.snowflake.exhaust();

        assertThat(failure())
                .isEqualTo(
                        "Cannot make iceberg table SHOP_PROD.CURATED.CUSTOMER_LIFETIME_VALUE in Snowflake account shop-eu: Warehouse 'SHOP_PROD_READ' cannot be resumed because resource monitor 'SPENDING' has exceeded its quota. Raise the monitor's quota, or wait until its next period.");
    }

    @Test
    void tableThatNobodyWroteYetIsTold() {
        account.snowflake.withoutTable("returns_rate");

        assertThat(failure())
                .isEqualTo(
                        "Cannot make iceberg table SHOP_PROD.CURATED.RETURNS_RATE in Snowflake account shop-eu: the Delta table is not written yet (A test file creation or Delta log lookup failed: no _delta_log found at 'returns_rate'). Let the platform's service run its model once, then do it again.");
    }

    @Test
    void outputsAreWhatSnowflakeChose() {
        Account.apply(SHOP.plan(Standing.NOTHING));

        try (SnowflakeProvider provider = Account.open()) {
            assertThat(provider.output("snowflake:volume", "identity"))
                    .isEqualTo("arn:aws:iam::444444444444:user/snow-1234");
            assertThat(provider.output("snowflake:volume", "external-id")).matches("EU_SFCRole=\\d+_SHOP_PROD_LAKE");
            assertThat(provider.output("snowflake:integration:storage", "identity"))
                    .isEqualTo("arn:aws:iam::444444444444:user/snow-1234");
            assertThat(provider.output("snowflake:integration:storage", "external-id"))
                    .matches("EU_SFCRole=\\d+_SHOP_PROD_FILES");
            assertThatThrownBy(() -> provider.output("snowflake:volume", "arn"))
                    .hasMessage(
                            "Cannot tell arn of snowflake:volume: Snowflake chooses no such value. Ask for identity or external-id of a volume or storage integration.");
        }
    }

    @Test
    void outputOfWhatDoesNotStandIsToldToBeMissing() {
        try (SnowflakeProvider provider = Account.open()) {
            assertThatThrownBy(() -> provider.output("snowflake:volume", "identity"))
                    .hasMessage(
                            "Cannot tell identity of snowflake:volume: Snowflake account shop-eu has no such part. Make it first.");
        }
    }

    /** Makes the shop, which fails, and returns what is said; nothing of it has the password. */
    private static String failure() {
        try {
            Account.apply(SHOP.plan(Standing.NOTHING));
        } catch (PlatformException failed) {
            StringWriter all = new StringWriter();
            failed.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(FakeSnowflake.PASSWORD);
            assertThat(failed.fault()).isEqualTo(Fault.ENVIRONMENT);
            return failed.getMessage();
        }
        throw new AssertionError("nothing failed");
    }
}
