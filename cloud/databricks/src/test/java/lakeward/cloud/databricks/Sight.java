package lakeward.cloud.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lakeward.cloud.fake.FakeDatabricks;
import lakeward.cloud.fake.Shop;
import lakeward.core.plan.Content;
import lakeward.core.plan.Content.Fields;
import lakeward.core.plan.Content.Items;
import lakeward.core.plan.Content.Text;
import lakeward.core.platform.ColumnId;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;

/** What people of each role see in a workspace. */
final class Sight {
    private final FakeDatabricks databricks;
    private final Map<String, Map<String, Fields>> known = new TreeMap<>();
    private String state = "";

    Sight(FakeDatabricks databricks) {
        this.databricks = databricks;
    }

    /** Checks that no role sees more of a table than one of two definitions lets it. */
    void check(Shop before, Shop after) {
        Map<String, Fields> grants = things("Grants");
        for (Role role : before.platform().ground().access().roles()) {
            Role then = after.platform().ground().access().roles().stream()
                    .filter(other -> other.name().equals(role.name()))
                    .findFirst()
                    .orElseThrow();
            for (TableId table : role.reads()) {
                String name = "shop_prod." + table;
                boolean reads = Optional.ofNullable(grants.get("table " + name))
                        .flatMap(held -> held.get("shop-prod-" + role.name()))
                        .isPresent();
                if (reads) {
                    checkRows(role, then, table, name);
                    checkValues(role, then, table, name);
                }
            }
        }
    }

    private void checkRows(Role before, Role after, TableId table, String name) {
        if (before.rows().containsKey(table) && after.rows().containsKey(table)) {
            List<String> either = Stream.of(before, after)
                    .map(role -> role.rows().get(table).condition())
                    .map(condition -> condition
                            .replaceAll("(?<!\\.)\"(?!user\")(\\w+)\"", "`_$1`")
                            .replace('"', '`'))
                    .toList();
            assertThat(filter(name))
                    .as("rows of %s for %s", table, before.name())
                    .containsPattern("is_account_group_member\\('shop-prod-%s'\\) AND".formatted(before.name()))
                    .satisfies(body -> assertThat(either).anyMatch(body::contains));
        }
    }

    private void checkValues(Role before, Role after, TableId table, String name) {
        for (ColumnId masked : before.masks()) {
            if (masked.table().equals(table) && after.masks().contains(masked)) {
                assertThat(mask(name, masked.column()))
                        .as("%s for %s", masked, before.name())
                        .isNotEmpty()
                        .doesNotContain("'shop-prod-%s'".formatted(before.name()));
            }
        }
    }

    /** Returns what decides which rows of a table somebody sees; empty if nothing does. */
    String filter(String table) {
        return inner(things("Table").get(table), "row_filter")
                .map(filter -> text(filter, "function_name"))
                .map(this::body)
                .orElse("");
    }

    /** Returns what somebody sees of a column; empty if it is its value. */
    String mask(String table, String column) {
        String function = functionOn(table, column);
        return function.isEmpty() ? "" : body(function);
    }

    String functionOn(String table, String column) {
        return items(things("Table").get(table), "columns").stream()
                .filter(one -> text(one, "name").equals(column))
                .flatMap(one -> inner(one, "mask").stream())
                .map(mask -> text(mask, "function_name"))
                .findFirst()
                .orElse("");
    }

    String comment(String function) {
        return text(things("Function").get(function), "comment");
    }

    private String body(String function) {
        return text(things("Function").get(function), "routine_definition");
    }

    /** Returns all things of a kind by their names. */
    private Map<String, Fields> things(String kind) {
        if (!state.equals(databricks.state())) {
            state = databricks.state();
            known.clear();
        }
        return known.computeIfAbsent(kind, this::read);
    }

    private Map<String, Fields> read(String kind) {
        Map<String, Fields> things = new TreeMap<>();
        state.lines().filter(line -> line.startsWith(kind + " ")).forEach(line -> {
            int at = line.indexOf(" {");
            things.put(line.substring(kind.length() + 1, at), (Fields) Content.parse(line.substring(at + 1)));
        });
        return things;
    }

    private static Optional<Fields> inner(Fields fields, String name) {
        return fields.get(name).map(Fields.class::cast);
    }

    private static List<Fields> items(Fields fields, String name) {
        List<Fields> items = new ArrayList<>();
        ((Items) fields.get(name).orElseThrow()).values().forEach(item -> items.add((Fields) item));
        return items;
    }

    private static String text(Fields fields, String name) {
        return ((Text) fields.get(name).orElseThrow()).value();
    }
}
