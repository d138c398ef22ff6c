package lakeward.capture.dms;

import static lakeward.capture.dms.DmsFixture.ORDERS;
import static lakeward.capture.dms.DmsFixture.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lakeward.contract.SeenChange;
import lakeward.contract.SeenChanges;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.Operation;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.Landing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When files are read, what is read twice, and what is refused. */
class DmsFeedTest {
    private static final int LOOKS = 6;

    @TempDir
    private Path directory;

    private DmsFixture dms;
    private DmsFiles files;

    @BeforeEach
    void begin() {
        dms = new DmsFixture(directory);
        files = dms.files;
    }

    private static List<Object> keys(SeenChanges seen, SourceTable table) {
        return seen.of(table).stream().map(change -> change.key().get(0)).toList();
    }

    @Test
    void fileIsReadWhenItHasSettled() {
        files.write(files.transaction(dms.insert(ORDERS, 1, "1.00", "one")));
        dms.pass(DmsFixture.SETTLE.minusSeconds(1));
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = dms.follow(Position.START)) {
            DmsFixture.readAll(feed, seen);
            assertThat(seen.all()).isEmpty();

            dms.pass(Duration.ofSeconds(2));
            DmsFixture.readAll(feed, seen);

            assertThat(keys(seen, ORDERS)).containsExactly(1L);
        }
    }

    @Test
    void transactionThatGoesOnInTheNextFileIsInOneBatch() {
        DmsFiles.Transaction whole = files.transaction(
                dms.insert(ORDERS, 1, "1.00", "one"),
                dms.insert(ORDERS, 2, "2.00", "two"),
                dms.insert(PAYMENTS, 3, "3.00", "three"));
        files.write(part(whole, 0, 1));
        dms.settle();
        files.write(part(whole, 1, 3));
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = dms.follow(dms.source(new SettlingLanding()), Position.START)) {
            BatchEnd end = seen.read(feed);

            assertThat(end.transactions()).isEqualTo(1);
            assertThat(seen.all()).hasSize(3);
            assertThat(seen.all().stream().map(SeenChange::transaction).distinct())
                    .hasSize(1);
        }
    }

    /** Has what is there settle when it is looked for changes for the sixth time: what settled before was read by then. */
    private final class SettlingLanding implements Landing {
        private final Landing landing = new DirectoryLanding(directory);
        private int looks;

        @Override
        public String place() {
            return landing.place();
        }

        @Override
        public List<Landed> list(String folder, String after) {
            if (folder.equals(DmsFormat.CHANGES) && ++looks == LOOKS) {
                dms.settle();
            }
            return landing.list(folder, after);
        }

        @Override
        public byte[] read(Landed file) {
            return landing.read(file);
        }

        @Override
        public void close() {
            landing.close();
        }
    }

    @Test
    void restOfATransactionThatComesTooLateIsNotLost() {
        DmsFiles.Transaction whole =
                files.transaction(dms.insert(ORDERS, 1, "1.00", "one"), dms.insert(ORDERS, 2, "2.00", "two"));
        files.write(part(whole, 0, 1));
        dms.settle();
        SeenChanges seen = new SeenChanges();
        Position stored;
        try (ChangeFeed feed = dms.follow(Position.START)) {
            stored = DmsFixture.readAll(feed, seen);
        }
        files.write(part(whole, 1, 2));
        dms.settle();

        assertThat(keys(seen, ORDERS)).containsExactly(1L);
        assertThat(keys(dms.changes(stored), ORDERS)).containsExactly(2L);
        assertThat(keys(dms.changes(Position.START), ORDERS)).containsExactly(1L, 2L);
    }

    private static DmsFiles.Transaction part(DmsFiles.Transaction whole, int from, int to) {
        return new DmsFiles.Transaction(whole.committedAt(), whole.changes().subList(from, to));
    }

    @Test
    void whatDmsWritesAgainIsReadOnce() {
        DmsFiles.Transaction first = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        DmsFiles.Transaction second =
                files.transaction(dms.insert(ORDERS, 2, "2.00", "two"), dms.update(ORDERS, 2, "2.50", "two"));
        DmsFiles.Transaction third = files.transaction(dms.delete(ORDERS, 1));
        DmsFiles.Transaction fourth = files.transaction(dms.insert(ORDERS, 4, "4.00", "four"));
        files.write(first, second, third);
        files.write(second, third, fourth);
        dms.settle();

        assertThat(dms.changes(Position.START).operations(ORDERS))
                .containsExactly(
                        Operation.INSERT, Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.INSERT);
    }

    @Test
    void whatDmsWritesAgainIsKnownAfterARestart() {
        DmsFiles.Transaction first = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        DmsFiles.Transaction second = files.transaction(dms.insert(ORDERS, 2, "2.00", "two"));
        Position stored = files.write(first, second);
        files.write(first, second, files.transaction(dms.insert(ORDERS, 3, "3.00", "three")));
        dms.settle();

        assertThat(keys(dms.changes(stored), ORDERS)).containsExactly(3L);
    }

    @Test
    void restOfATransactionWhoseBeginningWasWrittenIsReadOnce() {
        DmsFiles.Transaction first = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        DmsFiles.Transaction second =
                files.transaction(dms.insert(ORDERS, 2, "2.00", "two"), dms.insert(ORDERS, 3, "3.00", "three"));
        DmsFiles.Transaction third = files.transaction(dms.insert(ORDERS, 4, "4.00", "four"));
        files.write(first, part(second, 0, 1));
        files.write(second, third);
        dms.settle();

        assertThat(keys(dms.changes(Position.START), ORDERS)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void transactionsOfOneMicrosecondAreBothRead() {
        DmsFiles.Transaction one = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        DmsFiles.Transaction other =
                new DmsFiles.Transaction(one.committedAt(), List.of(dms.insert(ORDERS, 2, "2.00", "two")));
        files.write(one);
        files.write(other);
        files.write(one, other);
        dms.settle();

        assertThat(keys(dms.changes(Position.START), ORDERS)).containsExactly(1L, 2L);
    }

    @Test
    void transactionThatMayBeForgottenIsRefused() {
        DmsFiles.Transaction old = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        files.pass(Duration.ofHours(1));
        Position stored = files.write(files.transaction(dms.insert(ORDERS, 2, "2.00", "two")));
        files.write(old);
        dms.clock.move(Duration.ofHours(2));

        assertThatThrownBy(() -> dms.changes(stored))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/changes/CDC_TXN-20261125110000022.csv, row 1: its transaction is older than "
                                + "those that are remembered, so that it may have been read before. Have DMS load the tables anew.",
                        directory);
    }

    @Test
    void filesAreReadInTheOrderOfTheirNames() {
        DmsFiles.Transaction first = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        DmsFiles.Transaction second = files.transaction(dms.update(ORDERS, 1, "2.00", "two"));
        files.write("CDC_TXN-20261125100000900.csv", second);
        files.write("CDC_TXN-20261125100000800.csv", first);
        dms.settle();

        assertThat(dms.changes(Position.START).operations(ORDERS)).containsExactly(Operation.INSERT, Operation.UPDATE);
    }

    @Test
    void fileThatHasNotSettledKeepsLaterOnesWaiting() {
        DmsFiles.Transaction first = files.transaction(dms.insert(ORDERS, 1, "1.00", "one"));
        files.write("CDC_TXN-20261125100000900.csv", files.transaction(dms.update(ORDERS, 1, "2.00", "two")));
        dms.settle();
        files.write("CDC_TXN-20261125100000800.csv", first);

        assertThat(dms.changes(Position.START).all()).isEmpty();

        dms.settle();
        assertThat(dms.changes(Position.START).operations(ORDERS)).containsExactly(Operation.INSERT, Operation.UPDATE);
    }

    @Test
    void fileThatComesAfterALaterOneWasReadIsRefused() {
        files.write("CDC_TXN-20261125100000900.csv", files.transaction(dms.insert(ORDERS, 2, "2.00", "two")));
        dms.settle();
        SeenChanges seen = new SeenChanges();
        String late = ("Cannot read %s/changes/CDC_TXN-20261125100000800.csv: it came after "
                        + "CDC_TXN-20261125100000900.csv had been read, and its rows belong before that. Have DMS load the tables "
                        + "anew; if it happens again, let files settle for longer than 30 s.")
                .formatted(directory);
        try (ChangeFeed feed = dms.follow(Position.START)) {
            Position stored = DmsFixture.readAll(feed, seen);
            dms.settle();
            files.write("CDC_TXN-20261125100000800.csv", files.transaction(dms.insert(ORDERS, 1, "1.00", "one")));

            assertThatThrownBy(() -> seen.read(feed))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(late);
            assertThatThrownBy(() -> dms.follow(stored))
                    .isInstanceOf(PlatformException.class)
                    .hasMessage(late);
        }
    }

    @Test
    void goingOnNeedsTheFileOfTheStoredPosition() throws Exception {
        Position stored = files.write(files.transaction(dms.insert(ORDERS, 1, "1.00", "one")));
        String name = Place.file(stored);
        dms.settle();
        Files.delete(directory.resolve(DmsFormat.CHANGES).resolve(name));

        assertThatThrownBy(() -> dms.source().keepLog(List.of(ORDERS), Optional.of(stored)))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot go on from %s/changes/%s: it is gone, and what came after may be, too. Bring it back, or have DMS load the tables anew.",
                        directory, name);
    }

    @Test
    void fileThatEndsAmidARowIsRefused() {
        String row = files.row(dms.insert(ORDERS, 1, "1.00", "a \"note\""), DmsFiles.BEGIN);
        String place = directory + "/changes/CDC_TXN-20261125100000000.csv, row 2: ";
        String remedy = ". See whether DMS writes with the settings that 'lakeward synth' gives it.";

        assertRefused(
                row + "\n" + row.substring(0, row.indexOf("note")), place + "the file ends amid field 6" + remedy);
        assertRefused(row + "\n" + row.substring(0, row.length() - 4), place + "the file ends amid the row" + remedy);
        assertRefused(
                row + "\nI,orders",
                place + "it has 2 fields, and not even operation, table, schema, lakeward_committed, lakeward_position "
                        + "and lakeward_sequence" + remedy);
        assertRefused(
                row + "\n" + row.replace("a \"\"note\"\"\"", "a \"note"),
                place + "field 6 goes on behind its quotation mark" + remedy);
    }

    private void assertRefused(String text, String message) {
        files.write(DmsFormat.CHANGES, "CDC_TXN-20261125100000000.csv", text);
        dms.settle();
        assertThatThrownBy(() -> dms.changes(Position.START))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Cannot read " + message);
    }

    @Test
    void lastRowMayLackItsNewLine() {
        files.write(
                DmsFormat.CHANGES,
                "CDC_TXN-20261125100000000.csv",
                files.row(dms.insert(ORDERS, 1, "1.00", "one"), DmsFiles.BEGIN));
        dms.settle();

        assertThat(keys(dms.changes(Position.START), ORDERS)).containsExactly(1L);
    }

    @Test
    void fileOfAnotherNameIsRefused() {
        files.write(DmsFormat.CHANGES, "20261125-100000000.csv", "");
        dms.settle();

        assertThatThrownBy(() -> dms.changes(Position.START))
                .isInstanceOf(PlatformException.class)
                .hasMessage(
                        "Cannot read %s/changes/20261125-100000000.csv: its name is not of the form CDC_TXN-20261125174458123.csv. Take it out of this folder, which is DMS's alone.",
                        directory);
    }

    @Test
    void tableWhoseRowCannotBeReadStopsAndTheOthersGoOn() {
        Position before = files.write(files.transaction(dms.insert(ORDERS, 1, "1.00", "one")));
        files.write(files.transaction(
                dms.insert(PAYMENTS, 7, "7.00", "seven"),
                dms.insert(ORDERS, 2, "2.001", "two"),
                dms.insert(ORDERS, 3, "3.00", "three"),
                dms.insert(PAYMENTS, 8, "8.00", "eight")));
        dms.settle();
        SeenChanges seen = dms.changes(before);

        assertThat(seen.of(ORDERS)).isEmpty();
        assertThat(keys(seen, PAYMENTS)).containsExactly(7L, 8L);
        assertThat(seen.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.table()).isEqualTo(ORDERS);
            assertThat(stop.why())
                    .isEqualTo(
                            "Cannot go on capturing 'app.orders': %s/changes/CDC_TXN-20261125100000022.csv, row 2: column 'amount' has '2.001', which is no decimal(12,2). If the table's columns changed, run `lakeward schema pull`; then have DMS load the table anew and run `lakeward resnapshot app.orders`, or take the table out of the definition.",
                            directory);
        });
    }

    @Test
    void rowsWithMoreOrFewerColumnsStopTheirTable() {
        assertThat(whyStopped(files.change("I", ORDERS, "1", "1.00", "one", "more")))
                .contains(
                        "row 1: it has 10 fields, where operation, table, schema, the columns id, amount, note and three added ones are 9. ");
        assertThat(whyStopped(files.change("I", ORDERS, "1", "1.00")))
                .contains(
                        "row 1: it has 8 fields, where operation, table, schema, the columns id, amount, note and three added ones are 9. ");
    }

    @Test
    void rowsThatSayNothingOfTheirTableStopIt() {
        assertThat(whyStopped(files.change("T", ORDERS, "1", "1.00", "one")))
                .contains("its operation is 'T', which is none of I, U and D. ");
        assertThat(whyStopped(files.change("I", ORDERS, null, "1.00", "one")))
                .contains("column 'id' has no value, and may not lack one. ");
        assertThat(whyStopped(files.change("I", ORDERS, "1", "1.00", DmsFiles.UNCHANGED)))
                .contains("column 'note' was left out, which only an update may do with what is no key. ");
        assertThat(whyStopped(files.change("U", ORDERS, DmsFiles.UNCHANGED, "1.00", "one")))
                .contains("column 'id' was left out, which only an update may do with what is no key. ");
    }

    private String whyStopped(DmsFiles.Change change) {
        Position before = files.write(files.transaction(dms.insert(PAYMENTS, 1, "1.00", "one")));
        files.write(files.transaction(change));
        dms.settle();
        SeenChanges seen = dms.changes(before);
        assertThat(seen.stops()).hasSize(1);
        return seen.stops().get(0).why();
    }

    @Test
    void valueThatAnUpdateLeavesOutIsUnchanged() {
        files.write(files.transaction(dms.update(ORDERS, 1, null, DmsFiles.UNCHANGED)));
        dms.settle();

        assertThat(dms.changes(Position.START).all())
                .singleElement()
                .satisfies(change -> assertThat(change.values())
                        .containsEntry("amount", null)
                        .containsEntry("note", SeenChange.UNCHANGED));
    }
}
