package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.Column;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.TableVersion;
import lakeward.core.platform.Type;
import lakeward.core.platform.Zone;
import lakeward.core.port.Commit;
import lakeward.core.port.Reading;
import lakeward.core.port.Replacement;
import lakeward.core.port.TableStore;
import org.junit.jupiter.api.Test;

/** What every {@link TableStore} does. */
public abstract class TableStoreContract {
    protected static final TableId SALES = new TableId(Zone.CURATED, "sälés by \"day\"");
    protected static final TableSchema COLUMNS = new TableSchema(
            List.of(
                    new Column("day", Type.DATE, true),
                    new Column("total", Type.decimal(12, 2), true),
                    new Column("who's", Type.STRING, true)),
            List.of());
    private static final String SOURCE = "lakeward:7:app:slot";

    /** Returns a store; all stores of one test show the same tables. */
    protected abstract TableStore store();

    /** Returns a table's rows in a version, each from column to value as {@link Values#text} writes it. */
    protected abstract List<Map<String, String>> rows(TableId table, long version);

    /** Returns a query in the store's SQL whose result is these rows, in the order of {@link #COLUMNS}. */
    protected abstract String query(List<List<String>> rows);

    private TableVersion replace(long position, List<List<String>> rows) {
        return store().replace(
                        SALES,
                        COLUMNS,
                        new Replacement(
                                query(rows), Map.of(SOURCE, new Position(position)), Map.of("numDroppedRows", "3")));
    }

    private static Map<String, String> row(String day, String total, String who) {
        Map<String, String> row = new TreeMap<>();
        row.put("day", day);
        row.put("total", total);
        row.put("who's", who);
        return row;
    }

    @Test
    void thereIsNoTableBeforeItIsMade() {
        assertThat(store().tables()).isEmpty();
        assertThat(store().latest(SALES)).isEmpty();
        assertThat(store().history(SALES, 10)).isEmpty();
        assertThat(store().versionAt(SALES, Instant.now())).isEmpty();
    }

    @Test
    void replacementIsTheWholeContent() {
        replace(10, List.of(List.of("2026-01-01", "1.00", "it's"), List.of("2026-01-02", "2.00", "é")));

        TableVersion second = replace(20, List.of(List.of("2026-01-03", "3.00", "")));

        assertThat(rows(SALES, second.version())).containsExactly(row("2026-01-03", "3.00", ""));
        assertThat(store().latest(SALES)).contains(second);
        assertThat(second.positions()).containsEntry(SOURCE, new Position(20));
        assertThat(store().tables()).containsExactly(SALES);
    }

    @Test
    void earlierVersionsCanBeRead() {
        TableVersion first = replace(10, List.of(List.of("2026-01-01", "1.00", "a")));
        TableVersion second = replace(20, List.of());

        assertThat(rows(SALES, first.version())).containsExactly(row("2026-01-01", "1.00", "a"));
        assertThat(rows(SALES, second.version())).isEmpty();
        assertThat(store().versionAt(SALES, first.committedAt())).contains(first);
        assertThat(store().versionAt(SALES, second.committedAt().minusNanos(1))).contains(first);
        assertThat(store().versionAt(SALES, second.committedAt().plusSeconds(60)))
                .contains(second);
        assertThat(store().versionAt(SALES, first.committedAt().minusNanos(1))).isEmpty();
    }

    @Test
    void historyTellsTheNewestCommitsFirst() {
        TableVersion first = replace(10, List.of(List.of("2026-01-01", "1.00", "a")));
        TableVersion second = replace(20, List.of());

        List<Commit> history = store().history(SALES, 10);

        assertThat(history).extracting(Commit::version).containsExactly(second, first);
        assertThat(history).allSatisfy(commit -> assertThat(commit.metrics()).containsEntry("numDroppedRows", "3"));
        assertThat(history.get(1).metrics()).containsEntry("numOutputRows", "1");
        assertThat(store().history(SALES, 1)).extracting(Commit::version).containsExactly(second);
    }

    @Test
    void readingKnowsItsVersionSchemaAndRows() {
        TableVersion version = replace(10, List.of(List.of("2026-01-01", "1.00", "a")));

        try (Reading reading = store().read(SALES, version.version())) {
            assertThat(reading.version()).isEqualTo(version);
            assertThat(reading.schema()).isEqualTo(COLUMNS);
            assertThat(reading.rows()).isEqualTo(1);
            assertThat(reading.relation()).startsWith("(").endsWith(")");
        }
    }

    @Test
    void replacementMayChangeTheColumns() {
        replace(10, List.of(List.of("2026-01-01", "1.00", "a")));
        TableSchema other = new TableSchema(
                List.of(
                        new Column("who's", Type.STRING, true),
                        new Column("total", Type.STRING, true),
                        new Column("day", Type.STRING, true)),
                List.of());

        TableVersion version = store().replace(
                        SALES,
                        other,
                        new Replacement(query(List.of(List.of("2026-01-01", "1.00", "a"))), Map.of(), Map.of()));

        try (Reading reading = store().read(SALES, version.version())) {
            assertThat(reading.schema()).isEqualTo(other);
        }
    }

    @Test
    void versionThatIsNotThereIsRefused() {
        replace(10, List.of());

        assertThatThrownBy(() -> store().read(SALES, 5))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot read version 5 of %s: there is none. Name one that 'lakeward history %s' lists."
                        .formatted(SALES, SALES));
    }

    @Test
    void maintenanceChangesNoRows() {
        for (int i = 0; i < 30; i++) {
            replace(i, List.of(List.of("2026-01-01", "1.00", "a")));
        }

        store().maintain(SALES);

        assertThat(rows(SALES, store().latest(SALES).orElseThrow().version()))
                .containsExactly(row("2026-01-01", "1.00", "a"));
    }
}
