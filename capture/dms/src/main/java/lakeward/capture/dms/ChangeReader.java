package lakeward.capture.dms;

import java.time.Clock;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;

/**
 * Reads the files of changes row by row, and tells where transactions end. For use by one thread.
 *
 * <p>The rows of a transaction have one commit time, and may go on in the next file; there they have another position, so that a
 * position says what was read whatever came after. A transaction has ended when a row of another follows, or when its file
 * has settled and none follows on it.
 */
final class ChangeReader {
    /** What was found. */
    enum Step {
        /** A row, which is the current one. */
        ROW,
        /** The end of the transaction of the rows before. */
        END,
        /** Nothing more for now. */
        WAIT
    }

    private final Landing landing;
    private final Position from;
    private final FileQueue files;
    private final SeenTransactions seen;

    private ChangeRows rows;
    private boolean isPending;
    private boolean isOpen;
    private boolean isRepeated;
    private long committedAt = Long.MIN_VALUE;
    private Position position = Position.START;

    /** @param from the position after which rows are wanted */
    ChangeReader(Landing landing, DmsSettings settings, Clock clock, Position from) {
        this.landing = landing;
        this.from = from;
        this.files = new FileQueue(landing, settings, clock, from);
        this.seen = new SeenTransactions(settings.memory().toNanos() / 1_000);
    }

    /** Goes on by one step. Rows up to the position after which rows are wanted are passed over. */
    Step next() {
        while (true) {
            if (!isPending && !readRow()) {
                return endIfSettled();
            }
            boolean differs = rows.commit() != committedAt;
            if (isOpen && differs) {
                isPending = true;
                isOpen = false;
                return Step.END;
            }
            isPending = false;
            committedAt = rows.commit();
            boolean isFileBeginning = rows.number() == 1;
            if (differs || isFileBeginning) {
                position = Place.of(rows.file(), rows.number());
            }
            isRepeated = isRepeated(differs, isFileBeginning);
            if (position.isAfter(from)) {
                isOpen = true;
                return Step.ROW;
            }
        }
    }

    private boolean readRow() {
        while (rows == null || !rows.next()) {
            Landed next = files.poll().orElse(null);
            if (next == null) {
                return false;
            }
            rows = new ChangeRows(landing, next);
        }
        return true;
    }

    private Step endIfSettled() {
        if (isOpen && !files.isOneAwaited()) {
            isOpen = false;
            return Step.END;
        }
        return Step.WAIT;
    }

    private boolean isRepeated(boolean differs, boolean isFileBeginning) {
        try {
            return seen.isRepeated(rows.commit(), rows.row(), differs, isFileBeginning);
        } catch (UnreadableException e) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read %s: %s. Have DMS load the tables anew.".formatted(rows.where(), e.getMessage()),
                    e);
        }
    }

    /** Whether the current row was read before. */
    boolean isRepeated() {
        return isRepeated;
    }

    /** Returns the position of the current transaction's rows of the current file. */
    Position position() {
        return position;
    }

    /** Returns when the current transaction committed, in microseconds since 1970-01-01T00:00:00Z. */
    long committedAt() {
        return committedAt;
    }

    /** Returns the current row's fields. */
    Row row() {
        return rows.row();
    }

    /** Returns the current row's number in its file. */
    int rowNumber() {
        return rows.number();
    }

    /** Returns the current row's table. */
    SourceTable table() {
        return rows.table();
    }

    /**
     * Returns what the current row says of its table.
     *
     * @throws UnreadableException if it is nothing that DMS writes
     */
    Operation operation() {
        String letter = row().text(0);
        return switch (letter) {
            case "I" -> Operation.INSERT;
            case "U" -> Operation.UPDATE;
            case "D" -> Operation.DELETE;
            default ->
                throw new UnreadableException("its operation is '%s', which is none of I, U and D".formatted(letter));
        };
    }

    /** Returns where the current row is, for people. */
    String where() {
        return rows.where();
    }
}
