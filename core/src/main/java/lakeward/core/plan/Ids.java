package lakeward.core.plan;

import java.util.List;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Model;
import lakeward.core.platform.Query;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;

/** The names of steps, the same on every target, and what several targets say in one way. */
final class Ids {
    private Ids() {}

    static String of(Database database) {
        return "database:" + database.name();
    }

    static String ofDatabase(CapturedTable table) {
        return "database:" + table.database();
    }

    static String traffic(Database database) {
        return "traffic:" + database.name();
    }

    static String capture(CapturedTable table) {
        return "capture:" + table;
    }

    static String of(TableId table) {
        return table.toString();
    }

    /** Returns what a model needs: each table that it reads, once, in order. */
    static List<String> needs(Model model) {
        return model.query().reads().stream()
                .map(Query.Reference::table)
                .distinct()
                .sorted()
                .map(Ids::of)
                .toList();
    }

    static String columns(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> column.name() + " " + column.type() + (column.nullable() ? "" : " not null"))
                .collect(Collectors.joining(", "));
    }
}
