package lakeward.capture.dms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Which transactions were read lately. When DMS begins again after a failure, it writes transactions anew, in new files, and
 * perhaps the rest of one whose beginning it had written. A transaction is known by the microsecond of its commit, and its rows
 * by all that is in them but the counter, which may differ.
 */
final class SeenTransactions {
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    private final long memoryMicros;
    private final TreeMap<Long, List<Seen>> byCommit = new TreeMap<>();
    /** What was committed before is not remembered any more. */
    private long horizon = Long.MIN_VALUE;

    private Seen current;
    private Seen repeated;
    private int index;

    /** The rows of a transaction, each known by a number that is made of it and of those before it. */
    private static final class Seen {
        private long[] chain = new long[4];
        private int size;

        void add(long row) {
            if (size == chain.length) {
                chain = Arrays.copyOf(chain, 2 * size);
            }
            chain[size] = mixed(size == 0 ? FNV_BASIS : chain[size - 1], row);
            size++;
        }
    }

    /** @param memoryMicros for how long transactions are remembered, in microseconds of their commits */
    SeenTransactions(long memoryMicros) {
        this.memoryMicros = memoryMicros;
    }

    /**
     * Takes a row.
     *
     * @param commit when its transaction committed
     * @param isFirst whether that differs from the row before
     * @param mayBeFirst whether a transaction that was read before may begin here all the same, because a file does
     * @return whether it was read before
     * @throws UnreadableException if that cannot be told any more
     */
    boolean isRepeated(long commit, Row row, boolean isFirst, boolean mayBeFirst) {
        long digest = digest(row);
        if (repeated != null && index == repeated.size) {
            repeated = null;
        }
        if (isFirst || (mayBeFirst && !isNextRepeated(digest))) {
            begin(commit, digest);
        }
        if (repeated == null) {
            current.add(digest);
            return false;
        }
        if (!isNextRepeated(digest)) {
            throw new UnreadableException(
                    "it has the transaction of an earlier file again, but with another row %d".formatted(index + 1));
        }
        index++;
        return true;
    }

    private boolean isNextRepeated(long digest) {
        return repeated != null
                && repeated.chain[index] == mixed(index == 0 ? FNV_BASIS : repeated.chain[index - 1], digest);
    }

    private void begin(long commit, long digest) {
        if (commit < horizon) {
            throw new UnreadableException(
                    "its transaction is older than those that are remembered, so that it may have been read before");
        }
        List<Seen> same = byCommit.computeIfAbsent(commit, any -> new ArrayList<>());
        for (Seen seen : same) {
            if (seen.chain[0] == mixed(FNV_BASIS, digest)) {
                repeated = seen;
                current = seen;
                index = 0;
                return;
            }
        }
        boolean goesOn = repeated == null && current != null && same.contains(current);
        repeated = null;
        if (!goesOn) {
            current = new Seen();
            same.add(current);
        }
        horizon = Math.max(horizon, byCommit.lastKey() - memoryMicros);
        byCommit.headMap(horizon).clear();
    }

    /** Returns a number that is made of all of a row but its last field. */
    private static long digest(Row row) {
        long digest = FNV_BASIS;
        byte[] bytes = row.bytes();
        for (int field = 0; field < row.size() - 1; field++) {
            int end = row.start(field) + row.length(field);
            for (int i = row.start(field); i < end; i++) {
                digest = (digest ^ bytes[i]) * FNV_PRIME;
            }
            // No byte of UTF-8 has this value, so fields keep apart.
            digest = (digest ^ 0xff) * FNV_PRIME;
        }
        return digest;
    }

    private static long mixed(long before, long row) {
        long mixed = (before ^ Long.rotateLeft(row, 23)) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 29;
    }
}
