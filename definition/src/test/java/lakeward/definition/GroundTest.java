package lakeward.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Backup;
import lakeward.core.platform.Budget;
import lakeward.core.platform.Cidr;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.DatabasePlacement.Service;
import lakeward.core.platform.DatabasePlacement.Sizing;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Network;
import lakeward.core.platform.Network.PrivateLink;
import lakeward.core.platform.Network.Tier;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Problem;
import lakeward.core.platform.Recipient;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;
import lakeward.core.platform.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every setting of what a platform stands on, other than its default, and the defaults. */
class GroundTest {
    private static final Recipient ONCALL = new Recipient(Recipient.Kind.ROLE, "oncall");
    private static final TableId ORDERS = new TableId(Zone.PROCESSED, "orders");
    private static final TableId BEST = new TableId(Zone.CURATED, "best");

    @TempDir
    private Path folder;

    @Test
    void guardrailsAreRead() {
        assertThat(ground().ground().guardrails())
                .contains(new Guardrails(
                        List.of("eu-west-1", "eu-central-1"),
                        Set.of(
                                Guardrails.Denial.PUBLIC_DATA,
                                Guardrails.Denial.LEAVE_ORGANIZATION,
                                Guardrails.Denial.READ_RAW),
                        Set.of(new ColumnId(new TableId(Zone.PROCESSED, "clients"), "name"))));
    }

    @Test
    void networkIsRead() {
        Network network = ground().ground().network().orElseThrow();

        assertThat(network)
                .isEqualTo(new Network(
                        Cidr.parse("10.20.0.0/16"),
                        2,
                        Map.of(
                                Tier.PUBLIC, Cidr.parse("10.20.0.0/20"),
                                Tier.PRIVATE, Cidr.parse("10.20.64.0/18"),
                                Tier.ISOLATED, Cidr.parse("10.20.128.0/18")),
                        Set.of(PrivateLink.OBJECTS, PrivateLink.SECRETS, PrivateLink.WAREHOUSE),
                        List.of(new Network.Peer("office", Cidr.parse("10.30.0.0/16")))));
        assertThat(network.subnet(Tier.PUBLIC, 0)).isEqualTo(Cidr.parse("10.20.0.0/22"));
        assertThat(network.subnet(Tier.PUBLIC, 1)).isEqualTo(Cidr.parse("10.20.4.0/22"));
    }

    @Test
    void accessIsRead() {
        Access access = ground().ground().access();

        assertThat(access.signIn())
                .contains(new Access.SignIn("https://login.acme.example", false, List.of("country")));
        assertThat(access.groups())
                .containsExactly(new Access.Group("analysts", List.of("analyst"), List.of("ana@acme.example")));
        assertThat(access.roles())
                .containsExactly(
                        new Role(
                                "analyst",
                                List.of(ORDERS, BEST, new TableId(Zone.CURATED, "revenue")),
                                List.of(new ColumnId(ORDERS, "note")),
                                Map.of(
                                        ORDERS,
                                        new Role.RowFilter("(\"note\" = \"user\".\"country\")", List.of("country")))),
                        new Role("oncall", List.of(BEST), List.of(), Map.of()));
    }

    @Test
    void watchersAreRead() {
        assertThat(ground().ground().alarms())
                .containsExactly(
                        new Alarm(
                                "orders-late",
                                Alarm.Metric.LAG,
                                "processed.orders",
                                Alarm.Comparison.ABOVE,
                                new BigDecimal("3E+2"),
                                List.of(ONCALL)),
                        new Alarm(
                                "log-kept",
                                Alarm.Metric.KEPT_LOG,
                                "app",
                                Alarm.Comparison.ABOVE,
                                new BigDecimal("10737418240"),
                                List.of(new Recipient(Recipient.Kind.MAIL, "ops@acme.example"))),
                        new Alarm(
                                "busy",
                                Alarm.Metric.CPU,
                                "app",
                                Alarm.Comparison.ABOVE,
                                new BigDecimal(80),
                                List.of(ONCALL)),
                        new Alarm(
                                "broken",
                                Alarm.Metric.QUARANTINED,
                                "revenue",
                                Alarm.Comparison.ABOVE,
                                BigDecimal.ZERO,
                                List.of(ONCALL)));
        assertThat(ground().ground().audit())
                .contains(new Audit(
                        Duration.ofDays(500), Set.of(Audit.Detector.BRUTE_FORCE), Set.of(Audit.Rule.ENCRYPTED)));
        assertThat(ground().ground().budgets())
                .containsExactly(new Budget("total", new BigDecimal(2000), 70, List.of(ONCALL)));
    }

    @Test
    void crawlersAreRead() {
        assertThat(ground().crawlers())
                .containsExactly(new Crawler("drops", Zone.RAW, "drops/daily", Duration.ofMinutes(15)));
    }

    @Test
    void mysqlIsAServerAndNoDatabaseThatIsCaptured() {
        assertThat(ground().servers())
                .containsExactly(
                        new MysqlServer("legacy", new Backup(Duration.ofDays(3), true, Backup.DEFAULT.at()), false));
        assertThat(ground().databases()).extracting(Database::name).containsExactly("app");
    }

    @Test
    void databasesAndLakeAreRead() {
        assertThat(ground().databases().get(0).backup())
                .isEqualTo(new Backup(Duration.ofDays(7), false, LocalTime.of(1, 30)));
        assertThat(ground().databases().get(0).insights()).isFalse();
        assertThat(ground().lake())
                .isEqualTo(new LakeSettings(
                        Duration.ofDays(2), Duration.ofDays(3), Duration.ofDays(4), Optional.of(Duration.ofDays(30))));
    }

    @Test
    void targetsAreRead() {
        String identityCenter = "arn:aws:sso:::instance/ssoins-1234567890abcdef";

        assertThat(ground().targets())
                .containsExactly(
                        Target.LOCAL,
                        new Target.Cloud(
                                "prod",
                                new Target.Aws(
                                        new Target.Accounts(
                                                "111111111111",
                                                Optional.of("222222222222"),
                                                Optional.of("333333333333")),
                                        "eu-west-1",
                                        new Target.Existing(
                                                Optional.of("o-a1b2c3d4e5"),
                                                Optional.of(identityCenter),
                                                Optional.of("d-1234567890"),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                new TreeMap<>(Map.of("office", "vpc-0a1b2c3d")))),
                                Optional.of(snowflake("eu-west-1.vpce-svc-0123456789abcdef0")),
                                Optional.of(new Target.Databricks("https://acme.cloud.databricks.com")),
                                new Target.Place(
                                        Target.Capture.DMS, Target.Models.DATABRICKS, Target.Warehouse.SNOWFLAKE),
                                Map.of(
                                        "app",
                                        new DatabasePlacement(
                                                Service.AURORA,
                                                "16.10",
                                                new Sizing.Capacity(BigDecimal.ONE, new BigDecimal(16)),
                                                false),
                                        "legacy",
                                        new DatabasePlacement(
                                                Service.RDS, "8.4.7", new Sizing.Instance("db.m7g.large"), false))),
                        new Target.Cloud(
                                "staging",
                                new Target.Aws(
                                        new Target.Accounts(
                                                "444444444444", Optional.empty(), Optional.of("333333333333")),
                                        "eu-central-1",
                                        new Target.Existing(
                                                Optional.empty(),
                                                Optional.of(identityCenter),
                                                Optional.of("d-1234567890"),
                                                Optional.of("0123456789abcdef0123456789abcdef"),
                                                Optional.of("default"),
                                                Optional.of("arn:aws:cloudtrail:eu-central-1:222222222222:trail/all"),
                                                Optional.of(new Target.Vpc(
                                                        "vpc-0a1b2c3d",
                                                        List.of("subnet-0a1b2c3d", "subnet-1a1b2c3d"),
                                                        List.of("subnet-2a1b2c3d", "subnet-3a1b2c3d"))),
                                                new TreeMap<>(Map.of("office", "vpc-1a1b2c3d")))),
                                Optional.of(snowflake("eu-central-1.vpce-svc-1123456789abcdef0")),
                                Optional.empty(),
                                new Target.Place(
                                        Target.Capture.LAKEWARD, Target.Models.LAKEWARD, Target.Warehouse.NONE),
                                Map.of(
                                        "app",
                                        new DatabasePlacement(
                                                Service.RDS, "17", new Sizing.Instance("db.r7g.large"), true),
                                        "legacy",
                                        new DatabasePlacement(
                                                Service.AURORA, "3.10.4", DatabasePlacement.DEFAULT.sizing(), true))));
    }

    @Test
    void shortFormIsTheSafeForm() throws IOException {
        Files.writeString(folder.resolve("lakeward.yaml"), """
                platform: bakery
                guardrails: {}
                network: {}
                audit: {}
                targets:
                  prod:
                    aws: {accounts: {data: "111111111111", management: "333333333333"}, region: eu-west-1}
                    snowflake: {account: acme-eu}
                    databricks: {workspace: "https://acme.cloud.databricks.com"}
                """);

        Platform platform = ((Result.Valid) Definitions.read(folder, TestParser.PARSER, Map.of())).platform();

        assertThat(platform.ground().guardrails()).contains(Guardrails.DEFAULT);
        assertThat(platform.ground().network()).contains(Network.DEFAULT);
        assertThat(platform.ground().audit()).contains(Audit.DEFAULT);
        assertThat(platform.targets().get(1))
                .isEqualTo(new Target.Cloud(
                        "prod",
                        new Target.Aws(
                                new Target.Accounts("111111111111", Optional.empty(), Optional.of("333333333333")),
                                "eu-west-1",
                                Target.Existing.NONE),
                        Optional.of(new Target.Snowflake("acme-eu")),
                        Optional.of(new Target.Databricks("https://acme.cloud.databricks.com")),
                        new Target.Place(Target.Capture.LAKEWARD, Target.Models.DATABRICKS, Target.Warehouse.SNOWFLAKE),
                        Collections.emptyMap()));
    }

    @Test
    void moreThanAStackHoldsIsRefused() throws IOException {
        StringBuilder text = new StringBuilder("""
                platform: bakery
                targets:
                  prod: {aws: {accounts: {data: "111111111111"}, region: eu-west-1}}
                budgets:
                """);
        for (int i = 0; i < 100; i++) {
            text.append("  b%d: {monthly: 1 USD, to: [mail:a@acme.example, mail:b@acme.example]}%n".formatted(i));
        }
        text.append("databases:\n");
        for (int i = 0; i <= 40; i++) {
            text.append("  d%d: {engine: postgres, url: postgresql://etl@db/app}%n".formatted(i));
        }
        Files.writeString(folder.resolve("lakeward.yaml"), text);

        Result result = Definitions.read(folder, TestParser.PARSER, Map.of());

        assertThat(((Result.Invalid) result).problems())
                .extracting(Problem::toString)
                .contains(
                        "lakeward.yaml:3:3: Cannot make target 'prod': a stack has no room for 41 databases, but for 40."
                                + " Divide the platform into two.",
                        "lakeward.yaml:3:3: Cannot make target 'prod': a stack has no room for alarms and budgets with"
                                + " all whom they tell, 602 resources, but for 450. Divide the platform into two.");
    }

    private static Target.Snowflake snowflake(String service) {
        return new Target.Snowflake("acme-eu", Optional.of("com.amazonaws.vpce." + service));
    }

    private static Platform ground() {
        Result result = Definitions.read(Path.of("src/test/resources/ground"), TestParser.PARSER, Map.of());

        assertThat(result).isInstanceOf(Result.Valid.class);
        return ((Result.Valid) result).platform();
    }
}
