package lakeward.core.platform;

import java.util.Arrays;

/** Some of a vector's rows, a bit each; takes no memory until the first. */
final class RowSet {
    private long[] bits = {};
    private boolean empty = true;

    void add(int row) {
        int word = row >> 6;
        if (word >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(word + 1, 2 * bits.length));
        }
        bits[word] |= 1L << row;
        empty = false;
    }

    boolean contains(int row) {
        int word = row >> 6;
        return !empty && word < bits.length && (bits[word] >>> row & 1) != 0;
    }

    boolean isEmpty() {
        return empty;
    }

    void clear() {
        if (!empty) {
            Arrays.fill(bits, 0);
            empty = true;
        }
    }
}
