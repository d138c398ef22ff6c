package lakeward.capture.dms;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lakeward.core.plan.DmsFormat;

/**
 * The rows of a CSV file as DMS writes it with {@code Rfc4180}: what has a quotation mark, a comma or a new line in it stands
 * between quotation marks, and is written with two for one.
 */
final class CsvRows implements Row {
    private static final byte[] NULL = DmsFormat.NULL.getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNCHANGED = DmsFormat.UNCHANGED.getBytes(StandardCharsets.UTF_8);

    private final byte[] bytes;
    private int at;
    private int number;
    private int size;
    private int[] starts = new int[64];
    private int[] ends = new int[64];

    /** @param bytes the file; is changed */
    CsvRows(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Goes to the next row; returns whether there is one. */
    boolean next() {
        if (at == bytes.length) {
            return false;
        }
        number++;
        size = 0;
        boolean more = true;
        while (more) {
            grow();
            int end = at < bytes.length && bytes[at] == '"' ? quotedField() : plainField();
            size++;
            more = end < bytes.length && bytes[end] == ',';
            at = Math.min(bytes.length, end + 1);
        }
        return true;
    }

    /** Returns the row's number in the file, from 1. */
    int number() {
        return number;
    }

    /** Whether the row that was read is the file's last. */
    boolean isLast() {
        return at == bytes.length;
    }

    /** Whether a new line follows on the row that was read. */
    boolean isEnded() {
        return bytes[at - 1] == '\n';
    }

    /** Reads to the field's end, and returns where what follows on it stands. */
    private int plainField() {
        int end = at;
        while (end < bytes.length && bytes[end] != ',' && bytes[end] != '\n') {
            if (bytes[end] == '"') {
                throw new UnreadableException("field %d has a quotation mark, and none around it".formatted(size + 1));
            }
            end++;
        }
        set(at, end);
        return end;
    }

    /** As above. Two quotation marks become one in their place, so that the text is in one piece. */
    private int quotedField() {
        int from = at + 1;
        int to = from;
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '"') {
                boolean isDoubled = i + 1 < bytes.length && bytes[i + 1] == '"';
                if (!isDoubled) {
                    if (i + 1 < bytes.length && bytes[i + 1] != ',' && bytes[i + 1] != '\n') {
                        throw new UnreadableException("field %d goes on behind its quotation mark".formatted(size + 1));
                    }
                    set(from, to);
                    return i + 1;
                }
                i++;
            }
            bytes[to++] = bytes[i];
        }
        throw new UnreadableException("the file ends amid field %d".formatted(size + 1));
    }

    private void set(int start, int end) {
        starts[size] = start;
        ends[size] = end;
    }

    private void grow() {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int field) {
        return is(field, NULL);
    }

    @Override
    public boolean isUnchanged(int field) {
        return is(field, UNCHANGED);
    }

    private boolean is(int field, byte[] text) {
        return Arrays.equals(bytes, starts[field], ends[field], text, 0, text.length);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start(int field) {
        return starts[field];
    }

    @Override
    public int length(int field) {
        return ends[field] - starts[field];
    }
}
