package lakeward.core.platform;

import java.util.Locale;

/** What a change does to its table. Replaying a table's changes in order gives the table. */
public enum Operation {
    /** A row appeared; if a row of its key is there, it takes that one's place. */
    INSERT,
    /** The row of this key has these values now. */
    UPDATE,
    /** The row of this key is gone; other columns are null. */
    DELETE,
    /** The row of this key is gone because the next change, an update, gives it another key. */
    MOVE,
    /** All rows are gone; every column is null. */
    TRUNCATE,
    /** The table starts over: whatever came before is void. Rows of a snapshot follow. Every column is null. */
    RESTART,
    /** A row as a snapshot read it. */
    SNAPSHOT,
    /**
     * Every row that is there takes the values of this change's columns that are not null: a new column's default. A column
     * that its exact values name as null takes the place of an earlier one of that name: rows take its value, null too.
     */
    FILL;

    private static final Operation[] ALL = values();

    /** Returns the text that stands for it in raw tables, for example {@code insert}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the operation with this ordinal. */
    public static Operation of(int ordinal) {
        return ALL[ordinal];
    }

    /** Whether it says something of one row, rather than of the whole table. */
    public boolean isOfOneRow() {
        return switch (this) {
            case INSERT, UPDATE, DELETE, MOVE, SNAPSHOT -> true;
            case TRUNCATE, RESTART, FILL -> false;
        };
    }
}
