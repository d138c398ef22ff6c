package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;

/**
 * What AWS DMS does not bring across from PostgreSQL, as far as its documentation tells.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html">PostgreSQL as a source</a>
 */
public final class DmsLosses {
    /** The largest value that tasks are set to bring across whole, in the task's own unit. */
    static final int LOB_LIMIT_KB = 102_400;

    static final String OF_ANY_TABLE = "DMS does not bring across TRUNCATE, and passes over changes of a key.";

    private static final Pattern LARGE =
            Pattern.compile("text|xml|jsonb?|bytea|hstore|tsvector|tsquery|path|polygon|.*\\[]");
    private static final Pattern INTERVAL = Pattern.compile("interval.*");
    private static final Pattern NOT_FINITE = Pattern.compile("numeric.*|real|double precision|date|timestamp.*");

    private DmsLosses() {}

    /** Whether DMS leaves the column out altogether. */
    public static boolean leavesOut(Column column) {
        return column.declared().equals("oid");
    }

    /** Returns one sentence on what of the table's values is lost. */
    static String of(CapturedTable table) {
        List<String> losses = new ArrayList<>();
        add(
                losses,
                table,
                column -> column.declared().equals("numeric"),
                "rounds %s (numeric without limits) to 6 decimals");
        add(losses, table, column -> LARGE.matcher(column.declared()).matches(), "cuts %s after 100 MiB");
        add(
                losses,
                table,
                column -> INTERVAL.matcher(column.declared()).matches(),
                "writes %s (interval) out in words, cut after 128 characters");
        add(
                losses,
                table,
                column -> NOT_FINITE.matcher(column.declared()).matches(),
                "does not say what becomes of NaN and infinity in %s");
        String start = OF_ANY_TABLE.substring(0, OF_ANY_TABLE.length() - 1);
        return losses.isEmpty() ? OF_ANY_TABLE : "%s; it %s.".formatted(start, String.join("; it ", losses));
    }

    private static void add(List<String> losses, CapturedTable table, Predicate<Column> which, String what) {
        List<String> columns = table.schema().columns().stream()
                .filter(which)
                .map(Column::name)
                .toList();
        if (!columns.isEmpty()) {
            losses.add(what.formatted(String.join(", ", columns)));
        }
    }
}
