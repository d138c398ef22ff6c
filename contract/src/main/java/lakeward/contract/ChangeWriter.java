package lakeward.contract;

import java.util.List;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Operation;

/** Writes changes for tests. Values are given in the order of the table's columns. */
public final class ChangeWriter {
    /** When every change was committed, in microseconds since 1970; its capture is 5 microseconds later. */
    public static final long COMMITTED_AT = 1_700_000_000_000_000L;

    private final Changes changes;
    private long position;
    private long sequence;

    public ChangeWriter(CapturedTable table) {
        this.changes = new Changes(table);
    }

    /** Starts a transaction: the changes that follow are of this position, with sequences from 0. */
    public ChangeWriter at(long newPosition) {
        position = newPosition;
        sequence = 0;
        return this;
    }

    public ChangeWriter insert(Object... values) {
        return add(Operation.INSERT, null, values);
    }

    public ChangeWriter update(Object... values) {
        return add(Operation.UPDATE, null, values);
    }

    public ChangeWriter snapshot(Object... values) {
        return add(Operation.SNAPSHOT, null, values);
    }

    /** Adds a delete of the row with these values of the key's columns, in the order of the table's columns. */
    public ChangeWriter delete(Object... key) {
        return add(Operation.DELETE, null, keyOnly(key));
    }

    /** Adds a move of the row with these values of the key's columns, in the order of the table's columns. */
    public ChangeWriter move(Object... key) {
        return add(Operation.MOVE, null, keyOnly(key));
    }

    public ChangeWriter truncate() {
        return add(Operation.TRUNCATE, null, new Object[changes.columns().size()]);
    }

    public ChangeWriter restart() {
        return add(Operation.RESTART, null, new Object[changes.columns().size()]);
    }

    public ChangeWriter fill(Object... values) {
        return add(Operation.FILL, null, values);
    }

    /** Adds a change; its exact values are a JSON object or null. */
    public ChangeWriter add(Operation operation, String exact, Object... values) {
        changes.begin(operation, position, position, sequence++, COMMITTED_AT, COMMITTED_AT + 5);
        List<ColumnVector> columns = changes.columns();
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("%d values for %d columns".formatted(values.length, columns.size()));
        }
        for (int i = 0; i < values.length; i++) {
            Values.append(columns.get(i), values[i]);
        }
        Values.append(changes.exact(), exact);
        return this;
    }

    public Changes changes() {
        return changes;
    }

    private Object[] keyOnly(Object[] key) {
        Object[] values = new Object[changes.columns().size()];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            String name = changes.table().schema().columns().get(i).name();
            if (changes.table().schema().key().contains(name)) {
                values[i] = key[next++];
            }
        }
        return values;
    }
}
