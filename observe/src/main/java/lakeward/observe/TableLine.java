package lakeward.observe;

import java.time.Instant;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Event;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Zone;

/** What is known of one captured table. */
final class TableLine {
    private final CapturedTable table;
    private final Rate changes;
    private String state = "waiting";
    private String problem = "";
    private long rows;
    private long rawRows;
    private long version = -1;
    private long snapshotRows;
    private long snapshotExpected;
    private Instant lastCommit = Instant.EPOCH;

    TableLine(CapturedTable table, Instant now) {
        this.table = table;
        this.changes = new Rate(now);
    }

    void reading(Event.SnapshotBegun event) {
        state = "reading";
        problem = "";
        snapshotRows = 0;
        snapshotExpected = event.estimatedRows();
    }

    void advanced(Event.SnapshotAdvanced event) {
        snapshotRows += event.rows();
    }

    void loaded(Event.SnapshotLoaded event) {
        state = "following";
        snapshotRows = event.rows();
        rows = event.rows();
        event.versions().forEach(this::committed);
    }

    void following() {
        if (!state.equals("stopped")) {
            state = "following";
        }
    }

    void changed(Instant at, long count) {
        changes.add(at, count);
    }

    void committed(TableVersion committed) {
        if (committed.table().zone() == Zone.PROCESSED && committed.version() > version) {
            version = committed.version();
            lastCommit = committed.committedAt();
        }
    }

    void counted(Event.RowsCounted event) {
        if (event.version().table().zone() == Zone.RAW) {
            rawRows = event.rows();
        } else {
            rows = event.rows();
        }
        // A table that had its last commit before this process has its version from here.
        committed(event.version());
    }

    void stopped(Event.TableStopped event) {
        state = "stopped";
        problem = event.why();
    }

    String database() {
        return table.database();
    }

    /** Whether its rows are in the lake and its changes follow. */
    boolean hasMoved() {
        return version >= 0 && state.equals("following");
    }

    Status.TableStatus status(Instant now, DatabaseLine database) {
        double lag = database.lag(now);
        double perSecond = changes.perSecond(now);
        return new Status.TableStatus(
                table.database(),
                table.source().toString(),
                table.name(),
                state,
                rows,
                rawRows,
                perSecond,
                changes.total(),
                lag,
                database.keptBytes(),
                Math.round(perSecond * lag),
                version,
                lastCommit,
                snapshotRows,
                snapshotExpected,
                problem);
    }
}
