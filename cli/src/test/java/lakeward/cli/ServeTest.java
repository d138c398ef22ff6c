package lakeward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Event;
import lakeward.core.platform.Platform;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.Secret;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;
import lakeward.observe.StatusBoard;
import lakeward.runtime.LakeLocation;
import lakeward.runtime.Placement;
import lakeward.runtime.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service is told, and what it tells. */
class ServeTest {
    private static final Platform SHOP = new Project(Path.of("../examples/shop")).platformAsWritten();
    private static final Plan PLAN = Plan.of(SHOP, Targets.cloud(SHOP, "prod"), Prices.builtIn());
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final CapturedTable ORDERS = SHOP.databases().get(0).tables().stream()
            .filter(table -> table.name().equals("orders"))
            .findFirst()
            .orElseThrow();
    private static final Map<String, String> TASK = Map.of(
            "LAKEWARD_HOST", "db.example", "LAKEWARD_USERNAME", "lakeward", "LAKEWARD_PASSWORD", "secret-of-test");

    @TempDir
    private Path folder;

    @Test
    void serviceReachesWhatThePlanGrantsIt() {
        Placement placement = CloudService.named(PLAN, "capture:app").placement(TASK, folder);

        assertThat(placement.target()).isEqualTo("prod");
        assertThat(placement.work()).isEqualTo(new Work.Capture("app"));
        Set<Zone> zones = Set.of(Zone.RAW, Zone.PROCESSED, Zone.QUARANTINE);
        assertThat(placement.lake())
                .isEqualTo(LakeLocation.inS3(
                        zones.stream()
                                .collect(Collectors.toMap(
                                        zone -> zone,
                                        zone -> URI.create("s3://shop-prod-%s-111111111111".formatted(zone.label())))),
                        zones,
                        "eu-west-1",
                        Optional.empty(),
                        ByteSize.mebibytes(12 << 10)));
        assertThat(placement.servers().get("app").host()).isEqualTo("db.example");
        assertThat(placement.servers().get("app").port()).isEqualTo(5432);
        assertThat(placement.servers().get("app").parameters())
                .isEqualTo(Map.of(
                        "sslmode",
                        "verify-full",
                        "sslrootcert",
                        folder.resolve("rds-roots.pem").toString()));
        assertThat(placement.toString()).doesNotContain("secret-of-test");
    }

    @Test
    void serviceThatReadsWhatDmsWritesIsToldWhere() throws IOException {
        Path project = copy(Path.of("../examples/shop"), folder.resolve("shop"));
        edit(project.resolve("cloud.yaml"), "    databases:\n", "    place: {capture: dms}\n    databases:\n");

        Placement placement = placement(new Project(project).platformAsWritten());

        assertThat(placement.landings())
                .isEqualTo(Map.of("app", URI.create("s3://shop-prod-landing-app-111111111111")));
        assertThat(((LakeLocation.Buckets) placement.lake()).zones())
                .containsOnlyKeys(Zone.RAW, Zone.PROCESSED, Zone.QUARANTINE);
    }

    @Test
    void ownServerIsReachedAsTheDefinitionSays() throws IOException {
        Path project = copy(Path.of("../examples/shop"), folder.resolve("shop"));
        edit(
                project.resolve("lakeward.yaml"),
                "    migrations: db/app ",
                "    url: postgresql://etl@10.30.0.5:6432/app\n    password: {env: APP_PASSWORD}\n ");
        edit(
                project.resolve("lakeward.yaml"),
                "    traffic: {call: \"select shop.tick()\", per-second: 50, seed: 42}\n",
                "");
        edit(
                project.resolve("cloud.yaml"),
                "{service: aurora, capacity: 0.5..8}",
                "{secret: \"arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-a1b2c3\"}");
        Platform shop = new Project(project).platformAsWritten();

        Placement placement = placement(shop);

        assertThat(placement.servers()).isEmpty();
        assertThat(placement.passwords()).isEqualTo(Map.of("app", new Secret("secret-of-test")));
        StatusBoard board = new StatusBoard(placement.work().of(shop), NOON);
        board.accept(new Event.LagMeasured(NOON, "app", ByteSize.mebibytes(3)));
        assertThat(new CloudFigures(shop, "prod").lines(board.status(NOON)))
                .singleElement()
                .asString()
                .endsWith("\"Subject\":\"app\",\"kept-log\":3145728.0}");
    }

    private Placement placement(Platform shop) {
        return CloudService.named(Plan.of(shop, Targets.cloud(shop, "prod"), Prices.builtIn()), "capture:app")
                .placement(TASK, folder);
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file :
                    files.filter(path -> !path.toString().contains(".lakeward")).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return to;
    }

    @Test
    void wrongServiceAndMissingVariableAreToldPlainly() {
        assertThatThrownBy(() -> CloudService.named(PLAN, "capture:ap"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot run service 'capture:ap': target prod has capture:app. Name one of them.");
        assertThatThrownBy(() -> CloudService.named(PLAN, "capture:app").placement(Map.of(), folder))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith(
                        "Cannot reach the service's database: environment variable LAKEWARD_HOST is not set.");
    }

    @Test
    void figuresAreThoseThatAlarmsAskFor() {
        StatusBoard board = new StatusBoard(SHOP, NOON);
        CloudFigures figures = new CloudFigures(SHOP, "prod");
        assertThat(figures.lines(board.status(NOON))).isEmpty();

        board.accept(new Event.DatabaseReached(NOON, "app", "PostgreSQL 17"));
        board.accept(new Event.BatchCommitted(
                NOON.plusSeconds(7),
                "app",
                new Position(100),
                Optional.of(NOON),
                Map.of(ORDERS, 1L),
                List.of(new TableVersion(ORDERS.processed(), 1, NOON, Map.of())),
                Duration.ofMillis(10)));

        assertThat(figures.lines(board.status(NOON.plusSeconds(7))))
                .containsExactly("{\"_aws\":{\"Timestamp\":%d,\"CloudWatchMetrics\":[{\"Namespace\":\"Lakeward\","
                                .formatted(NOON.plusSeconds(7).toEpochMilli())
                        + "\"Dimensions\":[[\"Platform\",\"Target\",\"Subject\"]],"
                        + "\"Metrics\":[{\"Name\":\"lag\",\"Unit\":\"Seconds\"}]}]},"
                        + "\"Platform\":\"shop\",\"Target\":\"prod\",\"Subject\":\"processed.orders\",\"lag\":7.0}");
    }

    @Test
    void tableThatIsStoppedTellsNoLag() {
        StatusBoard board = new StatusBoard(SHOP, NOON);
        board.accept(new Event.BatchCommitted(
                NOON,
                "app",
                new Position(100),
                Optional.of(NOON),
                Map.of(),
                List.of(new TableVersion(ORDERS.processed(), 1, NOON, Map.of())),
                Duration.ZERO));
        CloudFigures figures = new CloudFigures(SHOP, "prod");
        assertThat(figures.lines(board.status(NOON))).hasSize(1);

        board.accept(new Event.TableStopped(NOON, ORDERS, "a column changed"));

        assertThat(figures.lines(board.status(NOON))).isEmpty();
    }

    @Test
    void outageLastsUntilSomethingArrives() {
        Outage outage = new Outage();
        outage.accept(new Event.DatabaseLost(NOON, "app", "refused"));
        outage.accept(new Event.DatabaseLost(NOON.plusSeconds(200), "app", "no such password"));
        assertThat(outage.longerThan(Duration.ofMinutes(5), NOON.plusSeconds(300)))
                .isEmpty();
        assertThat(outage.longerThan(Duration.ofMinutes(5), NOON.plusSeconds(301)))
                .contains("no such password");

        outage.accept(new Event.SnapshotAdvanced(NOON.plusSeconds(302), ORDERS, 1));

        assertThat(outage.longerThan(Duration.ofMinutes(5), NOON.plusSeconds(900)))
                .isEmpty();
    }

    @Test
    void whatRepeatsIsToldOnceAMinute() {
        EventLines lines = new EventLines();
        assertThat(lines.of(new Event.CareFailed(NOON, "look around", "no")))
                .contains(NOON + " could not look around: no");
        assertThat(lines.of(new Event.CareFailed(NOON.plusSeconds(59), "look around", "no")))
                .isEmpty();
        assertThat(lines.of(new Event.CareFailed(NOON.plusSeconds(59), "look around", "never")))
                .isPresent();
        assertThat(lines.of(new Event.CareFailed(NOON.plusSeconds(60), "look around", "no")))
                .isPresent();
    }
}
