package lakeward.capture.dms;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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

/** The files of changes, cut into batches. */
final class DmsFeed implements ChangeFeed {
    private static final long IDLE_PARK_NANOS = 2_000_000;
    private static final long BYTES_A_CHANGE = 48;

    private final ChangeReader reader;
    private final CaptureSettings settings;
    private final Clock clock;
    private final LoadWatch watch;
    private final Consumer<Position> onConfirm;
    private final Map<SourceTable, TableFeed> tables = new ConcurrentHashMap<>();
    private final Queue<CapturedTable> included = new ConcurrentLinkedQueue<>();
    private final ConcurrentSkipListSet<Position> cuts = new ConcurrentSkipListSet<>();
    private final Gate gate = new Gate();

    private ChangeReceiver receiver;
    private Position reached;
    private Position ended = Position.START;
    private boolean isOpen;
    private boolean hasChanges;
    private long waitingBytes;
    private long batchBytes;
    private long transactions;
    private long committedAt;
    private volatile boolean closed;

    DmsFeed(
            ChangeReader reader,
            Map<CapturedTable, Position> from,
            Position start,
            CaptureSettings settings,
            Clock clock,
            LoadWatch watch,
            Consumer<Position> onConfirm) {
        this.reader = reader;
        this.settings = settings;
        this.clock = clock;
        this.watch = watch;
        this.onConfirm = onConfirm;
        this.reached = start;
        from.forEach((table, position) -> tables.put(table.source(), new TableFeed(table, position)));
    }

    @Override
    public BatchEnd next(ChangeReceiver to) {
        receiver = to;
        batchBytes = 0;
        transactions = 0;
        long maxNanos = settings.maxDelay().toNanos();
        long since = System.nanoTime();
        boolean isEmpty = true;
        boolean hasGoneOn = false;
        while (true) {
            if (closed) {
                throw new PlatformException(Fault.ENVIRONMENT, "Cannot read on: the feed was closed. Open another.");
            }
            includeTables();
            if (!isOpen) {
                watch.look();
                Optional<Position> cut = passedCut();
                if (cut.isPresent()) {
                    return end(cut.get());
                }
                boolean isDue = hasGoneOn && System.nanoTime() - since >= maxNanos;
                if (isDue || batchBytes >= settings.maxBytes().bytes()) {
                    return end(reached);
                }
                if (gate.isHeld()) {
                    hasGoneOn = true;
                    LockSupport.parkNanos(IDLE_PARK_NANOS);
                    continue;
                }
            }
            switch (reader.next()) {
                case ROW -> read();
                case END -> endTransaction();
                case WAIT -> LockSupport.parkNanos(IDLE_PARK_NANOS);
            }
            hasGoneOn |= !isOpen;
            if (isEmpty && batchBytes > 0) {
                isEmpty = false;
                since = System.nanoTime();
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
        onConfirm.accept(stored);
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
        included.add(table);
    }

    @Override
    public void close() {
        closed = true;
    }

    private BatchEnd end(Position position) {
        handOver();
        ended = position;
        cuts.headSet(position, true).clear();
        Optional<Instant> newest =
                transactions == 0 ? Optional.empty() : Optional.of(Instant.EPOCH.plus(committedAt, ChronoUnit.MICROS));
        return new BatchEnd(position, newest, transactions);
    }

    /** Returns the earliest place at which a batch is to end, if the files were read up to just there. */
    private Optional<Position> passedCut() {
        while (!cuts.isEmpty()) {
            Position cut = cuts.first();
            if (cut.isAfter(reached)) {
                return Optional.empty();
            }
            if (cut.equals(reached) && cut.isAfter(ended)) {
                return Optional.of(cut);
            }
            cuts.remove(cut);
        }
        return Optional.empty();
    }

    private void read() {
        if (!isOpen) {
            isOpen = true;
            hasChanges = false;
        }
        TableFeed table = reader.isRepeated() ? null : tables.get(reader.table());
        if (table == null || !table.isWanted(reader.position())) {
            return;
        }
        try {
            table.add(reader, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
        } catch (UnreadableException e) {
            stop(table, e.getMessage());
            return;
        }
        long bytes = BYTES_A_CHANGE + length(reader.row());
        waitingBytes += bytes;
        batchBytes += bytes;
        hasChanges = true;
    }

    private static int length(Row row) {
        int last = row.size() - 1;
        return row.start(last) + row.length(last) - row.start(0);
    }

    private void stop(TableFeed table, String why) {
        table.stop();
        receiver.stopped(
                table.table(),
                ended,
                "Cannot go on capturing '%s': %s: %s. If the table's columns changed, run `lakeward schema pull`; then have DMS load the table anew and run `lakeward resnapshot %s`, or take the table out of the definition."
                        .formatted(table.table(), reader.where(), why, table.table()));
    }

    private void endTransaction() {
        isOpen = false;
        reached = reader.position().max(reached);
        if (hasChanges) {
            transactions++;
            committedAt = reader.committedAt();
        }
    }

    private void handOver() {
        for (TableFeed table : tables.values()) {
            table.take().ifPresent(receiver::changes);
        }
        waitingBytes = 0;
    }

    private void includeTables() {
        for (CapturedTable table = included.poll(); table != null; table = included.poll()) {
            TableFeed before = tables.get(table.source());
            if (before != null) {
                before.take().ifPresent(receiver::changes);
            }
            tables.put(table.source(), new TableFeed(table, Position.START));
        }
    }
}
