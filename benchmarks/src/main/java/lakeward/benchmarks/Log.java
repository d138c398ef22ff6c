package lakeward.benchmarks;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Position;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.BatchLoad;
import lakeward.core.port.CaptureStore;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.Source;

/** A part of a source's log, read as often as wanted: the source is never told that it is stored. */
record Log(Source source, Map<CapturedTable, Position> from, Position to, CaptureSettings settings) {

    /** Reads it into column batches and returns how many changes there were. */
    long read() {
        AtomicLong rows = new AtomicLong();
        try (ChangeFeed feed = source.follow(from, settings)) {
            ChangeReceiver receiver = receiver(changes -> {
                rows.addAndGet(changes.size());
                feed.recycle(changes);
            });
            feed.endBatchAt(to);
            while (to.isAfter(feed.next(receiver).position())) {}
        }
        return rows.get();
    }

    /** Commits it batch by batch and returns how many changes there were. One thread does all, unlike in the program. */
    long store(CaptureStore store) {
        AtomicLong rows = new AtomicLong();
        try (ChangeFeed feed = source.follow(from, settings)) {
            feed.endBatchAt(to);
            BatchEnd end;
            do {
                try (BatchLoad load = store.begin(source.identity())) {
                    end = feed.next(receiver(changes -> {
                        rows.addAndGet(changes.size());
                        load.append(changes);
                        feed.recycle(changes);
                    }));
                    load.commit(end.position());
                }
            } while (to.isAfter(end.position()));
        }
        return rows.get();
    }

    /** Takes changes, and fails where a table stops. */
    static ChangeReceiver receiver(Consumer<Changes> taker) {
        return new ChangeReceiver() {
            @Override
            public void changes(Changes changes) {
                taker.accept(changes);
            }

            @Override
            public void stopped(CapturedTable stopped, Position at, String why) {
                throw new IllegalStateException(why);
            }
        };
    }
}
