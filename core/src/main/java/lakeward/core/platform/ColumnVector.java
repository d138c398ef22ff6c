package lakeward.core.platform;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values of one column, in row order, without an object a value. Grows as values are appended; {@link #clear} keeps
 * the memory. Not for use by several threads at once.
 *
 * <p>How values are held: boolean as 0 or 1; smallint, int and bigint as themselves; float and double as their bits
 * ({@code Float.floatToRawIntBits}, {@code Double.doubleToRawLongBits}); date as days and timestamps as microseconds
 * since 1970-01-01; decimals as their unscaled value, those over 18 digits in two words, high then low; text in UTF-8
 * and binary as bytes.
 */
public final class ColumnVector {
    private static final int FIRST_CAPACITY = 256;

    private final Type type;
    private final int wordsPerValue;
    private int size;
    private long[] words;
    private byte[] bytes;
    private int[] ends;
    private final RowSet nulls = new RowSet();
    private final RowSet unchanged = new RowSet();

    public ColumnVector(Type type) {
        this.type = type;
        this.wordsPerValue = type.isVariableLength() ? 0 : type.isWide() ? 2 : 1;
        this.words = new long[FIRST_CAPACITY * wordsPerValue];
        this.bytes = new byte[type.isVariableLength() ? FIRST_CAPACITY * 16 : 0];
        this.ends = new int[type.isVariableLength() ? FIRST_CAPACITY : 0];
    }

    public Type type() {
        return type;
    }

    /** Returns how many values there are, nulls and unchanged ones included. */
    public int size() {
        return size;
    }

    /** Returns how much memory the values take, in bytes. */
    public long byteSize() {
        return 8L * wordsPerValue * size + (type.isVariableLength() ? 4L * size + start(size) : 0);
    }

    /** Appends a value of one word. */
    public void appendWord(long word) {
        if (size == words.length) {
            words = Arrays.copyOf(words, 2 * size);
        }
        words[size++] = word;
    }

    /** Appends a value of two words. */
    public void appendWide(long high, long low) {
        if (2 * size == words.length) {
            words = Arrays.copyOf(words, 4 * size);
        }
        words[2 * size] = high;
        words[2 * size + 1] = low;
        size++;
    }

    /**
     * Appends {@code length} bytes of {@code from}, starting at {@code offset}.
     *
     * @throws IllegalStateException if the vector would hold 2 GiB or more: cut batches earlier
     */
    public void appendBytes(byte[] from, int offset, int length) {
        int start = start(size);
        int end = start + length;
        if (end < 0) {
            throw new IllegalStateException("Cannot hold 2 GiB of text in one column of a batch: cut it earlier.");
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * bytes.length, end)));
        }
        System.arraycopy(from, offset, bytes, start, length);
        appendEnd(end);
    }

    /** Appends text, in UTF-8. */
    public void appendText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        appendBytes(utf8, 0, utf8.length);
    }

    /** Appends that the row has no value here. */
    public void appendNull() {
        nulls.add(size);
        appendPlaceholder();
    }

    /** Appends that the row keeps the value it had, which the source did not send (an unchanged TOAST value). */
    public void appendUnchanged() {
        unchanged.add(size);
        appendNull();
    }

    /** Appends row {@code row} of another vector of the same type. */
    public void appendFrom(ColumnVector other, int row) {
        if (other.isUnchanged(row)) {
            appendUnchanged();
        } else if (other.isNull(row)) {
            appendNull();
        } else if (type.isVariableLength()) {
            appendBytes(other.bytes, other.start(row), other.length(row));
        } else if (type.isWide()) {
            appendWide(other.words[2 * row], other.words[2 * row + 1]);
        } else {
            appendWord(other.words[row]);
        }
    }

    /** Whether the row has no value here, or none that the source sent. */
    public boolean isNull(int row) {
        return nulls.contains(row);
    }

    /** Whether the row keeps the value it had. */
    public boolean isUnchanged(int row) {
        return unchanged.contains(row);
    }

    /** Whether any row keeps the value it had. */
    public boolean hasUnchanged() {
        return !unchanged.isEmpty();
    }

    /** Whether any row has no value here. */
    public boolean hasNulls() {
        return !nulls.isEmpty();
    }

    /** Returns a value of one word; of no meaning where the row is null. */
    public long word(int row) {
        return words[row];
    }

    /** Returns the high word of a value of two. */
    public long high(int row) {
        return words[2 * row];
    }

    /** Returns the low word of a value of two. */
    public long low(int row) {
        return words[2 * row + 1];
    }

    /** Returns the array that holds the bytes of every row; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where the row's bytes start in {@link #bytes}. */
    public int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** Returns how many bytes the row has. */
    public int length(int row) {
        return ends[row] - start(row);
    }

    /** Returns a row of text. */
    public String text(int row) {
        return new String(bytes, start(row), length(row), StandardCharsets.UTF_8);
    }

    /** Forgets all values and keeps the memory. */
    public void clear() {
        size = 0;
        nulls.clear();
        unchanged.clear();
    }

    private void appendPlaceholder() {
        if (type.isVariableLength()) {
            appendEnd(start(size));
        } else if (type.isWide()) {
            appendWide(0, 0);
        } else {
            appendWord(0);
        }
    }

    private void appendEnd(int end) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
    }
}
