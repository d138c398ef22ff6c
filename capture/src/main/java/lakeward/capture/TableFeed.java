package lakeward.capture;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.ExactValues;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;

/** The changes of one table that wait to be handed over. For use by the thread that reads, but for {@link #recycle}. */
final class TableFeed {
    private static final int SPARES = 3;

    private final TextValues values = new TextValues();
    private final ExactValues exact = new ExactValues();
    private final ArrayBlockingQueue<Changes> spares = new ArrayBlockingQueue<>(SPARES);
    private volatile CapturedTable table;
    private Position from;
    private boolean stopped;
    private Changes changes;
    private Optional<Relation> description = Optional.empty();
    private Optional<String> problem = Optional.empty();

    /** Which of the table's columns each of the relation's is. */
    private int[] columns = {};

    private boolean[] isKey = {};

    /** @param from up to where changes are not wanted */
    TableFeed(CapturedTable table, Position from) {
        this.table = table;
        this.from = from;
        this.changes = new Changes(table);
    }

    CapturedTable table() {
        return table;
    }

    boolean isWanted(long position) {
        return !stopped && Long.compareUnsigned(position, from.value()) > 0;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** Takes note of what the log says of the table's columns; it matters from the next change that is wanted. */
    void describe(Relation relation) {
        description = Optional.of(relation);
    }

    /** Returns what the log says of the next change's columns, if {@link #follow} has not heard of it. */
    Optional<Relation> description() {
        return description;
    }

    /** Returns the error if the last change can't be told, or empty if it can. */
    Optional<String> problem() {
        return problem;
    }

    /** Forgets the changes that wait. */
    void discard() {
        changes = new Changes(table);
    }

    /** Goes on with these columns, which the next messages have in this order. The changes so far were handed over. */
    void follow(CapturedTable evolved, Relation relation) {
        if (!evolved.equals(table)) {
            table = evolved;
            changes = new Changes(evolved);
            spares.clear();
        }
        description = Optional.empty();
        columns = new int[relation.columns().size()];
        isKey = new boolean[evolved.schema().columns().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = evolved.schema().indexOf(relation.columns().get(i).name());
        }
        for (String name : evolved.schema().key()) {
            isKey[evolved.schema().indexOf(name)] = true;
        }
    }

    /** Returns the changes that wait and starts anew, or empty if none wait. */
    Optional<Changes> take() {
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        Changes taken = changes;
        Changes spare = spares.poll();
        // One that came back while the columns changed is of the table as it was.
        boolean fits = spare != null && spare.table().equals(table);
        changes = fits ? spare : new Changes(table);
        return Optional.of(taken);
    }

    void recycle(Changes used) {
        if (used.table().equals(table)) {
            used.clear();
            spares.offer(used);
        }
    }

    void insert(Transaction transaction, Tuple row) {
        begin(transaction, Operation.INSERT);
        for (int i = 0; i < columns.length; i++) {
            append(i, row, row.length(i));
        }
        exact.endRow(changes.exact());
    }

    /** @param old what the log has of the row before, or empty if its key is the same */
    void update(Transaction transaction, Optional<Tuple> old, Tuple row) {
        if (old.isPresent() && hasOtherKey(old.get(), row)) {
            key(transaction, Operation.MOVE, old.get());
        }
        begin(transaction, Operation.UPDATE);
        for (int i = 0; i < columns.length; i++) {
            if (row.length(i) != Tuple.UNCHANGED || old.isEmpty()) {
                append(i, row, row.length(i));
            } else {
                // With REPLICA IDENTITY FULL the row before has it; of another identity it has only the key.
                int length = old.get().length(i);
                append(i, old.get(), length == Tuple.NULL ? Tuple.UNCHANGED : length);
            }
        }
        exact.endRow(changes.exact());
    }

    void delete(Transaction transaction, Tuple old) {
        key(transaction, Operation.DELETE, old);
    }

    void truncate(Transaction transaction) {
        begin(transaction, Operation.TRUNCATE);
        changes.columns().forEach(ColumnVector::appendNull);
        changes.exact().appendNull();
    }

    /** Gives the rows that are older than their columns what those columns have there. */
    void fill(Transaction transaction, Map<String, Drift.Fill> fills) {
        begin(transaction, Operation.FILL);
        for (int i = 0; i < changes.columns().size(); i++) {
            Column column = table.schema().columns().get(i);
            Optional<Drift.Fill> fill = Optional.ofNullable(fills.get(column.name()));
            Optional<String> text = fill.flatMap(Drift.Fill::text);
            if (text.isPresent() && !append(changes.column(i), text.get())) {
                exact.add(column.name(), text.get());
            } else if (fill.isPresent() && fill.get().replaces()) {
                exact.addNull(column.name());
            }
            if (text.isEmpty()) {
                changes.column(i).appendNull();
            }
        }
        exact.endRow(changes.exact());
    }

    private boolean append(ColumnVector column, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return values.append(column, utf8, 0, utf8.length);
    }

    private boolean hasOtherKey(Tuple old, Tuple row) {
        for (int i = 0; i < columns.length; i++) {
            if (isKey[columns[i]] && row.differs(old, i)) {
                return true;
            }
        }
        return false;
    }

    private void key(Transaction transaction, Operation operation, Tuple old) {
        begin(transaction, operation);
        for (int i = 0; i < columns.length; i++) {
            append(i, old, isKey[columns[i]] ? old.length(i) : Tuple.NULL);
        }
        exact.endRow(changes.exact());
    }

    private void begin(Transaction transaction, Operation operation) {
        changes.begin(
                operation,
                transaction.number(),
                transaction.position(),
                transaction.nextSequence(),
                transaction.committedAt(),
                transaction.receivedAt());
    }

    private void append(int place, Tuple row, int length) {
        int index = columns[place];
        ColumnVector column = changes.column(index);
        if (length >= 0) {
            if (!values.append(column, row.bytes(), row.start(place), length)) {
                cannotHold(index, new String(row.bytes(), row.start(place), length, StandardCharsets.UTF_8));
            }
        } else if (length == Tuple.NULL) {
            column.appendNull();
        } else {
            column.appendUnchanged();
        }
    }

    private void cannotHold(int index, String text) {
        Column column = table.schema().columns().get(index);
        if (isKey[index]) {
            problem = Optional.of(
                    ("Cannot go on capturing '%s': its key column '%s' has the value %s, which type %s does not hold. "
                                    + "Give that row another key and run `lakeward resnapshot %s`, or take the table out of the definition.")
                            .formatted(table, column.name(), text, column.type(), table));
        }
        exact.add(column.name(), text);
    }
}
