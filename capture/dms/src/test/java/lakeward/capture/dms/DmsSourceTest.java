package lakeward.capture.dms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import lakeward.contract.SeenChanges;
import lakeward.contract.SourceContract;
import lakeward.contract.StillClock;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on files that are read as soon as they are there. */
class DmsSourceTest extends SourceContract {
    private static final SourceTable LOADED = new SourceTable("public", "loaded");
    private static final TableSchema SCHEMA = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("amount", Type.LONG, true),
                    new Column("note", Type.STRING, true)),
            List.of("id"));

    @TempDir
    private Path directory;

    private final Map<SourceTable, Map<Long, List<String>>> tables = new ConcurrentHashMap<>();
    private DmsFiles files;

    @Override
    protected Source open() {
        files.load(LOADED, 1, List.of(List.of("1", "1", "")));
        return source(directory);
    }

    static Source source(Path directory) {
        DmsSettings settings =
                new DmsSettings("app", Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(10));
        StillClock clock = new StillClock(DmsFiles.BEGIN.plus(Duration.ofHours(1)));
        return DmsSource.open(
                settings, Map.of(LEFT, SCHEMA, RIGHT, SCHEMA, LOADED, SCHEMA), new DirectoryLanding(directory), clock);
    }

    @Override
    protected void makeTable(SourceTable table) {
        if (files == null) {
            files = new DmsFiles(directory);
        }
        // Of an empty table there is no file.
        tables.put(table, new TreeMap<>());
    }

    @Override
    protected synchronized Position commit(Work work) {
        List<DmsFiles.Change> changes = new ArrayList<>();
        work.on(new Writer() {
            @Override
            public void insert(SourceTable table, long id, long amount, String note) {
                set("I", table, id, Long.toString(amount), note);
            }

            @Override
            public void update(SourceTable table, long id, long amount) {
                List<String> row = rowsOf(table).get(id);
                if (row != null) {
                    set("U", table, id, Long.toString(amount), row.get(1));
                }
            }

            private void set(String operation, SourceTable table, long id, String amount, String note) {
                List<String> row = new ArrayList<>();
                row.add(amount);
                row.add(note);
                rowsOf(table).put(id, row);
                changes.add(files.change(operation, table, Long.toString(id), amount, note));
            }

            @Override
            public void rekey(SourceTable table, long id, long newId) {
                // DMS passes over an update of a key, so this source has none.
            }

            @Override
            public void delete(SourceTable table, long id) {
                if (rowsOf(table).remove(id) != null) {
                    changes.add(files.change("D", table, Long.toString(id), "", ""));
                }
            }

            @Override
            public void truncate(SourceTable table) {
                // DMS does not tell of it, so this source has none.
            }
        });
        if (changes.isEmpty()) {
            return LogEnd.of(
                    new DirectoryLanding(directory),
                    DmsSettings.of("app"),
                    new StillClock(DmsFiles.BEGIN.plus(Duration.ofHours(1))));
        }
        return files.write(files.transaction(changes.toArray(DmsFiles.Change[]::new)));
    }

    private Map<Long, List<String>> rowsOf(SourceTable table) {
        return tables.computeIfAbsent(table, any -> new TreeMap<>());
    }

    @Override
    protected synchronized List<Map<String, Object>> rows(SourceTable table) {
        Map<String, Map<String, Object>> rows = new TreeMap<>();
        rowsOf(table).forEach((id, row) -> {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", id);
            values.put("amount", Long.valueOf(row.get(0)));
            values.put("note", row.get(1));
            rows.put("[" + id + "]", values);
        });
        return List.copyOf(rows.values());
    }

    /** Files have no version, and nobody answers. */
    @Override
    @Test
    protected void descriptionTellsTheVersionAndWhereItAnswers() {
        assertThat(source(directory).description()).isEqualTo("files of AWS DMS, " + directory);
    }

    /** DMS passes over an update of a key: the row stays under the key that it had. */
    @Override
    @Test
    protected void keysMayMoveAndSwapInOneTransaction() {
        commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        Position last = commit(writer -> {
            writer.rekey(LEFT, 1, 3);
            writer.insert(RIGHT, 1, 10, "later");
        });

        assertThat(readTo(last).operations(LEFT)).containsExactly(Operation.INSERT);
        assertThat(readTo(last).replayed(LEFT)).isEqualTo(rows(LEFT));
    }

    /** DMS does not tell of TRUNCATE: the rows stay. */
    @Override
    @Test
    protected void truncationEmptiesTheTable() {
        commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        Position last = commit(writer -> {
            writer.truncate(LEFT);
            writer.insert(LEFT, 2, 20, "two");
        });

        assertThat(readTo(last).operations(LEFT)).containsExactly(Operation.INSERT, Operation.INSERT);
        assertThat(readTo(last).replayed(LEFT)).isEqualTo(rows(LEFT));
    }

    private SeenChanges readTo(Position last) {
        Source source = source(directory);
        CapturedTable left = new CapturedTable("app", LEFT, "app_left_side", SCHEMA);
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = source.follow(
                Map.of(left, Position.START), new CaptureSettings(Duration.ofMillis(100), ByteSize.mebibytes(1)))) {
            seen.readTo(feed, last);
        }
        return seen;
    }
}
