package lakeward.core.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Budget;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Database;
import lakeward.core.platform.DatabaseEngine;
import lakeward.core.platform.DatabasePlacement;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.Network;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Query;
import lakeward.core.platform.Recipient;
import lakeward.core.platform.Role;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.core.platform.Target.Place;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;

/** Platforms and targets for tests of plans. */
final class Platforms {
    static final Prices PRICES = Prices.builtIn();

    static final TableSchema ORDERS = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("note", Type.STRING, true, "text"),
                    new Column("weight", Type.STRING, true, "numeric"),
                    new Column("took", Type.STRING, true, "interval"),
                    new Column("ratio", Type.DOUBLE, true, "double precision")),
            List.of("id"));

    private Platforms() {}

    /** Returns a platform with as many tables, and a model of each. */
    static Platform of(int tables) {
        return of(IntStream.range(0, tables).mapToObj(i -> "t" + i).toList(), ORDERS);
    }

    static Platform of(List<String> tables, TableSchema schema) {
        Database database = new Database(
                "app",
                DatabaseEngine.POSTGRES,
                Optional.empty(),
                Optional.empty(),
                Optional.of("db/app"),
                Optional.empty(),
                CaptureSettings.DEFAULT,
                tables.stream()
                        .map(name -> new CapturedTable("app", SourceTable.parse(name), name, schema))
                        .toList());
        List<Model> models = tables.stream().map(Platforms::model).toList();
        return new Platform(
                "shop",
                1,
                List.of(database),
                LakeSettings.DEFAULT,
                models,
                List.of(Target.LOCAL),
                ground(database, models));
    }

    /** Returns the same platform with databases that do not tell what takes their time. */
    static Platform withoutInsights(Platform platform) {
        return withDatabases(platform, platform.databases().get(0).url(), false);
    }

    /** Returns the same platform with a database that is the author's own server. */
    static Platform withOwnServer(Platform platform, String url) {
        return withDatabases(platform, Optional.of(url), true);
    }

    /** Returns the same platform on a network of its own. */
    static Platform on(Platform platform, Network network) {
        Ground ground = platform.ground();
        return new Platform(
                platform.name(),
                platform.version(),
                platform.databases(),
                platform.lake(),
                platform.models(),
                platform.targets(),
                new Ground(
                        ground.guardrails(),
                        Optional.of(network),
                        ground.access(),
                        ground.alarms(),
                        ground.audit(),
                        ground.budgets()));
    }

    private static Platform withDatabases(Platform platform, Optional<String> url, boolean insights) {
        return new Platform(
                platform.name(),
                platform.version(),
                platform.databases().stream()
                        .map(database -> new Database(
                                database.name(),
                                database.engine(),
                                url,
                                database.password(),
                                database.migrations(),
                                database.traffic(),
                                database.capture(),
                                database.tables(),
                                database.backup(),
                                insights))
                        .toList(),
                platform.lake(),
                platform.models(),
                platform.targets(),
                platform.ground());
    }

    private static Model model(String table) {
        TableId from = new TableId(Zone.PROCESSED, table);
        String sql = "select count(*) as n from " + from;
        return new Model(
                "count_" + table,
                new Query(sql, List.of(new Query.Reference(sql.indexOf(from.toString()), sql.length(), from, false))),
                new TableSchema(List.of(new Column("n", Type.LONG, false)), List.of()),
                List.of(),
                Duration.ZERO,
                "models/%s.sql".formatted(table),
                Optional.of("How many there are"));
    }

    private static Ground ground(Database database, List<Model> models) {
        List<TableId> reads = new ArrayList<>();
        List<ColumnId> masks = new ArrayList<>();
        Map<TableId, Role.RowFilter> rows = new TreeMap<>();
        for (CapturedTable table : database.tables()) {
            reads.add(table.processed());
            masks.add(new ColumnId(table.processed(), "note"));
            rows.put(table.processed(), new Role.RowFilter("note = \"user\".\"email\"", List.of("email")));
        }
        models.forEach(model -> reads.add(model.table()));
        List<Recipient> to = List.of(new Recipient(Recipient.Kind.ROLE, "analyst"));
        return new Ground(
                Optional.of(Guardrails.DEFAULT),
                Optional.of(new Network(
                        Network.DEFAULT.range(),
                        2,
                        Network.DEFAULT.tiers(),
                        Set.of(Network.PrivateLink.values()),
                        List.of())),
                new Access(
                        Optional.of(new Access.SignIn("https://login.example.com", true, List.of())),
                        List.of(new Access.Group("analysts", List.of("analyst"), List.of())),
                        List.of(new Role("analyst", reads, masks, rows))),
                List.of(new Alarm("busy", Alarm.Metric.CPU, "app", Alarm.Comparison.ABOVE, new BigDecimal(80), to)),
                Optional.of(Audit.DEFAULT),
                List.of(new Budget("total", new BigDecimal(2000), 80, to)));
    }

    /** Returns a target with every vendor. */
    static Target.Cloud everywhere() {
        return cloud(
                Target.Existing.NONE,
                new Place(Target.Capture.LAKEWARD, Target.Models.DATABRICKS, Target.Warehouse.SNOWFLAKE),
                DatabasePlacement.DEFAULT);
    }

    static Target.Cloud cloud(Target.Existing existing, Place place, DatabasePlacement app) {
        Target.Existing withPeople = new Target.Existing(
                existing.organization(),
                Optional.of("arn:aws:sso:::instance/ssoins-1234567890abcdef"),
                Optional.of("d-1234567890"),
                existing.detector(),
                existing.recorder(),
                existing.trail(),
                existing.vpc(),
                Collections.emptySortedMap());
        return new Target.Cloud(
                "prod",
                new Target.Aws(
                        new Target.Accounts("111111111111", Optional.of("222222222222"), Optional.of("333333333333")),
                        "eu-west-1",
                        withPeople),
                Optional.of(new Target.Snowflake("acme-eu")),
                Optional.of(new Target.Databricks("https://acme.cloud.databricks.com")),
                place,
                Map.of("app", app));
    }
}
