package lakeward.definition;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import lakeward.core.plan.DatabricksFacts;
import lakeward.core.plan.SnowflakeFacts;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.Role;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Target;
import lakeward.definition.problem.Place;
import lakeward.definition.problem.Problems;
import lakeward.definition.yaml.Written;

/**
 * Checks that what a target makes in Snowflake and Databricks has names which they take. Platforms, targets, roles and what is
 * told of people have names that are short and plain enough; tables and columns are called as a database or a query says.
 */
final class VendorNames {
    private static final String SNOWFLAKE = "Snowflake";
    private static final String DATABRICKS = "Databricks";

    private final Platform platform;
    private final Map<TableId, Place> places;
    private final Problems problems;
    private final Map<String, String> groups = new HashMap<>();

    /** @param places where the author names processed and curated tables */
    VendorNames(Platform platform, Map<TableId, Place> places, Problems problems) {
        this.platform = platform;
        this.places = places;
        this.problems = problems;
    }

    void check(TargetSettings target, Target.Place place) {
        String name = target.name().value();
        if (place.warehouse() == Target.Warehouse.SNOWFLAKE) {
            for (Model model : platform.models()) {
                Made made = new Made(model.table(), SNOWFLAKE, name);
                made.hasNameUpTo(SnowflakeFacts.LONGEST_NAME);
                made.hasColumnsUpTo(SnowflakeFacts.LONGEST_COLUMN, model.schema());
            }
        }
        if (target.namesDatabricks()) {
            platform.databases().forEach(database -> captured(database, name));
            if (place.models() == Target.Models.DATABRICKS) {
                platform.models().forEach(model -> computed(model, name));
            }
            groups(target.name());
        }
    }

    private void captured(Database database, String target) {
        for (CapturedTable table : database.tables()) {
            Made made = new Made(table.processed(), DATABRICKS, target);
            made.hasNameUpTo(DatabricksFacts.LONGEST_NAME);
            made.hasColumnsUpTo(DatabricksFacts.LONGEST_COLUMN, table.schema());
            if (!DatabricksFacts.mayBeNamed(table.name())) {
                made.refuse(
                        "Unity Catalog takes no name with a space, a period, a slash or a control character",
                        "Add under tables: processed.%s: {from: %s}."
                                .formatted(table.name().replaceAll("[ ./\\p{Cntrl}]", "_"), table));
            }
        }
    }

    private void computed(Model model, String target) {
        Made made = new Made(model.table(), DATABRICKS, target);
        made.hasNameUpTo(DatabricksFacts.LONGEST_MODEL);
        made.hasColumnsUpTo(DatabricksFacts.LONGEST_COLUMN, model.schema());
        for (String column : model.schema().names()) {
            if (!DatabricksFacts.mayBeColumn(column)) {
                made.refuse(
                        "column '%s' has a space or one of ,;{}()= in its name, which a table made there may not"
                                .formatted(column),
                        "Write … as another_name.");
            }
            if (column.toLowerCase(Locale.ROOT).equals(Model.BROKEN)
                    && !model.quarantining().isEmpty()) {
                made.refuse(
                        "the table of rows put aside has a column '%s' of its own".formatted(Model.BROKEN),
                        "Write … as another_name.");
            }
        }
    }

    /** Groups are the account's, so two targets may share them; a target's name may end as a role's begins. */
    private void groups(Written<String> target) {
        for (Role role : platform.ground().access().roles()) {
            String group = "%s-%s-%s"
                    .formatted(platform.name(), target.value(), role.name())
                    .replace('_', '-');
            String mine = "role '%s' on target '%s'".formatted(role.name(), target.value());
            String first = groups.putIfAbsent(group, mine);
            if (first != null) {
                problems.add(
                        target.place(),
                        "Cannot make %s: its group in Databricks is '%s', and so is that of %s. Rename the target or a role."
                                .formatted(mine, group, first));
            }
        }
    }

    /** A table that a vendor makes for a target. */
    private final class Made {
        private final TableId table;
        private final String vendor;
        private final String target;

        Made(TableId table, String vendor, String target) {
            this.table = table;
            this.vendor = vendor;
            this.target = target;
        }

        void hasNameUpTo(int most) {
            if (table.name().length() > most) {
                refuse(
                        "its name has %d characters, and %s takes %d"
                                .formatted(table.name().length(), vendor, most),
                        "Shorten it.");
            }
        }

        void hasColumnsUpTo(int most, TableSchema schema) {
            Predicate<String> isLong = column -> column.length() > most;
            schema.columns().stream()
                    .map(Column::name)
                    .filter(isLong)
                    .forEach(column -> refuse(
                            "column '%s' has %d characters, and %s takes %d"
                                    .formatted(column, column.length(), vendor, most),
                            "Shorten it."));
        }

        void refuse(String why, String remedy) {
            problems.add(
                    places.get(table),
                    "Cannot make '%s' in %s for target '%s': %s. %s".formatted(table, vendor, target, why, remedy));
        }
    }
}
