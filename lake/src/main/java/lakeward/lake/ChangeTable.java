package lakeward.lake;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Operation;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.duckdb.Sql;
import org.duckdb.DuckDBAppender;

/** Changes of one table in a temporary table of DuckDB, in source order. For use by one thread. */
final class ChangeTable implements AutoCloseable {
    private final Workspace workspace;
    private final String name;
    private CapturedTable table;
    private List<Column> columns;
    private final Set<Operation> operations = EnumSet.noneOf(Operation.class);
    private boolean hasUnchanged;
    private long size;
    private long bytes;
    private long lastPosition = Long.MIN_VALUE;

    ChangeTable(Workspace workspace, CapturedTable table) {
        this.workspace = workspace;
        this.name = workspace.newName("changes");
        this.table = table;
        this.columns = table.schema().columns();
        workspace.execute("create or replace temp table %s (%s)".formatted(name, definition(columns)));
    }

    private static String definition(List<Column> columns) {
        String own = "%s bigint, %s tinyint, %s bigint, %s bigint, %s bigint, %s timestamptz, %s timestamptz, "
                .formatted(
                        RawFormat.RANK,
                        RawFormat.OPERATION,
                        RawFormat.TRANSACTION,
                        RawFormat.POSITION,
                        RawFormat.SEQUENCE,
                        RawFormat.COMMITTED_AT,
                        RawFormat.CAPTURED_AT);
        String source = columns.stream()
                .map(column -> Sql.name(column.name()) + " " + column.type().duckdb() + ", ")
                .collect(Collectors.joining());
        return own + RawFormat.EXACT + " varchar, " + RawFormat.UNCHANGED + " varchar, "
                + source.substring(0, source.length() - 2);
    }

    String name() {
        return "temp." + name;
    }

    /** Returns the source's table with the columns it has had last. */
    CapturedTable table() {
        return table;
    }

    /** Returns all columns that the source's table has had. */
    List<Column> columns() {
        return columns;
    }

    Set<Operation> operations() {
        return operations;
    }

    boolean hasUnchanged() {
        return hasUnchanged;
    }

    /** Returns how many changes there are. */
    long size() {
        return size;
    }

    /** Returns about how many bytes a change has. */
    long rowSize() {
        return size == 0 ? 0 : bytes / size;
    }

    /** Returns the greatest position of any change. */
    long lastPosition() {
        return lastPosition;
    }

    /** Adds changes behind those that are there. */
    void append(Changes changes) {
        evolve(changes.table());
        TableSchema schema = changes.table().schema();
        int[] sources = columns.stream()
                .mapToInt(column -> schema.indexOf(column.name()))
                .toArray();
        boolean anyUnchanged = changes.hasUnchanged();
        try (DuckDBAppender appender = workspace.appender(name)) {
            for (int row = 0; row < changes.size(); row++) {
                Operation operation = changes.operation(row);
                operations.add(operation);
                lastPosition = Math.max(lastPosition, changes.positions().word(row));
                appender.beginRow()
                        .append(size + row)
                        .append((byte) operation.ordinal())
                        .append(changes.transactions().word(row))
                        .append(changes.positions().word(row))
                        .append(changes.sequences().word(row))
                        .appendEpochMicros(changes.committedAt().word(row))
                        .appendEpochMicros(changes.capturedAt().word(row));
                append(appender, changes.exact(), row);
                appendUnchanged(appender, changes, sources, anyUnchanged ? row : -1);
                for (int source : sources) {
                    if (source < 0) {
                        appender.appendNull();
                    } else {
                        append(appender, changes.column(source), row);
                    }
                }
                appender.endRow();
            }
            appender.flush();
        } catch (SQLException e) {
            throw LakeFailure.of("load changes of " + table, e);
        }
        size += changes.size();
        bytes += changes.byteSize();
        hasUnchanged |= anyUnchanged;
    }

    private void evolve(CapturedTable evolved) {
        if (evolved.schema().equals(table.schema())) {
            return;
        }
        addMissing(evolved.schema().columns());
        table = evolved;
    }

    /** Adds the columns that are not there, with nulls. */
    void addMissing(List<Column> wanted) {
        List<Column> all = new ArrayList<>(columns);
        for (Column column : wanted) {
            if (columns.stream().noneMatch(known -> known.name().equals(column.name()))) {
                all.add(column);
                workspace.execute("alter table %s add column %s %s"
                        .formatted(
                                name(), Sql.name(column.name()), column.type().duckdb()));
            }
        }
        columns = List.copyOf(all);
    }

    private static void appendUnchanged(DuckDBAppender appender, Changes changes, int[] sources, int row)
            throws SQLException {
        StringBuilder indexes = new StringBuilder();
        for (int i = 0; row >= 0 && i < sources.length; i++) {
            if (sources[i] >= 0 && changes.column(sources[i]).isUnchanged(row)) {
                indexes.append(indexes.isEmpty() ? "," : "").append(i).append(',');
            }
        }
        if (indexes.isEmpty()) {
            appender.appendNull();
        } else {
            appender.append(indexes.toString());
        }
    }

    private static void append(DuckDBAppender appender, ColumnVector vector, int row) throws SQLException {
        if (vector.isNull(row)) {
            appender.appendNull();
            return;
        }
        Type type = vector.type();
        switch (type.kind()) {
            case BOOLEAN -> appender.append(vector.word(row) != 0);
            case SHORT -> appender.append((short) vector.word(row));
            case INTEGER -> appender.append((int) vector.word(row));
            case LONG -> appender.append(vector.word(row));
            case FLOAT -> appender.append(Float.intBitsToFloat((int) vector.word(row)));
            case DOUBLE -> appender.append(Double.longBitsToDouble(vector.word(row)));
            case DATE -> appender.appendEpochDays((int) vector.word(row));
            case TIMESTAMP, TIMESTAMP_NTZ -> appender.appendEpochMicros(vector.word(row));
            case STRING, BINARY ->
                appender.append(
                        Arrays.copyOfRange(vector.bytes(), vector.start(row), vector.start(row) + vector.length(row)));
            case DECIMAL -> {
                // DuckDB keeps a decimal in the smallest integer that its precision needs.
                if (type.isWide()) {
                    appender.appendDecimal(vector.low(row), vector.high(row));
                } else if (type.precision() > 9) {
                    appender.appendDecimal(vector.word(row));
                } else if (type.precision() > 4) {
                    appender.appendDecimal((int) vector.word(row));
                } else {
                    appender.appendDecimal((short) vector.word(row));
                }
            }
        }
    }

    @Override
    public void close() {
        workspace.drop(name);
    }
}
