package lakeward.capture.dms;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;

/**
 * The rows of a table at a position: those of its full load, and what became of them by the changes up to there. A full load is
 * of no one moment, and what it read may be among the changes too. So a change does what it says of its row whether that is
 * there or not. The rows that changed are held in memory, each about twice at most however often it changed.
 */
final class TableAtPosition {
    private static final int ROWS_A_PIECE = 8_192;
    private static final int NONE = -1;

    /** So many changes are not worth folding. */
    private static final int FEW = 64;

    private final CapturedTable table;
    private final long position;
    private final long readAt;
    private final Consumer<Changes> receiver;
    private final RowAppender rows;
    private final int[] key;

    private Changes changed;
    /** Of each key the last change. */
    private final Map<ByteBuffer, Integer> last = new HashMap<>();
    /** Of each change the one before it of the same row, if that has what this one leaves out. */
    private final List<Integer> before = new ArrayList<>();

    private final Changes loaded;
    private Changes piece;
    private long count;

    /** @param readAt microseconds since 1970-01-01T00:00:00Z */
    TableAtPosition(CapturedTable table, Position position, long readAt, Consumer<Changes> receiver) {
        this.table = table;
        this.position = position.value();
        this.readAt = readAt;
        this.receiver = receiver;
        this.rows = new RowAppender(table);
        this.key =
                table.schema().key().stream().mapToInt(table.schema()::indexOf).toArray();
        this.changed = new Changes(table);
        this.loaded = new Changes(table);
        this.piece = new Changes(table);
    }

    /** Returns what reads the table's rows. */
    RowAppender rows() {
        return rows;
    }

    /**
     * Takes a change. They come in order, and before the rows of the load.
     *
     * @throws UnreadableException if it is none of the table's
     */
    void change(Operation operation, Row row) {
        rows.requireChange(row);
        changed.begin(operation, 0, position, 0, readAt, readAt);
        rows.append(changed, operation, row, ChangeRows.FIRST_COLUMN);
        int index = changed.size() - 1;
        Integer earlier = last.put(key(changed, index), index);
        boolean goesOn = operation == Operation.UPDATE && earlier != null;
        before.add(goesOn ? earlier : NONE);
        if (changed.size() > 2 * last.size() + FEW) {
            fold();
        }
    }

    /** Keeps one change of each row, which has what those before it had and it leaves out. */
    private void fold() {
        Changes folded = new Changes(table);
        last.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> {
            int change = entry.getValue();
            folded.begin(changed.operation(change), 0, position, 0, readAt, readAt);
            for (int i = 0; i < folded.columns().size(); i++) {
                int at = holder(i, change);
                if (at == NONE) {
                    folded.column(i).appendUnchanged();
                } else {
                    requireKnown(i, changed, at, at != change);
                    folded.column(i).appendFrom(changed.column(i), at);
                }
            }
            folded.exact().appendFrom(changed.exact(), change);
            entry.setValue(folded.size() - 1);
        });
        changed = folded;
        before.clear();
        before.addAll(Collections.nCopies(folded.size(), NONE));
    }

    /**
     * Takes a row of the load.
     *
     * @throws UnreadableException if it is none of the table's
     */
    void load(Row row, int first) {
        loaded.clear();
        loaded.begin(Operation.SNAPSHOT, 0, position, 0, readAt, readAt);
        rows.append(loaded, Operation.SNAPSHOT, row, first);
        Integer change = last.remove(key(loaded, 0));
        if (change == null) {
            give(loaded, 0, true);
        } else if (changed.operation(change) != Operation.DELETE) {
            give(changed, change, true);
        }
    }

    /** Gives the rows that are not in the load, and returns how many there were in all. */
    long finish() {
        last.values().stream().sorted().forEach(change -> {
            if (changed.operation(change) != Operation.DELETE) {
                give(changed, change, false);
            }
        });
        handOver();
        return count;
    }

    private void give(Changes from, int row, boolean isLoaded) {
        piece.begin(Operation.SNAPSHOT, 0, position, count++, readAt, readAt);
        for (int i = 0; i < piece.columns().size(); i++) {
            append(i, from, row, isLoaded);
        }
        piece.exact().appendFrom(from.exact(), row);
        if (piece.size() == ROWS_A_PIECE) {
            handOver();
        }
    }

    /** Appends the value of a column, which may be that of an earlier change, or of the load. */
    private void append(int column, Changes from, int row, boolean isLoaded) {
        Changes has = from;
        int at = from == loaded ? row : holder(column, row);
        if (at == NONE) {
            if (!isLoaded) {
                throw new UnreadableException("no row before has the value that it leaves out of column '%s'"
                        .formatted(table.schema().columns().get(column).name()));
            }
            has = loaded;
            at = 0;
        }
        requireKnown(column, has, at, has != from || at != row);
        piece.column(column).appendFrom(has.column(column), at);
    }

    /** Returns which change has a column's value, be it one before; {@link #NONE} if all leave it out. */
    private int holder(int column, int change) {
        int at = change;
        while (at != NONE && changed.column(column).isUnchanged(at)) {
            at = before.get(at);
        }
        return at;
    }

    /** What stands beside a row for a value that its type lacks does not say of which column it is: it is not taken over. */
    private void requireKnown(int column, Changes has, int row, boolean isTakenOver) {
        if (isTakenOver && has.column(column).isNull(row) && !has.exact().isNull(row)) {
            throw new UnreadableException("it leaves column '%s' out, which may have a value before that its type lacks"
                    .formatted(table.schema().columns().get(column).name()));
        }
    }

    private void handOver() {
        if (!piece.isEmpty()) {
            receiver.accept(piece);
            piece = new Changes(table);
        }
    }

    private ByteBuffer key(Changes changes, int row) {
        int size = 0;
        for (int column : key) {
            size += 2 * Long.BYTES + length(changes.column(column), row);
        }
        ByteBuffer values = ByteBuffer.allocate(size);
        for (int column : key) {
            ColumnVector vector = changes.column(column);
            int length = length(vector, row);
            if (vector.type().isVariableLength()) {
                values.putInt(length).put(vector.bytes(), vector.start(row), length);
            } else if (vector.type().isWide()) {
                values.putLong(vector.high(row)).putLong(vector.low(row));
            } else {
                values.putLong(vector.word(row));
            }
        }
        return values.flip();
    }

    private static int length(ColumnVector vector, int row) {
        return vector.type().isVariableLength() ? vector.length(row) : 0;
    }
}
