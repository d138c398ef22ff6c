package lakeward.cloud.databricks;

import java.util.Comparator;
import java.util.List;
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

/** The example shop with two tables, two models and two roles: one of each kind of thing is enough where each call is a test. */
final class SmallShop {
    private static final Set<String> TABLES = Set.of("customers", "orders");

    /** The last one is read by no role that the smaller shop has. */
    private static final List<String> MODELS = List.of("order_status_now", "customer_lifetime_value");

    private static final Set<String> ROLES = Set.of("analyst", "oncall");

    private SmallShop() {}

    static Shop of(Shop shop) {
        Platform whole = shop.platform();
        Ground ground = whole.ground();
        Predicate<TableId> stays = table -> TABLES.contains(table.name()) || MODELS.contains(table.name());
        List<Role> roles = ground.access().roles().stream()
                .filter(role -> ROLES.contains(role.name()))
                .map(role -> new Role(
                        role.name(), role.reads().stream().filter(stays).toList(), role.masks(), role.rows()))
                .toList();
        Access access = new Access(
                ground.access().signIn(),
                ground.access().groups().stream()
                        .filter(group -> ROLES.containsAll(group.roles()))
                        .toList(),
                roles);
        return new Shop(new Platform(
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
                new Ground(
                        ground.guardrails(),
                        ground.network(),
                        access,
                        ground.alarms(),
                        ground.audit(),
                        ground.budgets())));
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
