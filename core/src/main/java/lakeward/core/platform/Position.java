package lakeward.core.platform;

/**
 * A place in a source's log: everything up to and including it has happened there. Of PostgreSQL it is a log sequence
 * number. Where a batch or a snapshot ends, that is a boundary between two records of the log. A change stands one past the
 * start of its transaction's commit record: before every boundary that has the transaction, after every one that has not.
 *
 * @param value unsigned; grows with the log
 */
public record Position(long value) implements Comparable<Position> {
    /** Before everything. */
    public static final Position START = new Position(0);

    /**
     * Reads PostgreSQL's way of writing, for example {@code 0/1A2B3C8}.
     *
     * @throws IllegalArgumentException if the text is not two hexadecimal numbers around a slash
     */
    public static Position parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException(
                    "Cannot read position '%s': expected for example 0/1A2B3C8.".formatted(text));
        }
        long high = Long.parseLong(text.substring(0, slash), 16);
        long low = Long.parseLong(text.substring(slash + 1), 16);
        return new Position(high << 32 | low);
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    /** Returns the later of the two. */
    public Position max(Position other) {
        return isAfter(other) ? this : other;
    }

    @Override
    public int compareTo(Position other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Returns PostgreSQL's way of writing, for example {@code 0/1A2B3C8}. */
    @Override
    public String toString() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFFFFFFL);
    }
}
