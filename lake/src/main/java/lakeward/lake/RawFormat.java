package lakeward.lake;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableSchema;
import lakeward.duckdb.Sql;
import lakeward.lake.log.DataFile;
import lakeward.lake.log.DeltaSchema;

/** Changes on their way into raw tables, and back: what {@link CapturedTable} says of the columns, as SQL. */
final class RawFormat {
    static final String EXACT = "_exact";

    // Columns of a temporary table of changes have a mark in front that sets them apart from the source's.
    static final String RANK = mark("rank");
    static final String OPERATION = mark("operation");
    static final String TRANSACTION = mark("transaction");
    static final String POSITION = mark("position");
    static final String SEQUENCE = mark("sequence");
    static final String COMMITTED_AT = mark("committed_at");
    static final String CAPTURED_AT = mark("captured_at");
    /** Indexes of the columns whose value the source left out, as {@code ,3,7,}; null if there is none. */
    static final String UNCHANGED = mark("unchanged");

    private RawFormat() {}

    /** Returns the path of a column's value in {@link #EXACT}, as SQL. */
    static String exactPath(String column) {
        return Sql.text("$.\"" + column.replace("\"", "\\\"") + "\"");
    }

    /** Sees to it that the source's names are not ours. */
    static void check(CapturedTable table) {
        for (Column column : table.schema().columns()) {
            if (CapturedTable.OWN_COLUMNS.contains(column.name())) {
                throw new PlatformException(
                        Fault.DEFINITION,
                        "Cannot capture '%s': its column '%s' has a name that raw tables use. Rename it at the source, or leave the table out."
                                .formatted(table, column.name()));
            }
        }
    }

    /** Returns the columns that the source's table has had, by raw's own. */
    static List<Column> source(TableSchema raw) {
        return raw.columns().stream()
                .filter(column -> !CapturedTable.OWN_COLUMNS.contains(column.name()))
                .toList();
    }

    /** Returns a query over changes as raw has them. */
    static String toRaw(List<Column> source, String changes) {
        return "select %s as _operation, %s as _transaction, %s as _position, %s as _sequence, %s as _committed_at, %s as _captured_at, %s from %s"
                .formatted(
                        label(), TRANSACTION, POSITION, SEQUENCE, COMMITTED_AT, CAPTURED_AT, columns(source), changes);
    }

    /** Returns a query over raw's rows as changes, ranked in the order in which they are replayed. */
    static String fromRaw(List<Column> source, String raw) {
        String labels = Stream.of(Operation.values())
                .map(operation -> Sql.text(operation.label()))
                .collect(Collectors.joining(", ", "[", "]"));
        return ("select row_number() over (order by _position, _operation in ('restart', 'snapshot'), _sequence,"
                        + " _operation <> 'restart', _operation <> 'move') - 1 as %s,"
                        + " (list_position(%s, _operation) - 1)::tinyint as %s, _position as %s, %s from %s")
                .formatted(RANK, labels, OPERATION, POSITION, columns(source), raw);
    }

    /** Returns a query for the row of raw that says that the table starts over. */
    static String restartRow(DeltaSchema raw, Position position, long now) {
        StringBuilder columns = new StringBuilder();
        for (DeltaSchema.Field field : raw.fields()) {
            String value = switch (field.name()) {
                case "_operation" -> Sql.text(Operation.RESTART.label());
                case "_transaction", "_sequence" -> "0::bigint";
                case "_position" -> position.value() + "::bigint";
                case "_committed_at", "_captured_at" -> "make_timestamptz(%d)".formatted(now * 1000);
                default -> "null::" + field.column().type().duckdb();
            };
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append(value)
                    .append(" as ")
                    .append(Sql.name(field.name()));
        }
        return "select " + columns;
    }

    /** Returns a commit's figures of files that it adds. */
    static Map<String, String> rows(List<DataFile> files) {
        return Map.of(
                "numOutputRows",
                Long.toString(files.stream().mapToLong(DataFile::rows).sum()),
                "numFiles",
                Integer.toString(files.size()));
    }

    private static String columns(List<Column> source) {
        return Stream.concat(source.stream().map(Column::name), Stream.of(EXACT))
                .map(Sql::name)
                .collect(Collectors.joining(", "));
    }

    private static String label() {
        return Stream.of(Operation.values())
                .map(operation -> "when %d then %s".formatted(operation.ordinal(), Sql.text(operation.label())))
                .collect(Collectors.joining(" ", "case " + OPERATION + " ", " end"));
    }

    private static String mark(String name) {
        return Sql.name("#" + name);
    }
}
