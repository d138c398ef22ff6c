package lakeward.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Type;

/**
 * What AWS DMS does not bring across from PostgreSQL, as far as its documentation tells.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html">PostgreSQL as a source</a>
 */
public final class DmsLosses {
    /** The largest value that tasks are set to bring across whole, in the task's own unit. */
    static final int LOB_LIMIT_KB = 102_400;

    static final String OF_ANY_TABLE =
            "DMS does not bring across TRUNCATE, passes over changes of a key, and a transaction amid which it halts is read in two.";

    private static final Pattern LARGE =
            Pattern.compile("text|xml|jsonb?|bytea|hstore|tsvector|tsquery|path|polygon|.*\\[]");
    private static final Pattern INTERVAL = Pattern.compile("interval.*");
    private static final Pattern SHAPE = Pattern.compile("point|line|lseg|box|path|polygon|circle");
    private static final Pattern PADDED = Pattern.compile("character\\(.*|\"char\"");
    private static final Pattern ZONED = Pattern.compile("timestamp.* with time zone");
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
        add(losses, table, declared(LARGE), "stops at more than 100 MiB in %s");
        add(losses, table, declared(LARGE), "does not say what it writes of %s when an update leaves it as it is");
        add(losses, table, declared(INTERVAL), "writes %s (interval) out in words, cut after 128 characters");
        add(
                losses,
                table,
                column -> column.declared().equals("money"),
                "writes %s (money) as a number with 4 decimals");
        add(losses, table, declared(SHAPE), "writes %s in a form of its own");
        add(losses, table, declared(PADDED), "drops spaces at the end of %s");
        add(losses, table, declared(ZONED), "does not say in which zone it writes %s; it is read as UTC");
        add(
                losses,
                table,
                column -> column.declared().equals("bytea"),
                "does not say how it writes %s (bytea); what is not hexadecimal stops the table");
        add(losses, table, declared(NOT_FINITE), "does not say what becomes of NaN and infinity in %s");
        add(
                losses,
                table,
                column -> column.type().kind() == Type.Kind.STRING,
                "has no other sign for no value, and for one left out, than the texts %s and %s, which %%s must not hold"
                        .formatted(DmsFormat.NULL, DmsFormat.UNCHANGED));
        String start = OF_ANY_TABLE.substring(0, OF_ANY_TABLE.length() - 1);
        return losses.isEmpty() ? OF_ANY_TABLE : "%s; it %s.".formatted(start, String.join("; it ", losses));
    }

    private static Predicate<Column> declared(Pattern types) {
        return column -> types.matcher(column.declared()).matches();
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
