package lakeward.capture.dms;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.port.Landing;
import lakeward.core.port.Landing.Landed;
import lakeward.core.port.SourceSnapshot;

/** The tables at the end of the files of changes: their full loads, with the changes up to there made to them. */
final class DmsSnapshot implements SourceSnapshot {
    private static final long BYTES_A_ROW = 100;

    private final Landing landing;
    private final DmsSettings settings;
    private final Clock clock;
    private final LoadFiles loads;
    private final Position position;

    DmsSnapshot(Landing landing, DmsSettings settings, Clock clock, LoadFiles loads) {
        this.landing = landing;
        this.settings = settings;
        this.clock = clock;
        this.loads = loads;
        this.position = LogEnd.of(landing, settings, clock);
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public long estimatedRows(CapturedTable table) {
        return loads.of(table.source()).stream().mapToLong(Landed::size).sum() / BYTES_A_ROW;
    }

    @Override
    public long read(CapturedTable table, int parallelism, Consumer<Changes> receiver) {
        long readAt = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        TableAtPosition rows = new TableAtPosition(table, position, readAt, receiver);
        readChanges(table, rows);
        loads.read(table, rows);
        try {
            return rows.finish();
        } catch (UnreadableException e) {
            throw unreadable(table, "a row", e);
        }
    }

    private void readChanges(CapturedTable table, TableAtPosition rows) {
        if (position.equals(Position.START)) {
            return;
        }
        ChangeReader reader = new ChangeReader(landing, settings, clock, Position.START);
        for (ChangeReader.Step step = reader.next(); step != ChangeReader.Step.WAIT; step = reader.next()) {
            if (step == ChangeReader.Step.END) {
                continue;
            }
            if (reader.position().isAfter(position)) {
                return;
            }
            if (!reader.isRepeated() && reader.table().equals(table.source())) {
                change(table, reader, rows);
            }
        }
    }

    private static void change(CapturedTable table, ChangeReader reader, TableAtPosition rows) {
        try {
            rows.change(reader.operation(), reader.row());
        } catch (UnreadableException e) {
            throw unreadable(table, reader.where(), e);
        }
    }

    private static PlatformException unreadable(CapturedTable table, String where, UnreadableException e) {
        return new PlatformException(
                Fault.ENVIRONMENT,
                "Cannot read table '%s': %s: %s. If its columns changed, run `lakeward schema pull`; then have DMS load it anew."
                        .formatted(table, where, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        // The files stay as they are.
    }
}
