package lakeward.capture;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.ExactValues;
import lakeward.core.platform.Fault;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Turns what COPY sends in its binary form into changes. For use by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-BINARY-FORMAT">Binary format</a>
 */
final class SnapshotRows {
    private static final int CHUNK_BYTES = 4 << 20;
    private static final int SEQUENCES = 4096;
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    private final CapturedTable table;
    private final List<Column> columns;
    private final long position;
    private final AtomicLong sequences;
    private final Consumer<Changes> receiver;
    private final ExactValues exact = new ExactValues();
    private final long readAt = Calendars.microsOf(Instant.now());
    private final boolean[] isKey;
    private Changes changes;
    private long bytes;
    private long rows;
    private long nextSequence;
    private long lastSequence;

    SnapshotRows(CapturedTable table, Position position, AtomicLong sequences, Consumer<Changes> receiver) {
        this.table = table;
        this.columns = table.schema().columns();
        this.position = position.value();
        this.sequences = sequences;
        this.receiver = receiver;
        this.changes = new Changes(table);
        this.isKey = new boolean[columns.size()];
        for (String name : table.schema().key()) {
            isKey[table.schema().indexOf(name)] = true;
        }
    }

    /** Reads what the query gives. */
    void read(Connection connection, String query) throws SQLException {
        CopyOut copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (%s) TO STDOUT (FORMAT binary)".formatted(query));
        boolean finished = false;
        try {
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                read(message);
            }
            finished = true;
        } finally {
            if (!finished && copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Hands over what is left and returns how many rows there were. */
    long finish() {
        if (!changes.isEmpty()) {
            receiver.accept(changes);
        }
        return rows;
    }

    private void read(byte[] message) {
        int at = startsWithSignature(message)
                ? SIGNATURE.length + 8 + BinaryValues.int32(message, SIGNATURE.length + 4)
                : 0;
        while (at < message.length) {
            int fields = BinaryValues.int16(message, at);
            at += 2;
            if (fields >= 0) {
                at = row(message, at);
            }
        }
    }

    private int row(byte[] message, int start) {
        changes.begin(Operation.SNAPSHOT, 0, position, sequence(), readAt, readAt);
        int at = start;
        for (int i = 0; i < isKey.length; i++) {
            int length = BinaryValues.int32(message, at);
            at += 4;
            ColumnVector column = changes.column(i);
            if (length < 0) {
                column.appendNull();
                continue;
            }
            if (!BinaryValues.append(column, message, at, length)) {
                cannotHold(i, BinaryValues.text(column.type(), message, at));
            }
            at += length;
        }
        exact.endRow(changes.exact());
        rows++;
        bytes += at - start + 48L + 8L * isKey.length;
        if (bytes >= CHUNK_BYTES) {
            receiver.accept(changes);
            changes = new Changes(table);
            bytes = 0;
        }
        return at;
    }

    private void cannotHold(int index, String text) {
        Column column = columns.get(index);
        if (isKey[index]) {
            throw new PlatformException(
                    Fault.DEFINITION,
                    "Cannot read table '%s': its key column '%s' has the value %s, which type %s does not hold. Give that row another key, or take the table out of the definition."
                            .formatted(table, column.name(), text, column.type()));
        }
        exact.add(column.name(), text);
    }

    private long sequence() {
        if (nextSequence == lastSequence) {
            nextSequence = sequences.getAndAdd(SEQUENCES);
            lastSequence = nextSequence + SEQUENCES;
        }
        return nextSequence++;
    }

    private static boolean startsWithSignature(byte[] message) {
        if (message.length < SIGNATURE.length + 8) {
            return false;
        }
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (message[i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }
}
