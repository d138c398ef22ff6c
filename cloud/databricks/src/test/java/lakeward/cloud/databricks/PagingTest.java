package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists that come in pages, with empty ones between them. */
class PagingTest {
    private static final Shop SHOP = Vendors.shop("status = 'paid'");

    private final Vendors vendors = new Vendors();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void listsInPagesOfOneTellAll() {
        vendors.apply(SHOP.plan(Standing.NOTHING));
        Standing whole = vendors.standing();
        vendors.databricks.page(1);
        // Others' things, in lists that have but one of ours.
        vendors.databricks.bySomebodyElse(
                "POST",
                "/api/2.0/sql/warehouses",
                "{\"name\": \"a\", \"cluster_size\": \"Small\", \"warehouse_type\": \"PRO\"}");
        for (String name : List.of("b", "c")) {
            vendors.databricks.bySomebodyElse(
                    "POST",
                    "/api/2.0/sql/queries",
                    "{\"query\": {\"display_name\": \"%s\", \"warehouse_id\": \"%s\"}, \"auto_resolve_display_name\": false}"
                            .formatted(name, vendors.databricks.idOf("a")));
        }
        vendors.databricks.bySomebodyElse(
                "POST",
                "/api/2.1/unity-catalog/storage-credentials",
                "{\"name\": \"a\", \"aws_iam_role\": {\"role_arn\": \"arn:aws:iam::999999999999:role/x\"}}");
        vendors.databricks.bySomebodyElse(
                "POST",
                "/api/2.1/unity-catalog/catalogs",
                "{\"name\": \"a\", \"storage_root\": \"s3://shop-prod-raw-111111111111/a\"}");
        vendors.databricks.bySomebodyElse(
                "POST", "/api/2.2/jobs/create", "{\"name\": \"shop-prod-models\", \"tasks\": []}");

        assertThat(vendors.standing()).isEqualTo(whole);
        vendors.databricks.bySomebodyElse("DELETE", "/api/2.1/unity-catalog/catalogs/a", "{\"force\": true}");
        vendors.apply(SHOP.nothing(whole));
        assertThat(vendors.standing().parts()).isEmpty();
        vendors.apply(SHOP.plan(Standing.NOTHING));
        assertThat(vendors.standing()).isEqualTo(whole);
        assertThat(vendors.databricks.pagedLists())
                .containsExactlyInAnyOrder(
                        "/api/2.0/sql/queries",
                        "/api/2.0/sql/warehouses",
                        "/api/2.1/unity-catalog/catalogs",
                        "/api/2.1/unity-catalog/external-locations",
                        "/api/2.1/unity-catalog/functions",
                        "/api/2.1/unity-catalog/permissions",
                        "/api/2.1/unity-catalog/schemas",
                        "/api/2.1/unity-catalog/storage-credentials",
                        "/api/2.1/unity-catalog/tables",
                        "/api/2.2/jobs/list");
        // Groups are asked for by name, and cluster policies come as one list.
    }
}
