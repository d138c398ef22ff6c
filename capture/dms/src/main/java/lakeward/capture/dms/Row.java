package lakeward.capture.dms;

import java.nio.charset.StandardCharsets;

/** The fields of one row, as text. Used again for the next row. */
interface Row {
    /** Returns how many fields there are. */
    int size();

    /** Whether the row has no value there. */
    boolean isNull(int field);

    /** Whether the source left the value out because it stays as it was. */
    boolean isUnchanged(int field);

    /** Returns the array that has the field's text in UTF-8, from {@link #start} on. */
    byte[] bytes();

    int start(int field);

    int length(int field);

    default String text(int field) {
        return new String(bytes(), start(field), length(field), StandardCharsets.UTF_8);
    }
}
