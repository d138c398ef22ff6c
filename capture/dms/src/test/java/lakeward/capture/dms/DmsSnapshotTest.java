package lakeward.capture.dms;

import static lakeward.capture.dms.DmsFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lakeward.contract.SeenChanges;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceIdentity;
import lakeward.core.port.ChangeFeed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full loads, and what changes make of them. */
class DmsSnapshotTest {
    @TempDir
    private Path directory;

    private DmsFixture dms;
    private DmsFiles files;

    @BeforeEach
    void load() {
        dms = new DmsFixture(directory);
        files = dms.files;
    }

    private void load(int number, String... rows) {
        files.load(
                ORDERS,
                number,
                Arrays.stream(rows).map(row -> List.of(row.split("\\|", -1))).toList());
    }

    private List<String> rows() {
        return dms.snapshot(ORDERS).replayed(ORDERS).stream()
                .map(row -> row.get("id") + "|" + row.get("amount") + "|" + row.get("note"))
                .toList();
    }

    @Test
    void loadsOfSeveralFilesAreTheTable() {
        load(9, "1|1.00|one");
        load(10, "2|2.00|");
        dms.pass(DmsFixture.LOADED);

        assertThat(rows()).containsExactly("1|1.00|one", "2|2.00|");
        assertThat(dms.source().snapshot().position()).isEqualTo(Position.START);
    }

    @Test
    void changesAreMadeToTheLoad() {
        load(1, "1|1.00|one", "2|2.00|two", "3|3.00|three");
        Position last = files.write(
                files.transaction(dms.update(ORDERS, 1, "1.50", DmsFiles.UNCHANGED), dms.delete(ORDERS, 2)),
                files.transaction(dms.insert(ORDERS, 4, "4.00", "four")));
        dms.pass(DmsFixture.LOADED);

        assertThat(rows()).containsExactly("1|1.50|one", "3|3.00|three", "4|4.00|four");
        assertThat(dms.source().snapshot().position()).isEqualTo(last);
    }

    @Test
    void whatIsInTheLoadAndAmongTheChangesIsThereOnce() {
        load(1, "1|1.50|one", "4|4.00|four");
        files.write(
                files.transaction(dms.insert(ORDERS, 1, "1.00", "one"), dms.insert(ORDERS, 2, "2.00", "two")),
                files.transaction(dms.update(ORDERS, 1, "1.50", DmsFiles.UNCHANGED), dms.delete(ORDERS, 2)),
                files.transaction(dms.update(ORDERS, 3, "3.00", "three"), dms.delete(ORDERS, 3)));
        dms.pass(DmsFixture.LOADED);

        assertThat(rows()).containsExactly("1|1.50|one", "4|4.00|four");
    }

    @Test
    void rowsThatChangedOverAndOverAreWhatTheyBecame() {
        load(1, "1|1.00|one", "2|2.00|two", "3|3.00|three");
        files.write(files.transaction(dms.update(ORDERS, 1, "0.50", "noted")));
        for (int i = 0; i < 100; i++) {
            files.write(
                    files.transaction(
                            dms.update(ORDERS, 1, "1.%02d".formatted(i), DmsFiles.UNCHANGED),
                            dms.update(ORDERS, 2, "2.%02d".formatted(i), DmsFiles.UNCHANGED)),
                    files.transaction(dms.insert(ORDERS, 4, "4.%02d".formatted(i), "four"), dms.delete(ORDERS, 4)));
        }
        dms.pass(DmsFixture.LOADED);

        assertThat(rows()).containsExactly("1|1.99|noted", "2|2.99|two", "3|3.00|three");
    }

    @Test
    void valueThatNoRowHasIsRefused() {
        load(1, "1|1.00|one");
        files.write(files.transaction(dms.update(ORDERS, 2, "2.00", DmsFiles.UNCHANGED)));
        dms.pass(DmsFixture.LOADED);

        assertThatThrownBy(this::rows)
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read table 'app.orders': a row: no row before has the value that it leaves out of column 'note'. If its columns changed, run `lakeward schema pull`; then have DMS load it anew.");
    }

    @Test
    void changesAfterASnapshotGoOnFromIt() {
        load(1, "1|1.00|one");
        files.write(files.transaction(dms.update(ORDERS, 1, "2.00", "two")));
        dms.pass(DmsFixture.LOADED);
        SeenChanges rows = dms.snapshot(ORDERS);
        Position position = dms.source().snapshot().position();
        files.write(files.transaction(dms.update(ORDERS, 1, "3.00", DmsFiles.UNCHANGED)));
        dms.settle();

        assertThat(rows.and(dms.changes(position)).replayed(ORDERS).stream().map(row -> row.get("note")))
                .containsExactly("two");
    }

    @Test
    void transactionThatMayGoOnIsAfterTheSnapshot() {
        load(1, "1|1.00|one");
        Position last = files.write(
                files.transaction(dms.insert(ORDERS, 2, "2.00", "two")),
                files.transaction(dms.insert(ORDERS, 3, "3.00", "three")));
        dms.pass(DmsFixture.LOADED);
        assertThat(dms.source().snapshot().position()).isEqualTo(last);

        files.write(files.transaction(dms.insert(ORDERS, 4, "4.00", "four")));
        assertThat(dms.source().snapshot().position()).isLessThan(last);
        assertThat(rows()).containsExactly("1|1.00|one", "2|2.00|two");
    }

    @Test
    void loadIsDoneWhenNoFileHasComeForAWhile() {
        assertThatThrownBy(() -> dms.source().identity())
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot read %s yet: DMS has not written anything. Start its task, and wait.", directory);

        load(1, "1|1.00|one");
        assertThatThrownBy(() -> dms.source().snapshot())
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s yet: a file of a full load came at 2026-11-25T10:00:00Z, and others may follow within 1800 s. Wait.",
                        directory);

        dms.pass(DmsFixture.LOADED);
        assertThat(rows()).containsExactly("1|1.00|one");
    }

    @Test
    void loadThatIsMadeAnewIsAnotherSource() {
        load(1, "1|1.00|one");
        dms.pass(DmsFixture.LOADED);
        SourceIdentity before = dms.source().identity();
        assertThat(before).isEqualTo(new SourceIdentity("dms-1795600800000", "app", directory.toString()));

        load(1, "1|2.00|two");
        dms.pass(DmsFixture.LOADED);

        assertThat(dms.source().identity()).isNotEqualTo(before);
    }

    @Test
    void whoFollowsLearnsThatALoadIsMadeAnew() {
        load(1, "1|1.00|one");
        dms.pass(DmsFixture.LOADED);
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = dms.follow(Position.START)) {
            seen.read(feed);
            load(1, "1|2.00|two");
            dms.pass(DmsFixture.LOADED.dividedBy(6));

            assertThatThrownBy(() -> seen.read(feed))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(
                            "Cannot go on reading %s: DMS began to load its tables anew, and changes from before may be missing. Wait; the tables are read anew when the load is done.",
                            directory);
        }
    }

    @Test
    void sourceThatHasToldWhoItIsStaysWithItsLoad() {
        load(1, "1|1.00|one");
        dms.pass(DmsFixture.LOADED);
        DmsSource source = dms.source();
        SourceIdentity before = source.identity();
        load(1, "1|2.00|two");
        dms.pass(DmsFixture.LOADED);

        assertThat(source.identity()).isEqualTo(before);
        assertThatThrownBy(source::snapshot)
                .hasMessageStartingWith("Cannot go on reading %s: DMS began to load its tables anew", directory);
        try (ChangeFeed feed = dms.follow(source, Position.START)) {
            assertThatThrownBy(() -> new SeenChanges().read(feed))
                    .hasMessageStartingWith("Cannot go on reading %s: DMS began to load its tables anew", directory);
        }
    }

    @Test
    void tablesWithoutRowsHaveNoFilesAndAreEmpty() {
        Position last = files.write(files.transaction(dms.insert(DmsFixture.PAYMENTS, 1, "1.00", "one")));
        dms.settle();

        assertThat(rows()).isEmpty();
        assertThat(dms.source().keepLog(List.of(ORDERS), Optional.empty())).isEqualTo(last);
    }

    @Test
    void filesOfChangesOfOneTableAreRefused() {
        load(1, "1|1.00|one");
        files.write("public/orders", "20261125-100000000.csv", "");
        dms.pass(DmsFixture.LOADED);

        assertThatThrownBy(this::rows)
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/public/orders/20261125-100000000.csv: its name is not of the form LOAD00000001.csv. Have DMS write changes in transaction order, to folder changes.",
                        directory);
    }

    @Test
    void rowOfALoadThatCannotBeReadIsRefused() {
        load(1, "1|1.00|one", "2|two|2.00");
        dms.pass(DmsFixture.LOADED);

        assertThatThrownBy(this::rows)
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/public/orders/LOAD00000001.csv, row 2: column 'amount' has 'two', which is no decimal(12,2). If the table's columns changed, run `lakeward schema pull`; then have DMS load it anew.",
                        directory);

        load(1, "1|1.00");
        dms.pass(DmsFixture.LOADED);
        assertThatThrownBy(this::rows)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining(
                        "row 1: it has 6 fields, where operation, the columns id, amount, note and three added ones are 7. ");
    }
}
