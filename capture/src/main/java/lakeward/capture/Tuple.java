package lakeward.capture;

import java.util.Arrays;

/** Where the values of a row stand in a message. Used again for each row. */
final class Tuple {
    static final int NULL = -1;
    static final int UNCHANGED = -2;

    private byte[] bytes = {};
    private int size;
    private int[] starts = new int[32];
    private int[] lengths = new int[32];

    /** Reads a row's outline and returns where it ends. */
    int read(byte[] message, int start) {
        bytes = message;
        size = BinaryValues.int16(message, start);
        if (size > starts.length) {
            starts = Arrays.copyOf(starts, size);
            lengths = Arrays.copyOf(lengths, size);
        }
        int at = start + 2;
        for (int i = 0; i < size; i++) {
            byte kind = message[at++];
            if (kind == 't') {
                lengths[i] = BinaryValues.int32(message, at);
                starts[i] = at + 4;
                at += 4 + lengths[i];
            } else {
                lengths[i] = kind == 'n' ? NULL : UNCHANGED;
            }
        }
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int column) {
        return starts[column];
    }

    /** Returns how long the value is in bytes, or {@link #NULL} or {@link #UNCHANGED}. */
    int length(int column) {
        return lengths[column];
    }

    /** Whether both rows have the value, and not the same. */
    boolean differs(Tuple other, int column) {
        int length = lengths[column];
        int otherLength = other.lengths[column];
        if (length < 0 || otherLength < 0) {
            return false;
        }
        return !Arrays.equals(
                bytes,
                starts[column],
                starts[column] + length,
                other.bytes,
                other.starts[column],
                other.starts[column] + otherLength);
    }
}
