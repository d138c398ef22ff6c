package lakeward.capture.dms;

import java.util.Arrays;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.Type;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;

/** The rows of one file of changes: {@code operation, table, schema, columns…, commit, position, sequence}. */
final class ChangeRows {
    /** Before the columns: operation, table and schema. */
    static final int FIRST_COLUMN = 3;

    /** Behind the columns: commit time, position and sequence. */
    static final int ADDED_COLUMNS = 3;

    private static final int SEQUENCE_DIGITS = 35;

    private final Landing landing;
    private final Landed file;
    private final CsvRows rows;
    private long commit;
    private SourceTable table = new SourceTable(" ", " ");
    private byte[] tableText = {};

    /** Reads the file. */
    ChangeRows(Landing landing, Landed file) {
        this.landing = landing;
        this.file = file;
        this.rows = new CsvRows(landing.read(file));
    }

    /**
     * Goes to the next row; returns whether there is one.
     *
     * @throws PlatformException if it is none of a file of changes
     */
    boolean next() {
        try {
            if (!rows.next()) {
                return false;
            }
            commit = readCommit();
            return true;
        } catch (UnreadableException e) {
            throw unreadable(e.getMessage());
        }
    }

    private long readCommit() {
        int fields = rows.size();
        if (fields < FIRST_COLUMN + ADDED_COLUMNS) {
            throw new UnreadableException("it has %d fields, and not even operation, table, schema, %s, %s and %s"
                    .formatted(fields, DmsFormat.COMMITTED, DmsFormat.POSITION, DmsFormat.SEQUENCE));
        }
        String sequence = rows.text(fields - 1);
        if (sequence.length() != SEQUENCE_DIGITS || !sequence.chars().allMatch(Character::isDigit)) {
            throw new UnreadableException(
                    rows.isLast() && !rows.isEnded()
                            ? "the file ends amid the row"
                            : "its last field is '%s', and not the %d digits of %s"
                                    .formatted(sequence, SEQUENCE_DIGITS, DmsFormat.SEQUENCE));
        }
        if (rows.number() > Place.MOST_ROWS) {
            throw new UnreadableException("the file has more than %d rows".formatted(Place.MOST_ROWS));
        }
        try {
            return DmsValues.micros(rows.text(fields - ADDED_COLUMNS), Type.TIMESTAMP);
        } catch (UnreadableException e) {
            throw new UnreadableException("%s is %s".formatted(DmsFormat.COMMITTED, e.getMessage()));
        }
    }

    /** Returns the file's name. */
    String file() {
        return file.name();
    }

    /** Returns the row's number in the file, from 1. */
    int number() {
        return rows.number();
    }

    /** Returns when the row's transaction committed, in microseconds since 1970-01-01T00:00:00Z. */
    long commit() {
        return commit;
    }

    /** Returns the row's fields. */
    Row row() {
        return rows;
    }

    /** Returns the row's table. */
    SourceTable table() {
        int start = rows.start(1);
        int end = rows.start(2) + rows.length(2);
        if (!Arrays.equals(rows.bytes(), start, end, tableText, 0, tableText.length)) {
            tableText = Arrays.copyOfRange(rows.bytes(), start, end);
            table = new SourceTable(rows.text(2), rows.text(1));
        }
        return table;
    }

    /** Returns where the row is, for people. */
    String where() {
        return "%s/%s/%s, row %d".formatted(landing.place(), DmsFormat.CHANGES, file.name(), rows.number());
    }

    private PlatformException unreadable(String why) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot read %s: %s. See whether DMS writes with the settings that 'lakeward synth' gives it."
                        .formatted(where(), why));
    }
}
