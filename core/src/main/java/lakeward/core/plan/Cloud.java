package lakeward.core.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import lakeward.core.plan.Content.Fields;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Model;
import lakeward.core.platform.Network;
import lakeward.core.platform.Network.Tier;
import lakeward.core.platform.Platform;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;
import lakeward.core.platform.Zone;

/** A platform on a cloud target: where its parts stand and what they are called. */
record Cloud(Platform platform, Target.Cloud target, Prices prices, Optional<String> image) {
    /** A bucket's name has at most 63 characters. */
    private static final int MAX_BUCKET = 63;

    Site data() {
        return aws(target.aws().accounts().data());
    }

    Site audit() {
        return aws(target.aws().accounts().auditor());
    }

    /** Returns the account that governs the organization; the data account where the author names none. */
    Site management() {
        Target.Accounts accounts = target.aws().accounts();
        return aws(accounts.management().orElse(accounts.data())).everywhere();
    }

    private Site aws(String account) {
        return new Site(
                Vendor.AWS, Optional.of(account), Optional.of(target.aws().region()));
    }

    Site snowflake() {
        return new Site(Vendor.SNOWFLAKE, target.snowflake().map(Target.Snowflake::account), Optional.empty());
    }

    Site databricks() {
        return new Site(Vendor.DATABRICKS, target.databricks().map(Target.Databricks::workspace), Optional.empty());
    }

    Network network() {
        return platform.ground().network().orElse(Network.DEFAULT);
    }

    /** Returns what must stand before something has an address in the network. */
    List<String> subnets() {
        return existing().vpc().isPresent()
                ? List.of("aws:vpc")
                : IntStream.range(0, network().zones()).mapToObj(Cloud::subnets).toList();
    }

    /** Returns where something has an address, as content of it: with a zone more or less it changes too. */
    Fields subnets(Tier tier) {
        List<String> ids = existing()
                .vpc()
                .map(vpc -> tier == Tier.ISOLATED ? vpc.isolatedSubnets() : vpc.privateSubnets())
                .orElseGet(this::subnets);
        return Content.empty().with("tier", Labels.of(tier)).with("ids", ids);
    }

    /** Returns the id of a zone's subnets: a region's zones are called by its name and a letter. */
    static String subnets(int zone) {
        return "aws:subnets:" + (char) ('a' + zone);
    }

    Target.Existing existing() {
        return target.aws().existing();
    }

    Costs costs() {
        return new Costs(prices, target.aws().region());
    }

    boolean hasSnowflake() {
        return target.place().warehouse() == Target.Warehouse.SNOWFLAKE;
    }

    boolean hasDatabricks() {
        return target.databricks().isPresent();
    }

    boolean modelsOnDatabricks() {
        return target.place().models() == Target.Models.DATABRICKS;
    }

    /** Returns a name that no other target of the platform has, for example {@code shop-prod-lake}. */
    String named(String what) {
        return dashed("%s-%s-%s".formatted(platform.name(), target.name(), what));
    }

    /** Returns the name in capitals that Snowflake gives what is not quoted, for example {@code SHOP_PROD}. */
    String capitals() {
        return "%s_%s".formatted(platform.name(), target.name()).toUpperCase(Locale.ROOT);
    }

    /** Returns the name of a zone's bucket: everybody's buckets share one space, so the account is part of it. */
    String bucket(String zone) {
        String end = "-%s-%s".formatted(zone, target.aws().accounts().data());
        String front = dashed("%s-%s".formatted(platform.name(), target.name()));
        int room = MAX_BUCKET - end.length();
        if (front.length() > room) {
            String digest = Standing.digestOf(new Content.Text(front)).substring(0, 6);
            front = front.substring(0, room - 7).replaceAll("-+$", "") + "-" + digest;
        }
        return front + end;
    }

    /** Returns the name of a database in the catalog. */
    String catalog(String what) {
        return "%s_%s_%s".formatted(platform.name(), target.name(), what);
    }

    String location(TableId table) {
        return "s3://%s/%s".formatted(bucket(table.zone().label()), table.name());
    }

    /** Returns every table of the lake that stands in a zone, in the platform's order. */
    List<TableId> tables(Zone zone) {
        return switch (zone) {
            case RAW -> captured().stream().map(CapturedTable::raw).toList();
            case PROCESSED -> captured().stream().map(CapturedTable::processed).toList();
            case CURATED -> platform.models().stream().map(Model::table).toList();
            case QUARANTINE -> List.of();
        };
    }

    private List<CapturedTable> captured() {
        return platform.databases().stream()
                .flatMap(database -> database.tables().stream())
                .toList();
    }

    static String table(TableId table) {
        return "aws:table:" + table;
    }

    private static String dashed(String name) {
        return name.replace('_', '-');
    }
}
