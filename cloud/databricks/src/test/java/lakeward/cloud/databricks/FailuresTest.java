package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import lakeward.cloud.fake.FakeDatabricks;
import lakeward.cloud.fake.Shop;
import lakeward.contract.FaultyServer.Failure;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Step;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said when a workspace does not do what it is asked. */
class FailuresTest {
    private static final Shop SHOP = Vendors.shop("status = 'paid'");
    private static final String HERE = "https://shop.cloud.databricks.com";

    private final Vendors vendors = new Vendors();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void withoutCredentialsItIsSaidWhereTheyAreSet() {
        assertThat(failure(() -> DatabricksProvider.open(
                        "shop", "prod", HERE, vendors.config().setHost(HERE).setAuthType("pat"), Patience.MINUTES)))
                .isEqualTo(
                        "Cannot sign in to %s: Databricks' SDK found no credentials that work. Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or name a profile of ~/.databrickscfg in DATABRICKS_CONFIG_PROFILE."
                                .formatted(HERE));
    }

    @Test
    void credentialsOfMoreThanOneKindAreTold() {
        assertThat(failure(() -> DatabricksProvider.open(
                        "shop",
                        "prod",
                        HERE,
                        vendors.config()
                                .setHost(HERE)
                                .setToken(FakeDatabricks.TOKEN)
                                .setClientId("id")
                                .setClientSecret("secret"),
                        Patience.MINUTES)))
                .isEqualTo(
                        "Cannot sign in to %s: there are credentials of more than one kind. Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or name a profile of ~/.databrickscfg in DATABRICKS_CONFIG_PROFILE."
                                .formatted(HERE));
    }

    @Test
    void credentialsThatAreRefusedAreTold() {
        try (DatabricksProvider provider = vendors.open("dapi-expired")) {
            assertThat(failure(provider::standing))
                    .isEqualTo(
                            "Cannot look at what stands of shop in %s: it does not accept the credentials, expired perhaps (401 UNAUTHENTICATED, Credential was not sent or was of an unsupported type for this API). Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or name a profile of ~/.databrickscfg in DATABRICKS_CONFIG_PROFILE."
                                    .formatted(HERE))
                    .doesNotContain("dapi-expired");
        }
    }

    @Test
    void credentialsForAnotherWorkspaceAreRefused() {
        assertThat(failure(() -> DatabricksProvider.open(
                        "shop",
                        "prod",
                        HERE,
                        vendors.config()
                                .setHost("https://other.cloud.databricks.com")
                                .setToken("x"),
                        Patience.MINUTES)))
                .isEqualTo(
                        "Cannot use https://other.cloud.databricks.com: the plan is for %s. Name a profile of ~/.databrickscfg that is for it in DATABRICKS_CONFIG_PROFILE, or set DATABRICKS_HOST to it."
                                .formatted(HERE));
    }

    @Test
    void planForAnotherWorkspaceIsRefused() {
        Step step = SHOP.plan(Standing.NOTHING).steps().stream()
                .filter(one -> one.id().equals("databricks:catalog"))
                .findFirst()
                .orElseThrow();
        String other = "https://other.cloud.databricks.com";
        try (DatabricksProvider provider = DatabricksProvider.open(
                "shop", "prod", other, vendors.config().setHost(other).setToken("x"), Patience.MINUTES)) {
            assertThat(failure(() -> provider.apply(step, Vendors::output)))
                    .isEqualTo(
                            "Cannot make databricks:catalog in %s: the plan has it in %s. Plan again for this target."
                                    .formatted(other, HERE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE STORAGE CREDENTIAL, storage credential shop-prod-lake",
        "CREATE EXTERNAL LOCATION, external location shop-prod-curated",
        "CREATE CATALOG, catalog shop_prod"
    })
    void rightThatIsMissingIsNamed(String right, String thing) {
        vendors.databricks.deny(right);

        assertThat(failure())
                .isEqualTo(
                        "Cannot make %s in %s: right %s on metastore 'main' is missing. Have its owner or a metastore admin grant it to whoever applies."
                                .formatted(thing, HERE, right));
    }

    @Test
    void ownershipThatIsMissingIsTold() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        vendors.databricks.bySomebodyElse(
                "PATCH", "/api/2.1/unity-catalog/catalogs/shop_prod", "{\"owner\": \"bob@shop.example\"}");

        assertThat(failure(() -> vendors.apply(SHOP.smaller().plan(vendors.standing()))))
                .isEqualTo(
                        "Cannot take away databricks:role:analyst in %s: a right is missing (403 PERMISSION_DENIED, User is not an owner of catalog 'shop_prod'). Have a metastore or workspace admin grant it to whoever applies."
                                .formatted(HERE));
    }

    @Test
    void metastoreThatLetsNoOtherEnginesInIsTold() {
        vendors.databricks.closeToExternalEngines();

        assertThat(failure())
                .isEqualTo(
                        "Cannot make table shop_prod.raw.customers in %s: a right is missing (403 PERMISSION_DENIED, External data access is not enabled on the metastore). Have a metastore or workspace admin grant it to whoever applies."
                                .formatted(HERE));
    }

    @Test
    void workspaceWithoutMetastoreIsTold() {
        vendors.databricks.removeMetastore();

        assertThat(failure())
                .isEqualTo(
                        "Cannot make storage credential shop-prod-lake in %s: no metastore of Unity Catalog is assigned to the workspace (404 METASTORE_DOES_NOT_EXIST, No metastore assigned for the current workspace). Have an account admin assign one of its region."
                                .formatted(HERE));
        assertThat(failure(vendors::standing)).contains("no metastore of Unity Catalog is assigned");
    }

    @Test
    void roleThatLetsDatabricksNotInIsTold() {
        vendors.databricks.distrust();

        assertThat(failure())
                .isEqualTo(
                        "Cannot make external location shop-prod-curated in %s: with credential shop-prod-lake it does not get through to s3://shop-prod-curated-111111111111/ (READ: The role cannot be assumed; LIST: The role cannot be assumed; WRITE: The role cannot be assumed; DELETE: The role cannot be assumed). See that the role's trust on AWS names Databricks' identity with its external id, and the role itself."
                                .formatted(HERE));
    }

    @Test
    void whatIsNoMoreIsTold() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        Plan plan = Vendors.shop("status = 'placed'").plan(vendors.standing());
        vendors.databricks.bySomebodyElse(
                "DELETE", "/api/2.1/unity-catalog/tables/shop_prod.curated.order_status_now", "");
        vendors.databricks.bySomebodyElse(
                "DELETE", "/api/2.0/sql/warehouses/" + vendors.databricks.idOf("shop-prod-models"), "");

        assertThat(failure(() -> vendors.apply(plan)))
                .matches(
                        "Cannot make function shop_prod\\.access\\.curated_order_status_now_rows_\\w+ in %s: the platform has no warehouse there\\. Apply the plan from its start\\."
                                .formatted(HERE));
    }

    @Test
    void statementThatFailsIsTold() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        Plan plan = Vendors.shop("orders > 3").plan(vendors.standing());
        vendors.databricks.bySomebodyElse(
                "DELETE", "/api/2.1/unity-catalog/tables/shop_prod.curated.order_status_now", "");

        assertThat(failure(() -> vendors.apply(plan)))
                .matches(
                        "Cannot run a statement in %s: Table 'shop_prod\\.curated\\.order_status_now' does not exist\\. \\(ALTER TABLE .*\\)\\. Set right what it names, and start again\\."
                                .formatted(HERE));
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLED, 'it throttles, and goes on to (429 .*)'",
        "UNAVAILABLE, 'it is away, and stayed so (503 .*)'"
    })
    void workspaceThatGoesOnLikeThatIsTold(Failure how, String why) {
        vendors.server.fail(how, 0, Integer.MAX_VALUE);

        assertThat(failure())
                .matches(
                        "Cannot make storage credential shop-prod-lake in %s: %s\\. Start again later: what was made stays\\."
                                .formatted(HERE, why.replace("(", "\\(").replace(")", "\\)")));
    }

    @Test
    void outputsAreWhatDatabricksChose() {
        vendors.apply(SHOP.plan(Standing.NOTHING));

        try (DatabricksProvider provider = vendors.open()) {
            assertThat(provider.output("databricks:credential", "identity"))
                    .startsWith("arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-");
            assertThat(provider.output("databricks:credential", "external-id"))
                    .isEqualTo("7c1a5c0e-3f0d-4b69-8f6e-0d0c1a2b3c4d");
            assertThatThrownBy(() -> provider.output("databricks:credential", "arn"))
                    .hasMessage(
                            "Cannot tell the arn of databricks:credential: %s has no such part, or it has no such value. Apply the plan from its start."
                                    .formatted(HERE));
        }
    }

    private String failure() {
        return failure(() -> vendors.apply(SHOP.plan(Standing.NOTHING)));
    }

    /** Returns what is said; nothing of it has the token. */
    private static String failure(Runnable work) {
        try {
            work.run();
        } catch (PlatformException failed) {
            StringWriter all = new StringWriter();
            failed.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(FakeDatabricks.TOKEN);
            assertThat(failed.fault()).isEqualTo(Fault.ENVIRONMENT);
            return failed.getMessage();
        }
        throw new AssertionError("nothing failed");
    }
}
