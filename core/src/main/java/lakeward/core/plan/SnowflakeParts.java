package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Access;
import lakeward.core.platform.Model;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Curated tables in Snowflake, and who reads them there. */
final class SnowflakeParts {
    private static final String READER = "aws:guest:snowflake";
    private static final String TRUST = "aws:trust:snowflake";
    private static final String VOLUME = "snowflake:volume";
    private static final String CATALOG = "snowflake:integration:catalog";
    private static final String STORAGE = "snowflake:integration:storage";
    private static final String DATABASE = "snowflake:database";
    private static final String SCHEMA = "snowflake:schema:curated";
    private static final String WAREHOUSE = "snowflake:warehouse";
    private static final String RULE = "snowflake:rule:network";
    private static final String NETWORK = "snowflake:policy:network";
    private static final String CURATED = "CURATED";
    private static final String HOME = "FROM_HOME";

    private final Cloud cloud;
    private final SnowflakeAccess access;

    SnowflakeParts(Cloud cloud) {
        this.cloud = cloud;
        this.access = new SnowflakeAccess(cloud);
    }

    /**
     * What lets Snowflake read zone curated. AWS must trust an identity that Snowflake chooses once it knows the role, so
     * the role is made first and trusts nobody, and learns whom to trust last.
     */
    List<Part> lake() {
        String location = "s3://%s/".formatted(cloud.bucket(Zone.CURATED.label()));
        List<Part> parts = new ArrayList<>(List.of(
                aws(READER, "what Snowflake may read, for nobody yet")
                        .content(Content.empty()
                                .with("name", cloud.named("snowflake"))
                                .with(Standing.ACCOUNT, cloud.snowflake().account())
                                .with("reads", List.of("aws:bucket:curated", "aws:key")))
                        .fixed(Standing.ACCOUNT)
                        .needs("aws:bucket:curated", "aws:key")
                        .granting(List.of(new Grant("service snowflake", "read", "zone curated"))),
                part(VOLUME, "where zone curated is")
                        .content(named("LAKE").with("location", location).with("role", READER))
                        .fixed("location")
                        .needs(READER),
                part(STORAGE, "leave to read files there")
                        .content(named("FILES")
                                .with("locations", List.of(location))
                                .with("role", READER))
                        .needs(READER),
                part(CATALOG, "how Delta tables are read")
                        .content(named("DELTA").with("source", "OBJECT_STORE").with("format", "DELTA"))
                        .fixed("source", "format"),
                aws(TRUST, "Snowflake's own identity, let in")
                        .content(Content.empty().with("role", READER).with("trusts", List.of(VOLUME, STORAGE)))
                        .needs(READER, VOLUME, STORAGE),
                part(DATABASE, "database %s".formatted(cloud.capitals()))
                        .content(Content.empty().with("name", cloud.capitals())),
                part(SCHEMA, "schema CURATED").content(inDatabase(CURATED)).needs(DATABASE),
                part(SnowflakeAccess.SCHEMA, "schema ACCESS, of policies that no role sees")
                        .content(inDatabase(SnowflakeAccess.NAME))
                        .needs(DATABASE),
                part(WAREHOUSE, "a warehouse that sleeps after a minute")
                        .content(named("READ")
                                .with("size", "XSMALL")
                                .with("suspend-after-seconds", 60)
                                .with("resume", true))
                        .costing(cloud.costs()
                                .elsewhere(
                                        "snowflake.credit",
                                        20,
                                        200,
                                        "Snowflake's warehouse awake 20 to 200 hours, Enterprise edition"))));
        if (cloud.existing().vpc().isEmpty()) {
            parts.add(part(RULE, "addresses of our own network")
                    .content(inDatabase(HOME)
                            .with("schema", SnowflakeAccess.NAME)
                            .with("from", "aws:nat"))
                    .needs(SnowflakeAccess.SCHEMA, "aws:nat"));
            parts.add(part(NETWORK, "our service signs in from its own network alone")
                    .content(named(HOME)
                            .with("database", cloud.capitals())
                            .with("schema", SnowflakeAccess.NAME)
                            .with("rule", HOME))
                    .needs(RULE));
            parts.add(part("snowflake:user", "who our service signs in as, without a password")
                    .content(named("SERVICE").with("policy", "%s_%s".formatted(cloud.capitals(), HOME)))
                    .needs(NETWORK));
        }
        return parts;
    }

    List<Part> models(List<Model> models) {
        return models.stream()
                .map(model -> Part.of(
                                SnowflakeAccess.id(model.table()),
                                "table",
                                cloud.snowflake(),
                                "%s, in the warehouse".formatted(model.table()),
                                Fidelity.EQUIVALENT,
                                "An Iceberg table over the Delta table's own files and deletion vectors: the same rows, once"
                                        + " Snowflake has looked at its log again.")
                        .content(Contents.table(model.schema(), Type::snowflake)
                                .with("name", SnowflakeAccess.capitals(model.table()))
                                .with("schema", CURATED)
                                .with("database", cloud.capitals())
                                .with("location", model.table().name())
                                .with("comment", model.comment())
                                .with("volume", "%s_LAKE".formatted(cloud.capitals()))
                                .with("catalog", "%s_DELTA".formatted(cloud.capitals()))
                                .with("warehouse", "%s_READ".formatted(cloud.capitals()))
                                .with("refresh", true))
                        .fixed("location")
                        .needs(SCHEMA, VOLUME, CATALOG, WAREHOUSE, TRUST, Cloud.table(model.table())))
                .toList();
    }

    List<Part> access(Access wanted) {
        return access.parts(wanted);
    }

    private Fields named(String what) {
        return Content.empty().with("name", "%s_%s".formatted(cloud.capitals(), what));
    }

    private Fields inDatabase(String name) {
        return Content.empty().with("name", name).with("database", cloud.capitals());
    }

    private Part aws(String id, String what) {
        return Part.of(
                id, "warehouse", cloud.data(), what, Fidelity.EXACT, "Snowflake reads zone curated and nothing else.");
    }

    private Part part(String id, String what) {
        return Part.of(
                id,
                "warehouse",
                cloud.snowflake(),
                what,
                Fidelity.EXACT,
                "Snowflake reads zone curated and nothing else.");
    }
}
