package lakeward.capture;

/** The transaction whose changes are being read. Used again for each. */
final class Transaction {
    private long number;
    private long position;
    private long committedAt;
    private long receivedAt;
    private long sequence;
    private boolean open;

    /**
     * Starts to read a transaction.
     *
     * @param position that of its changes
     * @param committedAt microseconds since 1970-01-01T00:00:00Z, and so is {@code receivedAt}
     */
    void begin(long number, long position, long committedAt, long receivedAt) {
        this.number = number;
        this.position = position;
        this.committedAt = committedAt;
        this.receivedAt = receivedAt;
        sequence = 0;
        open = true;
    }

    void end() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    long number() {
        return number;
    }

    long position() {
        return position;
    }

    long committedAt() {
        return committedAt;
    }

    long receivedAt() {
        return receivedAt;
    }

    long nextSequence() {
        return sequence++;
    }
}
