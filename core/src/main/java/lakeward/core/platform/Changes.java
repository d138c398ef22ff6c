package lakeward.core.platform;

import java.util.List;

/**
 * Changes of one table in source order, column by column. All have one schema; a table whose columns change goes on in
 * another instance. Filled by one thread, then read by one: not for use by several at once.
 *
 * <p>Of each change: its operation; the source's transaction number; its position, where its transaction committed; its
 * sequence, which orders the changes of one position over all tables of the database; when the transaction committed and
 * when we received the change, both in microseconds since 1970-01-01T00:00:00Z.
 *
 * <p>Values that a column's type cannot hold exactly, such as {@code infinity} in a date, are null in their column and
 * stand in {@link #exact} as a JSON object from column name to the source's own text.
 */
public final class Changes {
    private final CapturedTable table;
    private final ColumnVector operations = new ColumnVector(Type.LONG);
    private final ColumnVector transactions = new ColumnVector(Type.LONG);
    private final ColumnVector positions = new ColumnVector(Type.LONG);
    private final ColumnVector sequences = new ColumnVector(Type.LONG);
    private final ColumnVector committedAt = new ColumnVector(Type.TIMESTAMP);
    private final ColumnVector capturedAt = new ColumnVector(Type.TIMESTAMP);
    private final List<ColumnVector> columns;
    private final ColumnVector exact = new ColumnVector(Type.STRING);

    public Changes(CapturedTable table) {
        this.table = table;
        this.columns = table.schema().columns().stream()
                .map(column -> new ColumnVector(column.type()))
                .toList();
    }

    public CapturedTable table() {
        return table;
    }

    public int size() {
        return operations.size();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** Returns how much memory the changes take, in bytes. */
    public long byteSize() {
        long size = 48L * size() + exact.byteSize();
        for (ColumnVector column : columns) {
            size += column.byteSize();
        }
        return size;
    }

    /**
     * Starts a change. The caller then appends one value to every column and to {@link #exact}.
     *
     * @param committedAt microseconds since 1970-01-01T00:00:00Z, and so is {@code capturedAt}
     */
    public void begin(
            Operation operation, long transaction, long position, long sequence, long committedAt, long capturedAt) {
        operations.appendWord(operation.ordinal());
        transactions.appendWord(transaction);
        positions.appendWord(position);
        sequences.appendWord(sequence);
        this.committedAt.appendWord(committedAt);
        this.capturedAt.appendWord(capturedAt);
    }

    public Operation operation(int row) {
        return Operation.of((int) operations.word(row));
    }

    public ColumnVector transactions() {
        return transactions;
    }

    public ColumnVector positions() {
        return positions;
    }

    public ColumnVector sequences() {
        return sequences;
    }

    public ColumnVector committedAt() {
        return committedAt;
    }

    public ColumnVector capturedAt() {
        return capturedAt;
    }

    /** Returns the table's columns, in its schema's order. */
    public List<ColumnVector> columns() {
        return columns;
    }

    public ColumnVector column(int index) {
        return columns.get(index);
    }

    /** Returns the values that their columns cannot hold: a JSON object a row, mostly null. */
    public ColumnVector exact() {
        return exact;
    }

    /** Whether any row keeps a value that the source did not send. */
    public boolean hasUnchanged() {
        return columns.stream().anyMatch(ColumnVector::hasUnchanged);
    }

    /** Forgets all changes and keeps the memory. */
    public void clear() {
        operations.clear();
        transactions.clear();
        positions.clear();
        sequences.clear();
        committedAt.clear();
        capturedAt.clear();
        columns.forEach(ColumnVector::clear);
        exact.clear();
    }
}
