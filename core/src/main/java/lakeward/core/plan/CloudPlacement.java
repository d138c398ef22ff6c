package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lakeward.core.platform.Access;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Audit;
import lakeward.core.platform.Budget;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Crawler;
import lakeward.core.platform.Database;
import lakeward.core.platform.Guardrails;
import lakeward.core.platform.LakeSettings;
import lakeward.core.platform.Model;
import lakeward.core.platform.MysqlServer;
import lakeward.core.platform.Network;
import lakeward.core.platform.Traffic;

/** AWS, with Snowflake and Databricks where the target names them: each construct to the vendors that have a part in it. */
final class CloudPlacement implements Placement {
    private final AwsGround ground;
    private final AwsLake lake;
    private final AwsDatabases databases;
    private final AwsServices services;
    private final AwsCapture capture;
    private final AwsCrawlers crawlers;
    private final AwsWatch watch;
    private final Optional<SnowflakeParts> snowflake;
    private final Optional<DatabricksParts> databricks;
    private final Cloud cloud;

    CloudPlacement(Cloud cloud) {
        this.cloud = cloud;
        this.ground = new AwsGround(cloud);
        this.lake = new AwsLake(cloud);
        this.databases = new AwsDatabases(cloud);
        this.services = new AwsServices(cloud);
        this.capture = new AwsCapture(cloud, lake, services);
        this.crawlers = new AwsCrawlers(cloud);
        this.watch = new AwsWatch(cloud);
        this.snowflake = Optional.of(cloud).filter(Cloud::hasSnowflake).map(SnowflakeParts::new);
        this.databricks = Optional.of(cloud).filter(Cloud::hasDatabricks).map(DatabricksParts::new);
    }

    @Override
    public List<Part> guardrails(Optional<Guardrails> guardrails) {
        return guardrails.map(ground::guardrails).orElse(List.of());
    }

    @Override
    public List<Part> network(Optional<Network> network) {
        return ground.network(network.orElse(Network.DEFAULT));
    }

    @Override
    public List<Part> lake(LakeSettings settings) {
        List<Part> parts = new ArrayList<>(lake.lake(settings));
        snowflake.ifPresent(there -> parts.addAll(there.lake()));
        databricks.ifPresent(there -> parts.addAll(there.lake()));
        return parts;
    }

    @Override
    public List<Part> database(Database database) {
        return databases.database(database);
    }

    @Override
    public List<Part> server(MysqlServer server) {
        return databases.server(server);
    }

    @Override
    public List<Part> traffic(Database database, Traffic traffic) {
        return List.of(Part.of(
                "aws:traffic:" + database.name(),
                "traffic",
                cloud.data(),
                "made-up load",
                Fidelity.LOCAL_ONLY,
                "Made-up load is for trying a platform on one machine; here the database has its own users."));
    }

    @Override
    public List<Part> capture(Database database) {
        return switch (cloud.target().place().capture()) {
            case LAKEWARD -> capture.service(database);
            case DMS -> capture.dms(database);
        };
    }

    @Override
    public List<Part> table(CapturedTable table) {
        List<Part> parts = new ArrayList<>(capture.table(table));
        databricks.ifPresent(there -> parts.addAll(there.table(table)));
        return parts;
    }

    @Override
    public List<Part> models(List<Model> models) {
        List<Part> parts = new ArrayList<>(
                switch (cloud.target().place().models()) {
                    case LAKEWARD -> services.models(models);
                    case DATABRICKS -> databricks.orElseThrow().models(models);
                });
        parts.addAll(lake.curated(models));
        snowflake.ifPresent(there -> parts.addAll(there.models(models)));
        return parts;
    }

    @Override
    public List<Part> crawler(Crawler crawler) {
        return List.of(crawlers.crawler(crawler));
    }

    @Override
    public List<Part> access(Access access) {
        return Stream.of(
                        ground.access(access),
                        snowflake.map(there -> there.access(access)).orElse(List.of()),
                        databricks.map(DatabricksParts::access).orElse(List.of()))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Part> alarm(Alarm alarm) {
        return List.of(watch.alarm(alarm));
    }

    @Override
    public List<Part> audit(Optional<Audit> audit) {
        return watch.audit(audit.orElse(Audit.DEFAULT));
    }

    @Override
    public List<Part> budget(Budget budget) {
        return List.of(watch.budget(budget));
    }
}
