package lakeward.cloud.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lakeward.core.plan.Action;
import lakeward.core.plan.Plan;
import lakeward.core.plan.Prices;
import lakeward.core.plan.Standing;
import lakeward.core.plan.Vendor;
import lakeward.core.plan.Wanted;
import lakeward.core.platform.Access;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Database;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Target;
import lakeward.definition.Definitions;
import lakeward.definition.Result;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.DuckDbParser;

/**
 * The example shop, as a platform, and what makes it in the cloud. Immutable.
 *
 * @param platform as its definition says, or less of it
 */
public record Shop(Platform platform) {
    private static final Set<String> FEW_TABLES = Set.of("customers", "orders");

    /** The last one is read by no role that the smaller shop has. */
    private static final List<String> FEW_MODELS = List.of("order_status_now", "customer_lifetime_value");

    private static final Set<String> FEW_ROLES = Set.of("analyst", "support", "oncall");

    /** Reads the shop as it is written. */
    public static Shop asWritten() {
        return read(folder());
    }

    /**
     * Reads the shop with bounds on what role {@code oncall} sees of a model.
     *
     * @param column it sees no value of this one
     * @param condition it sees the rows for which this is true
     */
    public static Shop guarded(String model, String column, String condition) {
        try {
            return with(
                    Files.createTempDirectory("lakeward-shop"),
                    Map.of(
                            "oncall: {read: [order_status_now]}",
                            "oncall: {read: [order_status_now, %1$s], mask: [%1$s.%2$s], rows: {%1$s: \"%3$s\"}}"
                                    .formatted(model, column, condition)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads the shop with other words in its {@code cloud.yaml}, in a copy of it. */
    public static Shop with(Path copy, Map<String, String> replaced) {
        Path folder = folder();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(folder.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
            Path cloud = copy.resolve("cloud.yaml");
            String text = Files.readString(cloud);
            for (Map.Entry<String, String> words : replaced.entrySet()) {
                if (!text.contains(words.getKey())) {
                    throw new AssertionError("no '%s' in %s".formatted(words.getKey(), cloud));
                }
                text = text.replace(words.getKey(), words.getValue());
            }
            Files.writeString(cloud, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return read(copy);
    }

    /**
     * Returns the shop with two tables, two models and three roles: one of each kind of thing is enough where each call is a
     * test. One role sees some rows of a table, and a column of them not at all.
     */
    public Shop small() {
        Predicate<TableId> stays = table -> FEW_TABLES.contains(table.name()) || FEW_MODELS.contains(table.name());
        Ground ground = platform.ground();
        Access access = new Access(
                ground.access().signIn(),
                ground.access().groups().stream()
                        .filter(group -> FEW_ROLES.containsAll(group.roles()))
                        .toList(),
                ground.access().roles().stream()
                        .filter(role -> FEW_ROLES.contains(role.name()))
                        .map(role -> new Role(
                                role.name(),
                                role.reads().stream().filter(stays).toList(),
                                role.masks().stream()
                                        .filter(masked -> !masked.column().equals("name"))
                                        .toList(),
                                role.rows()))
                        .toList());
        return with(
                platform.databases().stream()
                        .map(database -> with(database, stays))
                        .toList(),
                FEW_MODELS.stream()
                        .map(name -> platform.models().stream()
                                .filter(model -> model.name().equals(name))
                                .findFirst()
                                .orElseThrow())
                        .toList(),
                access);
    }

    private static Database with(Database database, Predicate<TableId> tables) {
        return new Database(
                database.name(),
                database.engine(),
                database.url(),
                database.password(),
                database.migrations(),
                database.traffic(),
                database.capture(),
                database.tables().stream()
                        .filter(table -> tables.test(table.raw()))
                        .toList(),
                database.backup(),
                database.insights());
    }

    /** Returns the shop less its role {@code analyst}, and less its last model, which no other role reads. */
    public Shop smaller() {
        Ground ground = platform.ground();
        Access access = ground.access();
        Access less = new Access(
                access.signIn(),
                access.groups().stream()
                        .filter(group -> !group.roles().contains("analyst"))
                        .toList(),
                access.roles().stream()
                        .filter(role -> !role.name().equals("analyst"))
                        .toList());
        return with(
                platform.databases(),
                platform.models().subList(0, platform.models().size() - 1),
                less);
    }

    /** Returns the shop whose roles see all of what they read. */
    public Shop withoutBounds() {
        Access access = platform.ground().access();
        List<Role> roles = access.roles().stream()
                .map(role -> new Role(role.name(), role.reads(), List.of(), Map.of()))
                .toList();
        return with(platform.databases(), platform.models(), new Access(access.signIn(), access.groups(), roles));
    }

    private Shop with(List<Database> databases, List<Model> models, Access access) {
        Ground ground = platform.ground();
        return new Shop(new Platform(
                platform.name(),
                platform.version(),
                databases,
                platform.lake(),
                models,
                platform.targets(),
                new Ground(
                        ground.guardrails(),
                        ground.network(),
                        access,
                        ground.alarms(),
                        ground.audit(),
                        ground.budgets()),
                platform.crawlers(),
                platform.servers()));
    }

    /** Returns what makes it on target {@code prod} of what stands. */
    public Plan plan(Standing standing) {
        return Plan.of(wanted(), standing, Set.of());
    }

    /** Returns what takes all away, data too. */
    public Plan nothing(Standing standing) {
        return erasing(standing, standing.parts().keySet());
    }

    /** Returns what takes all away but data. */
    public Plan destroyed(Standing standing) {
        return erasing(standing, Set.of());
    }

    /** Returns what takes all away but data, and the data of these parts. */
    public Plan erasing(Standing standing, Set<String> parts) {
        return Plan.removing(wanted(), standing, parts);
    }

    /** Returns the ids of a plan's steps that do something at a vendor, each after what it does. */
    public static List<String> doing(Plan plan, Vendor vendor) {
        return plan.steps().stream()
                .filter(step -> step.part().site().vendor() == vendor)
                .filter(step -> step.action() != Action.NOTHING)
                .map(step -> "%s %s".formatted(step.action().label(), step.id()))
                .toList();
    }

    private Wanted wanted() {
        return new Wanted(platform, prod(), Prices.builtIn(), Optional.of("v1"));
    }

    private Target prod() {
        return platform.targets().stream()
                .filter(target -> target.name().equals("prod"))
                .findFirst()
                .orElseThrow();
    }

    private static Shop read(Path folder) {
        try (DuckDb duckdb = DuckDb.open(Path.of(System.getProperty("java.io.tmpdir")), ByteSize.mebibytes(128), 1)) {
            Result read = Definitions.readAsWritten(folder, new DuckDbParser(duckdb));
            if (!(read instanceof Result.Valid valid)) {
                throw new AssertionError(read.toString());
            }
            return new Shop(valid.platform());
        }
    }

    private static Path folder() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path shop = up.resolve("examples/shop");
            if (Files.isDirectory(shop)) {
                return shop;
            }
        }
        throw new AssertionError("no examples/shop above " + Path.of("").toAbsolutePath());
    }
}
