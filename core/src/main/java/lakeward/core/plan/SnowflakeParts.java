package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.Access;
import lakeward.core.platform.Model;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Curated tables in Snowflake, and who reads them there. */
final class SnowflakeParts {
    private static final String READER = "aws:role:snowflake";
    private static final String TRUST = "aws:trust:snowflake";
    private static final String VOLUME = "snowflake:volume";
    private static final String CATALOG = "snowflake:integration:catalog";
    private static final String STORAGE = "snowflake:integration:storage";
    private static final String DATABASE = "snowflake:database";
    private static final String SCHEMA = "snowflake:schema:curated";
    private static final String WAREHOUSE = "snowflake:warehouse";
    private static final String OURS = "lakeward_service";

    private final Cloud cloud;

    SnowflakeParts(Cloud cloud) {
        this.cloud = cloud;
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
                                .with("reads", List.of("aws:bucket:curated", "aws:key")))
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
                        .content(named("DELTA").with("source", "OBJECT_STORE").with("format", "DELTA")),
                aws(TRUST, "Snowflake's own identity, let in")
                        .content(Content.empty().with("role", READER).with("trusts", List.of(VOLUME, STORAGE)))
                        .needs(READER, VOLUME, STORAGE),
                part(DATABASE, "database %s".formatted(cloud.capitals()))
                        .content(Content.empty().with("name", cloud.capitals())),
                part(SCHEMA, "schema CURATED")
                        .content(Content.empty().with("name", "CURATED"))
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
            parts.add(part("snowflake:policy:network", "our service signs in from its own network alone")
                    .content(named("FROM_HOME").with("user", OURS).with("from", "aws:nat"))
                    .needs("aws:nat"));
        }
        return parts;
    }

    List<Part> models(List<Model> models) {
        return models.stream()
                .map(model -> Part.of(
                                id(model.table()),
                                "table",
                                cloud.snowflake(),
                                "%s, in the warehouse".formatted(model.table()),
                                Fidelity.EQUIVALENT,
                                "An Iceberg table over the Delta table's own files: the same rows, once Snowflake has looked"
                                        + " at its log again.")
                        .content(Contents.table(model.schema(), Type::snowflake)
                                .with("name", capitals(model.table()))
                                .with("schema", "CURATED")
                                .with("location", model.table().name())
                                .with("comment", model.comment())
                                .with("volume", VOLUME)
                                .with("catalog", CATALOG)
                                .with("refresh", true))
                        .fixed("location")
                        .needs(SCHEMA, VOLUME, CATALOG, TRUST, Cloud.table(model.table())))
                .toList();
    }

    List<Part> access(Access access) {
        List<Part> parts = new ArrayList<>();
        access.signIn()
                .ifPresent(how -> parts.add(Part.of(
                                "snowflake:policy:authentication",
                                "sign-in",
                                cloud.snowflake(),
                                "how people sign in to the warehouse",
                                Fidelity.EQUIVALENT,
                                "Snowflake asks the same provider, and for a second factor itself.")
                        .content(named("SIGN_IN")
                                .with("issuer", how.issuer())
                                .with("second-factor", how.secondFactor()))));
        access.roles().forEach(role -> parts.add(role(role)));
        return parts;
    }

    private Part role(Role role) {
        List<TableId> reads = role.reads().stream()
                .filter(table -> table.zone() == Zone.CURATED)
                .toList();
        boolean asks = role.rows().entrySet().stream()
                .anyMatch(rows -> rows.getKey().zone() == Zone.CURATED
                        && !rows.getValue().attributes().isEmpty());
        return Part.of(
                        "snowflake:role:" + role.name(),
                        "role",
                        cloud.snowflake(),
                        "role %s in the warehouse".formatted(role.name()),
                        asks ? Fidelity.APPROXIMATE : Fidelity.EQUIVALENT,
                        asks
                                ? "Snowflake is not told a person's attributes at sign-in; it looks them up in a table that the"
                                        + " platform's owner fills."
                                : "A role with grants, masking and row access policies, on the curated tables, which are all"
                                        + " that is there.")
                .content(RoleContents.of(role, reads)
                        .with(
                                "name",
                                "%s_%s".formatted(cloud.capitals(), role.name().toUpperCase(Locale.ROOT))))
                .needs(WAREHOUSE, SCHEMA)
                .needs(reads.stream().map(SnowflakeParts::id).toList())
                .granting(RoleContents.grants(role, reads, Vendor.SNOWFLAKE));
    }

    private Fields named(String what) {
        return Content.empty().with("name", "%s_%s".formatted(cloud.capitals(), what));
    }

    private static String id(TableId table) {
        return "snowflake:table:" + table;
    }

    private static String capitals(TableId table) {
        return table.name().toUpperCase(Locale.ROOT);
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
