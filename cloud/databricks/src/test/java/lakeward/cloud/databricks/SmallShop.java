package lakeward.cloud.databricks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import lakeward.cloud.fake.Shop;
import lakeward.core.platform.Access;
import lakeward.core.platform.Database;
import lakeward.core.platform.Ground;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;

/**
 * The example shop with two tables, two models and three roles: one of each kind of thing is enough where each call is a test.
 * One role sees some rows of a table, and a column of them not at all.
 */
final class SmallShop {
    private static final Set<String> TABLES = Set.of("customers", "orders");

    /** The last one is read by no role that the smaller shop has. */
    private static final List<String> MODELS = List.of("order_status_now", "customer_lifetime_value");

    private static final Set<String> ROLES = Set.of("analyst", "support", "oncall");

    private SmallShop() {}

    /** Returns the same whose role {@code oncall} sees some of a model's rows, and not how much is in them. */
    static Shop guarded(String condition) {
        try {
            return of(Shop.with(
                    Files.createTempDirectory("lakeward-shop"),
                    Map.of(
                            "oncall: {read: [order_status_now]}",
                            "oncall: {read: [order_status_now], mask: [order_status_now.value],"
                                    + " rows: {order_status_now: \"%s\"}}".formatted(condition))));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns a platform of which every role sees all that it reads. */
    static Platform withoutBounds(Platform platform) {
        Access access = platform.ground().access();
        return with(
                platform,
                new Access(
                        access.signIn(),
                        access.groups(),
                        access.roles().stream()
                                .map(role -> new Role(role.name(), role.reads(), List.of(), Map.of()))
                                .toList()));
    }

    private static Platform with(Platform platform, Access access) {
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
                        ground.network(),
                        access,
                        ground.alarms(),
                        ground.audit(),
                        ground.budgets()));
    }

    static Shop of(Shop shop) {
        Platform whole = shop.platform();
        Ground ground = whole.ground();
        Predicate<TableId> stays = table -> TABLES.contains(table.name()) || MODELS.contains(table.name());
        List<Role> roles = ground.access().roles().stream()
                .filter(role -> ROLES.contains(role.name()))
                .map(role -> new Role(
                        role.name(),
                        role.reads().stream().filter(stays).toList(),
                        role.masks().stream()
                                .filter(masked -> !masked.column().equals("name"))
                                .toList(),
                        role.rows()))
                .toList();
        Access access = new Access(
                ground.access().signIn(),
                ground.access().groups().stream()
                        .filter(group -> ROLES.containsAll(group.roles()))
                        .toList(),
                roles);
        Platform small = new Platform(
                whole.name(),
                whole.version(),
                whole.databases().stream()
                        .map(database -> with(database, stays))
                        .toList(),
                whole.lake(),
                whole.models().stream()
                        .filter(model -> MODELS.contains(model.name()))
                        .sorted(Comparator.comparing((Model model) -> MODELS.indexOf(model.name())))
                        .toList(),
                whole.targets(),
                whole.ground());
        return new Shop(with(small, access));
    }

    private static Database with(Database database, Predicate<TableId> stays) {
        return new Database(
                database.name(),
                database.engine(),
                database.url(),
                database.password(),
                database.migrations(),
                database.traffic(),
                database.capture(),
                database.tables().stream()
                        .filter(table -> stays.test(table.raw()))
                        .toList(),
                database.backup(),
                database.insights());
    }
}
