package lakeward.definition;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.DatabasePlacement.Service;
import lakeward.core.platform.Target;
import lakeward.definition.problem.Place;
import lakeward.definition.yaml.Form;
import lakeward.definition.yaml.Section;
import lakeward.definition.yaml.Section.Named;
import lakeward.definition.yaml.Written;

/** A target as the author writes it. */
record TargetSettings(
        Written<String> name,
        Optional<Aws> aws,
        Optional<Written<Target.Snowflake>> snowflake,
        Optional<Written<Target.Databricks>> databricks,
        boolean namesSnowflake,
        boolean namesDatabricks,
        Placing place,
        List<DatabaseSize> databases) {
    /** Where on AWS. */
    record Aws(
            Place at,
            Optional<Written<String>> data,
            Optional<Written<String>> audit,
            Optional<Written<String>> management,
            Optional<Written<String>> region,
            Existing existing) {}

    /** What is used where it stands. */
    record Existing(
            Optional<Written<String>> organization,
            Optional<Written<String>> identityCenter,
            Optional<Written<String>> identityStore,
            Optional<Written<String>> detector,
            Optional<Written<String>> recorder,
            Optional<Written<String>> trail,
            Optional<Vpc> vpc,
            List<Named> peers) {}

    /** A network where it stands. */
    record Vpc(
            Place at,
            Optional<Written<String>> id,
            List<Written<String>> privateSubnets,
            List<Written<String>> isolatedSubnets) {}

    /** What runs each part; a place for each choice, for what is wrong with it. */
    record Placing(
            Optional<Target.Capture> capture,
            Place captureAt,
            Optional<Target.Models> models,
            Place modelsAt,
            Optional<Target.Warehouse> warehouse,
            Place warehouseAt) {}

    /** How one database is run. */
    record DatabaseSize(
            Written<String> name,
            Optional<Service> service,
            Optional<Written<String>> version,
            Optional<Written<String>> capacity,
            Optional<Written<String>> size,
            Optional<Written<String>> secret,
            boolean standby) {}

    private static final Form SECRET = Form.of(
            "arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[^\\s:]+",
            "the ARN of a secret, for example arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-a1b2c3");
    private static final Form ACCOUNT = Form.of("\\d{12}", "the twelve digits of an AWS account, in quotes");
    private static final Form REGION = Form.of("[a-z0-9-]+", "a region, for example eu-west-1");
    private static final Form ORGANIZATION = Form.of("o-[a-z0-9]{10,32}", "an organization, for example o-a1b2c3d4e5");
    private static final Form INSTANCE = Form.of(
            "arn:aws:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
            "an instance's ARN, for example arn:aws:sso:::instance/ssoins-1234567890abcdef");
    private static final Form STORE = Form.of("d-[0-9a-f]{10}", "an identity store, for example d-1234567890");
    private static final Form DETECTOR = Form.of("[0-9a-f]{32}", "a detector's 32 hexadecimal digits");
    private static final Form RECORDER = Form.of("[A-Za-z0-9_.-]{1,256}", "a recorder's name, for example default");
    private static final Form TRAIL = Form.of(
            "arn:aws:cloudtrail:[a-z0-9-]+:\\d{12}:trail/[A-Za-z0-9._-]{3,128}",
            "a trail's ARN, for example arn:aws:cloudtrail:eu-west-1:222222222222:trail/all");
    private static final Form VPC = Form.of("vpc-[0-9a-f]{8,17}", "a VPC, for example vpc-0a1b2c3d4e5f6a7b8");
    private static final Form SUBNET =
            Form.of("subnet-[0-9a-f]{8,17}", "a subnet, for example subnet-0a1b2c3d4e5f6a7b8");
    private static final Form SNOWFLAKE =
            Form.of("[A-Za-z0-9_]+-[A-Za-z0-9_]+", "organization and account with - between them, for example acme-eu");
    private static final Form LINK = Form.of(
            "com\\.amazonaws\\.vpce\\.[a-z0-9-]+\\.vpce-svc-[0-9a-f]{8,17}",
            "a service's name, for example com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0");
    private static final Form WORKSPACE = Form.of(
            "https://[a-z0-9.-]+\\.databricks\\.com",
            "a workspace's address, for example https://example.cloud.databricks.com");
    private static final Form VERSION =
            Form.of("\\d{1,2}(\\.\\d{1,2}){0,2}", "an engine's version, for example 17 or 17.6");
    private static final Form CAPACITY =
            Form.of("\\d{1,3}(\\.\\d)?\\.\\.\\d{1,3}(\\.\\d)?", "the least and the most, for example 0.5..8");
    private static final Form SIZE = Form.of("db\\.[a-z0-9]+\\.[a-z0-9]+", "a size, for example db.r7g.large");

    static TargetSettings read(Written<String> name, Section section) {
        return new TargetSettings(
                name,
                section.section("aws", "Where on AWS.", TargetSettings::aws),
                section.section("snowflake", "Where in Snowflake.", TargetSettings::snowflake)
                        .flatMap(account -> account),
                section.section("databricks", "Where in Databricks.", TargetSettings::databricks)
                        .flatMap(workspace -> workspace),
                section.has("snowflake"),
                section.has("databricks"),
                section.section("place", "What runs each part where there is a choice.", TargetSettings::place)
                        .orElseGet(() -> nowhere(section)),
                section.sections(
                        "databases",
                        Form.NAME,
                        "How databases are run, where the default does not do.",
                        TargetSettings::database));
    }

    private static Aws aws(Section section) {
        record Accounts(
                Optional<Written<String>> data,
                Optional<Written<String>> audit,
                Optional<Written<String>> management) {}
        Accounts accounts = section.section(
                        "accounts",
                        "The accounts, twelve digits each.",
                        inner -> new Accounts(
                                inner.requiredText("data", ACCOUNT, "Where data lives."),
                                inner.text("audit", ACCOUNT, "Where the audit is kept; the data account if absent."),
                                inner.text(
                                        "management", ACCOUNT, "What governs the organization; guardrails need it.")))
                .orElse(new Accounts(Optional.empty(), Optional.empty(), Optional.empty()));
        if (!section.has("accounts") && !section.place().file().isEmpty()) {
            section.problem("accounts", "Cannot use aws: it has no accounts. Add accounts: {data: \"111111111111\"}.");
        }
        return new Aws(
                section.place(),
                accounts.data(),
                accounts.audit(),
                accounts.management(),
                section.requiredText("region", REGION, "Where, for example eu-west-1."),
                section.section("existing", "What is used where it stands instead of made.", TargetSettings::existing)
                        .orElse(new Existing(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of())));
    }

    private static Existing existing(Section section) {
        return new Existing(
                section.text("organization", ORGANIZATION, "The organization."),
                section.text(
                        "identity-center", INSTANCE, "The instance of Identity Center, which no program can make."),
                section.text("identity-store", STORE, "The identity store of that instance."),
                section.text("detector", DETECTOR, "The detector of GuardDuty in the audit account."),
                section.text("recorder", RECORDER, "The recorder of AWS Config."),
                section.text("trail", TRAIL, "The trail of CloudTrail."),
                section.section(
                        "vpc",
                        "The network, with its subnets.",
                        inner -> new Vpc(
                                inner.place(),
                                inner.requiredText("id", VPC, "The VPC."),
                                inner.texts(
                                                "private",
                                                SUBNET,
                                                "Subnets from which the internet is reached, one a zone.")
                                        .orElse(List.of()),
                                inner.texts("isolated", SUBNET, "Subnets without the internet, one a zone.")
                                        .orElse(List.of()))),
                section.textsByName("peers", GroundSettings.NAME, VPC, "The networks that network.peers names."));
    }

    private static Optional<Written<Target.Snowflake>> snowflake(Section section) {
        Optional<Written<String>> link = section.text(
                "private-link",
                LINK,
                "The service by which it is reached without the internet: privatelink-vpce-id of system$get_privatelink_config().");
        boolean unread = section.has("private-link") && link.isEmpty();
        return section.requiredText("account", SNOWFLAKE, "Organization and account, for example acme-eu.")
                .filter(account -> !unread)
                .map(account -> new Written<>(
                        new Target.Snowflake(account.value(), link.map(Written::value)), section.place()));
    }

    private static Optional<Written<Target.Databricks>> databricks(Section section) {
        return section.requiredText("workspace", WORKSPACE, "The workspace's address.")
                .map(workspace -> new Written<>(new Target.Databricks(workspace.value()), section.place()));
    }

    private static Placing place(Section section) {
        return new Placing(
                section.choice("capture", Target.Capture.class, "What reads the databases' logs; lakeward if absent."),
                section.placeOf("capture"),
                section.choice("models", Target.Models.class, "What computes models; databricks if the target has it."),
                section.placeOf("models"),
                section.choice(
                        "warehouse",
                        Target.Warehouse.class,
                        "What serves curated tables; snowflake if the target has it."),
                section.placeOf("warehouse"));
    }

    private static Placing nowhere(Section section) {
        return new Placing(
                Optional.empty(),
                section.place(),
                Optional.empty(),
                section.place(),
                Optional.empty(),
                section.place());
    }

    private static DatabaseSize database(Written<String> name, Section section) {
        return new DatabaseSize(
                name,
                section.choice("service", Service.class, "Which product of AWS; aurora if absent."),
                section.text(
                        "version",
                        VERSION,
                        "The engine's version: of PostgreSQL 17 if absent, of MySQL 8.4 on rds and 3.10 on aurora."),
                section.text("capacity", CAPACITY, "Aurora's least and most capacity; 0.5..8 if absent."),
                section.text("size", SIZE, "One size at all times instead, for example db.r7g.large."),
                section.text(
                        "secret",
                        SECRET,
                        "For your own server, where AWS keeps its password: the ARN of a secret with a field password."),
                section.logical("standby", true, "Whether a second server in another zone takes over."));
    }
}
