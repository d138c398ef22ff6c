package lakeward.capture.dms;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lakeward.contract.SeenChanges;
import lakeward.contract.StillClock;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Landing;
import lakeward.core.port.SourceSnapshot;

/** Two tables of a database and what DMS writes of them, read by a clock that a test moves. */
final class DmsFixture {
    static final SourceTable ORDERS = new SourceTable("public", "orders");
    static final SourceTable PAYMENTS = new SourceTable("public", "payments");
    static final Duration SETTLE = Duration.ofSeconds(30);
    static final Duration LOADED = Duration.ofMinutes(30);
    static final TableSchema SCHEMA = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("amount", Type.decimal(12, 2), true),
                    new Column("note", Type.STRING, true)),
            List.of("id"));

    private static final CaptureSettings AT_ONCE = new CaptureSettings(Duration.ZERO, ByteSize.mebibytes(8));

    private final Path directory;
    private final Map<SourceTable, TableSchema> schemas;
    final DmsFiles files;
    final StillClock clock = new StillClock(DmsFiles.BEGIN);

    DmsFixture(Path directory) {
        this(directory, Map.of(ORDERS, SCHEMA, PAYMENTS, SCHEMA));
    }

    DmsFixture(Path directory, Map<SourceTable, TableSchema> schemas) {
        this.directory = directory;
        this.schemas = schemas;
        this.files = new DmsFiles(directory);
    }

    DmsSource source() {
        return source(new DirectoryLanding(directory));
    }

    DmsSource source(Landing landing) {
        DmsSettings settings = new DmsSettings("app", Duration.ZERO, SETTLE, LOADED, Duration.ofMinutes(10));
        return DmsSource.open(settings, schemas, landing, clock);
    }

    /** Has time go on, for who writes and who reads. */
    void pass(Duration time) {
        files.pass(time);
        clock.move(time);
    }

    /** Has so much time pass that what was written has settled. */
    void settle() {
        pass(SETTLE.plusSeconds(1));
    }

    ChangeFeed follow(Position from) {
        return follow(source(), from);
    }

    ChangeFeed follow(DmsSource source, Position from) {
        Map<CapturedTable, Position> tables = new LinkedHashMap<>();
        schemas.keySet().stream().sorted().forEach(table -> tables.put(captured(table), from));
        return source.follow(tables, AT_ONCE);
    }

    CapturedTable captured(SourceTable table) {
        return new CapturedTable("app", table, "app_" + table.name(), schemas.get(table));
    }

    /** Returns all changes that are there to be read after the position. */
    SeenChanges changes(Position from) {
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = follow(from)) {
            readAll(feed, seen);
        }
        return seen;
    }

    /** Reads until nothing more comes, and returns where that is. */
    static Position readAll(ChangeFeed feed, SeenChanges seen) {
        Position before;
        Position end = Position.START;
        do {
            before = end;
            end = seen.read(feed).position();
        } while (!end.equals(before));
        return end;
    }

    /** Returns the rows of a table that a snapshot gives now. */
    SeenChanges snapshot(SourceTable table) {
        SeenChanges seen = new SeenChanges();
        try (SourceSnapshot snapshot = source().snapshot()) {
            seen.readAll(snapshot, captured(table), 1);
        }
        return seen;
    }

    DmsFiles.Change insert(SourceTable table, int id, String amount, String note) {
        return files.change("I", table, Integer.toString(id), amount, note);
    }

    DmsFiles.Change update(SourceTable table, int id, String amount, String note) {
        return files.change("U", table, Integer.toString(id), amount, note);
    }

    DmsFiles.Change delete(SourceTable table, int id) {
        return files.change("D", table, Integer.toString(id), "", "");
    }
}
