package lakeward.observe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Database;
import lakeward.core.platform.Event;
import lakeward.core.platform.Model;
import lakeward.core.platform.Platform;
import lakeward.core.platform.TableId;
import lakeward.core.platform.Zone;

/** Keeps what events tell, and tells it as a {@link Status}. Safe for use by many threads. */
public final class StatusBoard implements Consumer<Event> {
    private final Platform platform;
    private final Map<String, DatabaseLine> databases = new LinkedHashMap<>();
    private final Map<String, TableLine> tables = new LinkedHashMap<>();
    private final Map<String, ModelLine> models = new LinkedHashMap<>();
    private String target = "local";
    private Instant since;
    private Instant newestChange = Instant.EPOCH;

    /** @param now when counting begins */
    public StatusBoard(Platform platform, Instant now) {
        this.platform = platform;
        this.since = now;
        for (Database database : platform.databases()) {
            databases.put(database.name(), new DatabaseLine(database.name(), now));
            for (CapturedTable table : database.tables()) {
                tables.put(table.name(), new TableLine(table, now));
            }
        }
        for (Model model : platform.models()) {
            models.put(model.name(), new ModelLine(model));
        }
    }

    @Override
    public synchronized void accept(Event event) {
        if (event instanceof Event.Opened opened) {
            target = opened.target();
            since = opened.at();
        } else if (event instanceof Event.BatchCommitted batch) {
            accept(batch);
        } else if (event instanceof Event.CutSeen cut) {
            changedAt(cut.committedAt());
        } else if (event instanceof Event.ModelUpdated updated) {
            line(updated.model()).updated(updated, newestChange);
        } else if (event instanceof Event.ModelFailed failed) {
            line(failed.model()).failed(failed);
        } else if (event instanceof Event.ModelWaits waits) {
            line(waits.model()).waits(waits);
        } else if (event instanceof Event.SnapshotBegun begun) {
            line(begun.table()).reading(begun);
        } else if (event instanceof Event.SnapshotAdvanced advanced) {
            line(advanced.table()).advanced(advanced);
        } else if (event instanceof Event.SnapshotLoaded loaded) {
            line(loaded.table()).loaded(loaded);
        } else if (event instanceof Event.RowsCounted counted) {
            accept(counted);
        } else if (event instanceof Event.TableStopped stopped) {
            line(stopped.table()).stopped(stopped);
        } else {
            acceptOfDatabase(event);
        }
    }

    /** Returns what is known, as of {@code now}. */
    public synchronized Status status(Instant now) {
        boolean moving = tables.values().stream().allMatch(TableLine::hasMoved)
                && models.values().stream().allMatch(ModelLine::isCurrent);
        return new Status(
                platform.name(),
                target,
                now,
                since,
                moving,
                databases.values().stream().map(line -> line.status(now)).toList(),
                tables.values().stream()
                        .map(line -> line.status(now, databases.get(line.database())))
                        .toList(),
                models.values().stream().map(line -> line.status(newestChange)).toList());
    }

    private void acceptOfDatabase(Event event) {
        if (event instanceof Event.DatabaseReached reached) {
            databases.get(reached.database()).reached(reached);
        } else if (event instanceof Event.DatabaseLost lost) {
            databases.get(lost.database()).lost(lost);
        } else if (event instanceof Event.LagMeasured measured) {
            databases.get(measured.database()).measured(measured);
        } else if (event instanceof Event.Verified verified && verified.balanced()) {
            databases.get(verified.database()).verified(verified.position());
        } else if (event instanceof Event.FollowingBegun begun) {
            databases.get(begun.database()).following(begun);
            tables.values().stream()
                    .filter(line -> line.database().equals(begun.database()))
                    .forEach(TableLine::following);
        }
    }

    private void accept(Event.BatchCommitted batch) {
        databases.get(batch.database()).committed(batch);
        changedAt(batch.committedAt());
        batch.changes().forEach((table, count) -> line(table).changed(batch.at(), count));
        batch.versions().stream()
                .filter(version -> tables.containsKey(version.table().name()))
                .forEach(version -> tables.get(version.table().name()).committed(version));
    }

    private void changedAt(Optional<Instant> committedAt) {
        committedAt
                .filter(committed -> committed.isAfter(newestChange))
                .ifPresent(committed -> newestChange = committed);
    }

    private void accept(Event.RowsCounted counted) {
        TableId table = counted.version().table();
        boolean isCaptured = table.zone() == Zone.RAW || table.zone() == Zone.PROCESSED;
        if (isCaptured && tables.containsKey(table.name())) {
            tables.get(table.name()).counted(counted);
        }
    }

    private TableLine line(CapturedTable table) {
        return Objects.requireNonNull(tables.get(table.name()), table.name());
    }

    private ModelLine line(Model model) {
        return Objects.requireNonNull(models.get(model.name()), model.name());
    }
}
