package lakeward.capture;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.Gate;

/**
 * Reads {@code pgoutput}, protocol version 1: whole transactions in commit order, values as text.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-logicalrep-message-formats.html">Message formats</a>
 */
final class PostgresFeed implements ChangeFeed {
    private static final long IDLE_PARK_NANOS = 2_000_000;

    private final LogStream stream;
    private final TableWatch watch;
    private final CaptureSettings settings;
    private final Runnable onClose;
    private final Map<SourceTable, TableFeed> tables = new ConcurrentHashMap<>();
    private final Map<Integer, TableFeed> byRelation = new HashMap<>();
    private final Map<Integer, Relation> relations = new HashMap<>();
    private final Queue<CapturedTable> included = new ConcurrentLinkedQueue<>();
    private final ConcurrentSkipListSet<Position> cuts = new ConcurrentSkipListSet<>();
    private final Transaction transaction = new Transaction();
    private final Tuple row = new Tuple();
    private final Tuple old = new Tuple();

    private ChangeReceiver receiver;
    private long reached;
    private final Gate gate = new Gate();
    /** Where the last transaction that was read ends. */
    private long lastEnd;

    private Position ended = Position.START;
    private long waitingBytes;
    private long batchBytes;
    private long batchTransactions;
    private long batchCommittedAt;
    private boolean transactionHasChanges;
    private volatile boolean closed;

    PostgresFeed(
            LogStream stream,
            TableWatch watch,
            Map<CapturedTable, Position> from,
            CaptureSettings settings,
            Runnable onClose) {
        this.onClose = onClose;
        this.stream = stream;
        this.watch = watch;
        this.settings = settings;
        from.forEach((table, position) -> tables.put(table.source(), new TableFeed(table, position)));
    }

    @Override
    public BatchEnd next(ChangeReceiver to) {
        receiver = to;
        batchBytes = 0;
        batchTransactions = 0;
        batchCommittedAt = 0;
        long maxNanos = settings.maxDelay().toNanos();
        long since = System.nanoTime();
        boolean hasChanges = false;
        while (true) {
            if (closed) {
                throw new PlatformException(Fault.ENVIRONMENT, "Cannot read on: the feed was closed. Open another.");
            }
            watch.failure().ifPresent(failure -> {
                throw failure;
            });
            includeTables();
            if (!transaction.isOpen()) {
                stopTables();
                Optional<Position> cut = passedCut(reached);
                if (cut.isPresent()) {
                    return end(cut.get());
                }
                replaceColumns();
                if (batchBytes >= settings.maxBytes().bytes() || System.nanoTime() - since >= maxNanos) {
                    return end(new Position(reached));
                }
            }
            if (!transaction.isOpen() && gate.isHeld()) {
                LockSupport.parkNanos(IDLE_PARK_NANOS);
                continue;
            }
            Optional<ByteBuffer> message = stream.poll();
            if (message.isEmpty()) {
                idle();
                continue;
            }
            Optional<Position> cut = read(message.get());
            if (!hasChanges && batchBytes > 0) {
                hasChanges = true;
                since = System.nanoTime();
            }
            if (cut.isPresent()) {
                return end(cut.get());
            }
            if (waitingBytes >= settings.maxBytes().bytes()) {
                handOver();
            }
        }
    }

    @Override
    public void recycle(Changes changes) {
        TableFeed table = tables.get(changes.table().source());
        if (table != null) {
            table.recycle(changes);
        }
    }

    @Override
    public void confirm(Position stored) {
        stream.confirm(stored);
        watch.confirm(stored);
    }

    @Override
    public boolean hold(Duration patience) {
        return gate.hold(patience);
    }

    @Override
    public void release() {
        gate.release();
    }

    @Override
    public void endBatchAt(Position position) {
        cuts.add(position);
    }

    @Override
    public void include(CapturedTable table) {
        watch.include(table);
        included.add(table);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            watch.close();
            stream.close();
            onClose.run();
        }
    }

    /** Ends the batch there. A transaction of which only the beginning was read belongs to the next. */
    private BatchEnd end(Position position) {
        handOver();
        ended = position;
        cuts.headSet(position, true).clear();
        Optional<Instant> committedAt =
                batchTransactions == 0 ? Optional.empty() : Optional.of(Calendars.instantOf(batchCommittedAt));
        return new BatchEnd(position, committedAt, batchTransactions);
    }

    private void handOver() {
        for (TableFeed table : tables.values()) {
            handOver(table);
        }
        waitingBytes = 0;
    }

    private void handOver(TableFeed table) {
        table.take().ifPresent(receiver::changes);
    }

    /** Returns the earliest place at which a batch is to end, if the log was read up to there. */
    private Optional<Position> passedCut(long position) {
        while (!cuts.isEmpty()) {
            Position cut = cuts.first();
            if (Long.compareUnsigned(cut.value(), position) > 0) {
                return Optional.empty();
            }
            // The batch already has a transaction that is after the cut, or the cut is in an earlier batch.
            boolean isPassed = Long.compareUnsigned(cut.value(), lastEnd) < 0 || !cut.isAfter(ended);
            if (!isPassed) {
                return Optional.of(cut);
            }
            cuts.remove(cut);
        }
        return Optional.empty();
    }

    private void idle() {
        if (transaction.isOpen()) {
            return;
        }
        long received = stream.received();
        if (Long.compareUnsigned(received, reached) > 0) {
            reached = received;
        } else {
            LockSupport.parkNanos(IDLE_PARK_NANOS);
        }
    }

    /** Reads a message; returns where the batch ends before it, if it does. */
    private Optional<Position> read(ByteBuffer message) {
        byte[] bytes = message.array();
        int start = message.arrayOffset() + message.position();
        switch (bytes[start]) {
            case 'I' -> insert(bytes, start + 1);
            case 'U' -> update(bytes, start + 1);
            case 'D' -> delete(bytes, start + 1);
            case 'T' -> truncate(bytes, start + 1);
            case 'R' -> {
                message.get();
                describe(Relation.read(message));
            }
            case 'B' -> {
                return begin(bytes, start + 1);
            }
            case 'C' -> commit(bytes, start + 1);
            default -> {
                // Types, origins and messages of applications say nothing of rows.
            }
        }
        return Optional.empty();
    }

    /**
     * The commit record's start is known now, its end only when the whole transaction was read. No record starts or ends in
     * between, so one past its start is before every place a snapshot or a batch ends at that has the transaction, and
     * after every one that has not.
     */
    private Optional<Position> begin(byte[] message, int start) {
        long commit = BinaryValues.int64(message, start);
        long committedAt = BinaryValues.int64(message, start + 8) + Calendars.EPOCH_MICROS;
        int number = BinaryValues.int32(message, start + 16);
        transaction.begin(Integer.toUnsignedLong(number), commit + 1, committedAt, Calendars.microsOf(Instant.now()));
        transactionHasChanges = false;
        return passedCut(commit);
    }

    private void commit(byte[] message, int start) {
        long end = BinaryValues.int64(message, start + 1 + 8);
        transaction.end();
        lastEnd = end;
        if (Long.compareUnsigned(end, reached) > 0) {
            reached = end;
        }
        if (transactionHasChanges) {
            batchTransactions++;
            batchCommittedAt = transaction.committedAt();
        }
    }

    private void insert(byte[] message, int start) {
        TableFeed table = wanted(message, start);
        if (table != null) {
            int end = row.read(message, start + 5);
            table.insert(transaction, row);
            count(table, end - start);
        }
    }

    private void update(byte[] message, int start) {
        TableFeed table = wanted(message, start);
        if (table != null) {
            int at = start + 4;
            boolean hasOld = message[at] != 'N';
            if (hasOld) {
                at = old.read(message, at + 1);
            }
            int end = row.read(message, at + 1);
            table.update(transaction, hasOld ? Optional.of(old) : Optional.empty(), row);
            count(table, end - start);
        }
    }

    private void delete(byte[] message, int start) {
        TableFeed table = wanted(message, start);
        if (table != null) {
            int end = old.read(message, start + 5);
            table.delete(transaction, old);
            count(table, end - start);
        }
    }

    private void truncate(byte[] message, int start) {
        int count = BinaryValues.int32(message, start);
        for (int i = 0; i < count; i++) {
            TableFeed table = wanted(message, start + 5 + 4 * i);
            if (table != null) {
                table.truncate(transaction);
                count(table, 4);
            }
        }
    }

    /** Returns the table whose relation's number stands there, or null if its changes are not wanted. */
    private TableFeed wanted(byte[] message, int at) {
        TableFeed table = byRelation.get(BinaryValues.int32(message, at));
        if (table != null && table.isWanted(transaction.position())) {
            table.description().ifPresent(relation -> adapt(table, relation));
            if (!table.isStopped()) {
                return table;
            }
        }
        transaction.nextSequence();
        return null;
    }

    private void count(TableFeed table, int messageBytes) {
        long bytes = messageBytes + 48 + 8L * table.table().schema().columns().size();
        waitingBytes += bytes;
        batchBytes += bytes;
        transactionHasChanges = true;
        if (table.problem().isPresent()) {
            table.discard();
            table.stop();
            receiver.stopped(table.table(), ended, table.problem().get());
        }
    }

    private void describe(Relation relation) {
        relations.put(relation.oid(), relation);
        TableFeed table = tables.get(relation.name());
        if (table == null) {
            TableFeed renamed = byRelation.remove(relation.oid());
            if (renamed != null && !renamed.isStopped()) {
                stop(renamed, Drift.message(renamed.table(), "it was renamed to '%s'".formatted(relation.name())));
            }
            return;
        }
        byRelation.put(relation.oid(), table);
        table.describe(relation);
    }

    /** Brings the table to the columns that its next change has. */
    private void adapt(TableFeed table, Relation relation) {
        Drift drift = watch.drift(table.table(), relation, transaction);
        if (drift.stop().isPresent()) {
            stop(table, drift.stop().get());
            return;
        }
        CapturedTable evolved = table.table().with(drift.schema());
        if (!evolved.equals(table.table())) {
            handOver(table);
        }
        table.follow(evolved, relation);
        if (!drift.fill().isEmpty()) {
            table.fill(transaction, drift.fill());
            count(table, 0);
        }
    }

    /** Fills the columns that were dropped and added anew in tables that did not change since. */
    private void replaceColumns() {
        Position here = new Position(reached);
        // What was stored up to a batch's end is not taken in again, so the fill has to come after it.
        if (!here.isAfter(ended)) {
            return;
        }
        for (SourceTable name : watch.changedBefore(here)) {
            TableFeed table = tables.get(name);
            if (table == null || !table.isWanted(reached)) {
                continue;
            }
            Drift drift = watch.addedAnew(table.table(), here);
            if (drift.stop().isPresent()) {
                stop(table, drift.stop().get());
            } else if (!drift.fill().isEmpty()) {
                long now = Calendars.microsOf(Instant.now());
                transaction.begin(0, reached, now, now);
                table.fill(transaction, drift.fill());
                transaction.end();
                count(table, 0);
            }
        }
    }

    private void stop(TableFeed table, String why) {
        handOver(table);
        table.stop();
        receiver.stopped(table.table(), new Position(reached), why);
    }

    private void stopTables() {
        watch.stopped().forEach((name, why) -> {
            TableFeed table = tables.get(name);
            if (table != null && !table.isStopped()) {
                stop(table, Drift.message(table.table(), why));
            }
        });
    }

    private void includeTables() {
        for (CapturedTable table = included.poll(); table != null; table = included.poll()) {
            TableFeed before = tables.get(table.source());
            if (before != null) {
                handOver(before);
            }
            TableFeed feed = new TableFeed(table, Position.START);
            tables.put(table.source(), feed);
            byRelation.values().removeIf(known -> known == before);
            for (Relation relation : relations.values()) {
                if (relation.name().equals(table.source())) {
                    byRelation.put(relation.oid(), feed);
                    feed.describe(relation);
                }
            }
        }
    }
}
