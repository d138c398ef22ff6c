package lakeward.capture.dms;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;

/** The changes of one table that wait to be handed over. For use by the thread that reads, but for {@link #recycle}. */
final class TableFeed {
    private static final int SPARES = 3;

    private final CapturedTable table;
    private final Position from;
    private final RowAppender rows;
    private final ArrayBlockingQueue<Changes> spares = new ArrayBlockingQueue<>(SPARES);
    private Changes changes;
    private boolean stopped;

    /** @param from up to where changes are not wanted */
    TableFeed(CapturedTable table, Position from) {
        this.table = table;
        this.from = from;
        this.rows = new RowAppender(table);
        this.changes = new Changes(table);
    }

    CapturedTable table() {
        return table;
    }

    boolean isWanted(Position position) {
        return !stopped && position.isAfter(from);
    }

    /** Forgets the changes that wait, and wants no others. */
    void stop() {
        stopped = true;
        changes = new Changes(table);
    }

    /**
     * Takes the reader's row.
     *
     * @throws UnreadableException if it is none of the table's; the table is to be stopped
     */
    void add(ChangeReader reader, long receivedAt) {
        Row row = reader.row();
        rows.requireChange(row);
        Operation operation = reader.operation();
        // Of a transaction DMS tells no number, but when it committed.
        changes.begin(
                operation,
                reader.committedAt(),
                reader.position().value(),
                reader.rowNumber(),
                reader.committedAt(),
                receivedAt);
        rows.append(changes, operation, row, ChangeRows.FIRST_COLUMN);
    }

    /** Returns the changes that wait and starts anew, or empty if none wait. */
    Optional<Changes> take() {
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        Changes taken = changes;
        Changes spare = spares.poll();
        changes = spare == null ? new Changes(table) : spare;
        return Optional.of(taken);
    }

    void recycle(Changes used) {
        if (used.table().equals(table)) {
            used.clear();
            spares.offer(used);
        }
    }
}
