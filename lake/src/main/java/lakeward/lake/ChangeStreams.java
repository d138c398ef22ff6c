package lakeward.lake;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Type;
import lakeward.duckdb.Sql;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * A function of DuckDB that reads a snapshot's rows while they are given, so that a statement takes in any number of them
 * without a table in between. Safe for use by many threads.
 *
 * <p>A statement that waits for changes holds a thread of DuckDB's: only a DuckDB of one thread, where each statement runs on
 * its caller's, is to read them.
 */
final class ChangeStreams {
    private static final String FUNCTION = "lakeward_changes";
    /** They come first, then the exact values, then the table's columns. */
    private static final List<String> METADATA = List.of(
            RawFormat.TRANSACTION,
            RawFormat.POSITION,
            RawFormat.SEQUENCE,
            RawFormat.COMMITTED_AT,
            RawFormat.CAPTURED_AT);

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();

    private record Open(CapturedTable table, ChangeStream stream) {}

    /** Makes the function known to DuckDB. */
    void register(DuckDBConnection connection) throws SQLException {
        DuckDBFunctions.tableFunction()
                .withName(FUNCTION)
                .withParameter(DuckDBColumnType.VARCHAR)
                .withProjectionPushdown()
                .withFunction(new Function())
                .register(connection);
    }

    /** Returns the name under which one statement may read the stream, until it is {@linkplain #forget forgotten}. */
    String add(CapturedTable table, ChangeStream stream) {
        String name = "changes" + names.incrementAndGet();
        open.put(name, new Open(table, stream));
        return name;
    }

    /** Runs a statement that reads a stream, which others fill meanwhile. */
    static void onOwnThread(Runnable statement) {
        Thread thread = new Thread(statement, "lakeward-changes");
        thread.setDaemon(true);
        thread.start();
    }

    void forget(String name) {
        open.remove(name);
    }

    /**
     * Returns a relation for a FROM clause: what {@link RawFormat#toRaw} takes.
     *
     * @param columns of the source's table, those included that it has no longer, which are null
     */
    static String relation(String name, CapturedTable table, List<Column> columns) {
        String metadata = METADATA.stream()
                .map(column -> value(column, METADATA.indexOf(column) < 3 ? Type.LONG : Type.TIMESTAMP))
                .collect(Collectors.joining(", "));
        String source = columns.stream()
                .map(column -> table.schema().column(column.name()).isPresent()
                        ? value(Sql.name(column.name()), column.type())
                        : "null::%s as %s".formatted(column.type().duckdb(), Sql.name(column.name())))
                .collect(Collectors.joining(", "));
        return "(select %d as %s, %s, %s, %s from %s(%s))"
                .formatted(
                        Operation.SNAPSHOT.ordinal(),
                        RawFormat.OPERATION,
                        metadata,
                        Sql.name(RawFormat.EXACT),
                        source,
                        FUNCTION,
                        Sql.text(name));
    }

    /** Puts together a value that the driver cannot hand over as it is. */
    private static String value(String name, Type type) {
        return switch (type.kind()) {
            case BOOLEAN, SHORT, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, STRING -> name;
            case BINARY -> "unhex(%1$s) as %1$s".formatted(name);
            case DATE -> "(date '1970-01-01' + %1$s) as %1$s".formatted(name);
            case TIMESTAMP -> "make_timestamptz(%1$s) as %1$s".formatted(name);
            case TIMESTAMP_NTZ -> "make_timestamp(%1$s) as %1$s".formatted(name);
        };
    }

    /** Where one statement is in its stream. */
    private static final class Cursor {
        final ChangeStream stream;
        final int[] columns;
        Changes changes;
        int row;

        Cursor(ChangeStream stream, int[] columns) {
            this.stream = stream;
            this.columns = columns;
        }

        /** Whether there is another row. */
        boolean isAtRow() {
            while (changes == null || row == changes.size()) {
                changes = stream.next().orElse(null);
                row = 0;
                if (changes == null) {
                    return false;
                }
            }
            return true;
        }

        int write(DuckDBDataChunkWriter chunk, int at, int count) {
            for (int i = 0; i < columns.length; i++) {
                write(chunk.vector(i), at, column(columns[i]), count);
            }
            row += count;
            return count;
        }

        private ColumnVector column(int index) {
            return switch (index) {
                case 0 -> changes.transactions();
                case 1 -> changes.positions();
                case 2 -> changes.sequences();
                case 3 -> changes.committedAt();
                case 4 -> changes.capturedAt();
                case 5 -> changes.exact();
                default -> changes.column(index - METADATA.size() - 1);
            };
        }

        private void write(DuckDBWritableVector to, int at, ColumnVector from, int count) {
            if (from.type().isVariableLength()) {
                to.setStringUtf8Batch(at, texts(from, count));
                return;
            }
            boolean hasNulls = from.hasNulls();
            for (int i = 0; i < count; i++) {
                if (hasNulls && from.isNull(row + i)) {
                    to.setNull(at + i);
                } else {
                    write(to, at + i, from, from.type(), row + i);
                }
            }
        }

        private byte[][] texts(ColumnVector from, int count) {
            byte[][] texts = new byte[count][];
            boolean isBinary = from.type().kind() == Type.Kind.BINARY;
            for (int i = 0; i < count; i++) {
                if (!from.isNull(row + i)) {
                    int start = from.start(row + i);
                    byte[] value = Arrays.copyOfRange(from.bytes(), start, start + from.length(row + i));
                    texts[i] = isBinary ? HexFormat.of().formatHex(value).getBytes(StandardCharsets.US_ASCII) : value;
                }
            }
            return texts;
        }

        private static void write(DuckDBWritableVector to, int at, ColumnVector from, Type type, int row) {
            switch (type.kind()) {
                case BOOLEAN -> to.setBoolean(at, from.word(row) != 0);
                case SHORT -> to.setShort(at, (short) from.word(row));
                case INTEGER, DATE -> to.setInt(at, (int) from.word(row));
                case LONG, TIMESTAMP, TIMESTAMP_NTZ -> to.setLong(at, from.word(row));
                case FLOAT -> to.setFloat(at, Float.intBitsToFloat((int) from.word(row)));
                case DOUBLE -> to.setDouble(at, Double.longBitsToDouble(from.word(row)));
                case DECIMAL -> to.setBigDecimal(at, decimal(from, type, row));
                case STRING, BINARY -> throw new IllegalStateException("Cannot write text as a word");
            }
        }

        private static BigDecimal decimal(ColumnVector from, Type type, int row) {
            if (!type.isWide()) {
                return BigDecimal.valueOf(from.word(row), type.scale());
            }
            byte[] words = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(from.high(row))
                    .putLong(from.low(row))
                    .array();
            return new BigDecimal(new BigInteger(words), type.scale());
        }
    }

    private final class Function implements DuckDBTableFunction<Open, Cursor, Object> {
        @Override
        public Open bind(DuckDBTableFunctionBindInfo info) throws SQLException {
            Open found = open.get(info.getParameter(0).getString());
            for (String name : METADATA) {
                info.addResultColumn(unquoted(name), DuckDBColumnType.BIGINT);
            }
            info.addResultColumn(RawFormat.EXACT, DuckDBColumnType.VARCHAR);
            for (Column column : found.table().schema().columns()) {
                add(info, column);
            }
            return found;
        }

        private static String unquoted(String name) {
            return name.substring(1, name.length() - 1);
        }

        private void add(DuckDBTableFunctionBindInfo info, Column column) throws SQLException {
            Type type = column.type();
            if (type.kind() == Type.Kind.DECIMAL) {
                try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(type.precision(), type.scale())) {
                    info.addResultColumn(column.name(), decimal);
                }
                return;
            }
            info.addResultColumn(
                    column.name(),
                    switch (type.kind()) {
                        case BOOLEAN -> DuckDBColumnType.BOOLEAN;
                        case SHORT -> DuckDBColumnType.SMALLINT;
                        case INTEGER, DATE -> DuckDBColumnType.INTEGER;
                        case LONG, TIMESTAMP, TIMESTAMP_NTZ -> DuckDBColumnType.BIGINT;
                        case FLOAT -> DuckDBColumnType.FLOAT;
                        case DOUBLE -> DuckDBColumnType.DOUBLE;
                        case STRING, BINARY -> DuckDBColumnType.VARCHAR;
                        case DECIMAL -> throw new IllegalStateException("Cannot tell a decimal's digits");
                    });
        }

        @Override
        public Cursor init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            int[] columns = new int[(int) info.getColumnCount()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = (int) info.getColumnIndex(i);
            }
            return new Cursor(info.<Open>getBindData().stream(), columns);
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
            Cursor cursor = info.getInitData();
            int count = 0;
            while (count < chunk.capacity() && cursor.isAtRow()) {
                int rows = (int) Math.min(chunk.capacity() - count, cursor.changes.size() - cursor.row);
                count += cursor.write(chunk, count, rows);
            }
            return count;
        }
    }
}
