package lakeward.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.CaptureSettings;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Operation;
import lakeward.core.platform.Position;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.port.BatchEnd;
import lakeward.core.port.ChangeFeed;
import lakeward.core.port.ChangeReceiver;
import lakeward.core.port.Finding;
import lakeward.core.port.Source;
import lakeward.core.port.SourceSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link Source} does. A test that may be overridden asks for what some source cannot tell: it then says why, and tests
 * what becomes of it. The tables of the suite have the columns {@code id bigint}, which is the key, and
 * {@code amount bigint} and {@code note text}, which may be null.
 */
public abstract class SourceContract {
    protected static final SourceTable LEFT = new SourceTable("public", "left_side");
    protected static final SourceTable RIGHT = new SourceTable("public", "right_side");
    private static final List<SourceTable> BOTH = List.of(LEFT, RIGHT);
    private static final CaptureSettings QUICK = new CaptureSettings(Duration.ofMillis(100), ByteSize.mebibytes(8));

    /** Writes to the source, each call in the transaction that {@link SourceContract#commit} makes of them. */
    public interface Writer {
        void insert(SourceTable table, long id, long amount, String note);

        void update(SourceTable table, long id, long amount);

        void rekey(SourceTable table, long id, long newId);

        void delete(SourceTable table, long id);

        void truncate(SourceTable table);
    }

    /** What a transaction does. */
    public interface Work {
        void on(Writer writer);
    }

    private Source source;

    /** Opens the source, of which nothing is kept yet. */
    protected abstract Source open();

    /** Makes an empty table of the suite, in place of the one that is there. */
    protected abstract void makeTable(SourceTable table);

    /** Does the work in one transaction, and returns a position that is after it. */
    protected abstract Position commit(Work work);

    /** Returns the rows that the table has now, as {@link SeenChanges#replayed} gives them. */
    protected abstract List<Map<String, Object>> rows(SourceTable table);

    @BeforeEach
    void makeTables() {
        BOTH.forEach(this::makeTable);
        source = open();
        source.detach();
    }

    @AfterEach
    void forget() {
        source.detach();
        source.close();
    }

    @Test
    void schemasTellColumnsAndKeyOfTablesThatExist() {
        Map<SourceTable, TableSchema> schemas = source.schemas(List.of(LEFT, new SourceTable("public", "no_such")));

        assertThat(schemas).containsOnlyKeys(LEFT);
        assertThat(schemas.get(LEFT).names()).containsExactly("id", "amount", "note");
        assertThat(schemas.get(LEFT).key()).containsExactly("id");
    }

    @Test
    void nothingStandsInTheWayOfTheSuitesTables() {
        assertThat(source.diagnose(BOTH)).noneMatch(finding -> finding.severity() == Finding.Severity.BLOCKING);
    }

    @Test
    void identityStaysTheSame() {
        assertThat(source.identity()).isEqualTo(source.identity());
    }

    @Test
    protected void descriptionTellsTheVersionAndWhereItAnswers() {
        assertThat(source.description()).matches("\\w+ \\d+(\\.\\d+)*, .+:\\d+");
    }

    @Test
    void keepingTheLogIsRepeatableAndDetachingForgetsIt() {
        Position first = source.keepLog(BOTH, Optional.empty());
        Position second = source.keepLog(BOTH, Optional.of(first));

        assertThat(second).isEqualTo(first);
        assertThat(source.keptLog()).isPresent();

        source.detach();
        source.detach();
        assertThat(source.keptLog()).isEmpty();
    }

    @Test
    void transactionsArriveWholeAndInOrder() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        commit(writer -> {
            writer.insert(LEFT, 1, 10, "one");
            writer.insert(RIGHT, 1, -10, null);
        });
        Position last = commit(writer -> {
            writer.update(LEFT, 1, 11);
            writer.delete(RIGHT, 1);
        });
        SeenChanges seen = new SeenChanges();
        BatchEnd end;
        try (ChangeFeed feed = follow(kept)) {
            end = seen.readTo(feed, last);
        }

        assertThat(seen.operations(LEFT)).containsExactly(Operation.INSERT, Operation.UPDATE);
        assertThat(seen.operations(RIGHT)).containsExactly(Operation.INSERT, Operation.DELETE);
        assertThat(seen.of(RIGHT).get(1).values()).containsEntry("id", 1L).containsEntry("amount", null);
        assertThat(seen.all())
                .allSatisfy(change ->
                        assertThat(change.position().isAfter(end.position())).isFalse());
        assertThat(seen.of(LEFT).get(0).position())
                .isEqualTo(seen.of(RIGHT).get(0).position());
        assertThat(seen.of(LEFT).get(0).sequence())
                .isLessThan(seen.of(RIGHT).get(0).sequence());
        assertThat(seen.of(LEFT).get(1).position().isAfter(seen.of(LEFT).get(0).position()))
                .isTrue();
        assertThat(end.committedAt()).isPresent();
    }

    @Test
    protected void keysMayMoveAndSwapInOneTransaction() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        commit(writer -> {
            writer.insert(LEFT, 1, 10, "one");
            writer.insert(LEFT, 2, 20, "two");
        });
        Position last = commit(writer -> {
            writer.rekey(LEFT, 1, 3);
            writer.rekey(LEFT, 2, 1);
            writer.rekey(LEFT, 3, 2);
        });
        SeenChanges seen = readTo(kept, last);

        assertThat(seen.replayed(LEFT)).isEqualTo(rows(LEFT));
        assertThat(seen.operations(LEFT))
                .containsExactly(
                        Operation.INSERT,
                        Operation.INSERT,
                        Operation.MOVE,
                        Operation.UPDATE,
                        Operation.MOVE,
                        Operation.UPDATE,
                        Operation.MOVE,
                        Operation.UPDATE);
    }

    @Test
    protected void truncationEmptiesTheTable() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        Position last = commit(writer -> {
            writer.truncate(LEFT);
            writer.insert(LEFT, 2, 20, "two");
        });
        SeenChanges seen = readTo(kept, last);

        assertThat(seen.operations(LEFT)).containsExactly(Operation.INSERT, Operation.TRUNCATE, Operation.INSERT);
        assertThat(seen.replayed(LEFT)).isEqualTo(rows(LEFT));
    }

    @Test
    void largeTransactionArrivesInPiecesOfOneBatch() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        Position last = commit(writer ->
                LongStream.range(0, 2_000).forEach(id -> writer.insert(LEFT, id, id, "a note of some length " + id)));
        SeenChanges seen = new SeenChanges();
        CaptureSettings small = new CaptureSettings(Duration.ofMillis(100), new ByteSize(20_000));
        List<BatchEnd> ends = new ArrayList<>();
        try (ChangeFeed feed = source.follow(captured(kept), small)) {
            do {
                ends.add(seen.read(feed));
            } while (last.isAfter(ends.get(ends.size() - 1).position()));
        }

        assertThat(seen.pieces()).isGreaterThan(5);
        assertThat(ends.stream().filter(end -> end.transactions() > 0)).hasSize(1);
        assertThat(seen.of(LEFT)).hasSize(2_000);
        assertThat(seen.of(LEFT).stream().map(SeenChange::position).distinct()).hasSize(1);
        assertThat(seen.of(LEFT).stream().map(SeenChange::sequence).distinct()).hasSize(2_000);
    }

    @Test
    void idleFeedReachesTheEndOfTheLogAndLetsTheSourceForgetIt() {
        Position kept = source.keepLog(List.of(LEFT), Optional.empty());
        CapturedTable left = captured(LEFT);
        Position last = commit(writer -> writer.insert(RIGHT, 1, 1, "not captured"));
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = source.follow(Map.of(left, kept), QUICK)) {
            BatchEnd end = seen.readTo(feed, last);
            feed.confirm(end.position());

            assertThat(end.transactions()).isZero();
            assertThat(end.committedAt()).isEmpty();
        }

        assertThat(seen.all()).isEmpty();
        assertThat(source.keptLog().orElseThrow().confirmed().compareTo(last)).isGreaterThanOrEqualTo(0);
    }

    @Test
    void whatWasNotConfirmedComesAgain() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        Position first = commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        try (ChangeFeed feed = follow(kept)) {
            feed.confirm(new SeenChanges().readTo(feed, first).position());
        }
        Position second = commit(writer -> writer.insert(LEFT, 2, 20, "two"));
        Position stored = source.keptLog().orElseThrow().confirmed();
        assertThat(readTo(stored, second).of(LEFT)).hasSize(1);

        SeenChanges again = readTo(stored, second);

        assertThat(again.of(LEFT))
                .singleElement()
                .satisfies(change -> assertThat(change.key()).containsExactly(2L));
    }

    @Test
    void batchEndsExactlyAtASnapshot() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed =
                        source.follow(captured(kept), new CaptureSettings(Duration.ofHours(1), ByteSize.mebibytes(8)));
                SourceSnapshot snapshot = source.snapshot()) {
            List<Map<String, Object>> rows = rows(LEFT);
            commit(writer -> writer.insert(LEFT, 2, 20, "two"));
            feed.endBatchAt(snapshot.position());

            BatchEnd end = seen.read(feed);

            assertThat(end.position()).isEqualTo(snapshot.position());
            assertThat(seen.replayed(LEFT)).isEqualTo(rows);
        }
    }

    @Test
    void batchNeverEndsBeforeWhatItHolds() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        Position early = commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        commit(writer -> writer.insert(LEFT, 2, 20, "two"));
        Position last = commit(writer ->
                LongStream.range(3, 2_000).forEach(id -> writer.insert(LEFT, id, id, "a note of some length " + id)));
        CaptureSettings small = new CaptureSettings(Duration.ofHours(1), new ByteSize(20_000));
        SeenChanges seen = new SeenChanges();
        BatchEnd end;
        try (ChangeFeed feed = source.follow(captured(kept), small)) {
            // The first piece of the last transaction: the batch holds the two before it, and has not ended.
            end = feed.next(new ChangeReceiver() {
                @Override
                public void changes(Changes changes) {
                    feed.endBatchAt(early);
                    seen.changes(changes);
                }

                @Override
                public void stopped(CapturedTable table, Position at, String why) {
                    seen.stopped(table, at, why);
                }
            });
        }

        assertThat(seen.of(LEFT)).hasSize(1_999);
        assertThat(end.position()).isGreaterThanOrEqualTo(last);
    }

    @Test
    void batchesNeverEndEarlierThanTheOneBefore() {
        Position kept = source.keepLog(BOTH, Optional.empty());
        Position last = commit(writer -> writer.insert(LEFT, 1, 10, "one"));
        try (ChangeFeed feed = follow(last)) {
            SeenChanges seen = new SeenChanges();
            BatchEnd first = seen.readTo(feed, last);
            feed.endBatchAt(kept);
            feed.endBatchAt(first.position());

            assertThat(seen.read(feed).position()).isGreaterThanOrEqualTo(first.position());
            assertThat(seen.all()).isEmpty();
        }
    }

    @Test
    void snapshotShowsTheRowsOfItsMomentAlone() {
        commit(writer ->
                LongStream.range(0, 100).forEach(id -> writer.insert(LEFT, id, -id, id % 7 == 0 ? null : "n" + id)));
        List<Map<String, Object>> before = rows(LEFT);
        try (SourceSnapshot snapshot = source.snapshot()) {
            commit(writer -> writer.delete(LEFT, 3));
            SeenChanges seen = new SeenChanges();

            assertThat(seen.readAll(snapshot, captured(LEFT), 3)).isEqualTo(100);
            assertThat(seen.replayed(LEFT)).isEqualTo(before);
            assertThat(seen.of(LEFT)).allSatisfy(row -> {
                assertThat(row.operation()).isEqualTo(Operation.SNAPSHOT);
                assertThat(row.position()).isEqualTo(snapshot.position());
            });
            assertThat(seen.of(LEFT).stream().map(SeenChange::sequence).distinct())
                    .hasSize(100);
        }
    }

    @Test
    void includedTableGoesOnInTheSameFeed() {
        Position kept = source.keepLog(List.of(LEFT), Optional.empty());
        try (ChangeFeed feed = source.follow(Map.of(captured(LEFT), kept), QUICK)) {
            Position first = commit(writer -> writer.insert(LEFT, 1, 1, "one"));
            SeenChanges seen = new SeenChanges();
            seen.readTo(feed, first);
            source.keepLog(BOTH, Optional.of(kept));
            feed.include(captured(RIGHT));

            Position second = commit(writer -> writer.insert(RIGHT, 2, 2, "two"));
            seen.readTo(feed, second);

            assertThat(seen.of(RIGHT)).hasSize(1);
        }
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L);
    }

    /** The books balance: a snapshot taken while a seeded history runs, and the log after it, are the table at the end. */
    @ParameterizedTest
    @MethodSource("seeds")
    void snapshotAndTheLogAfterItAreTheTable(long seed) throws Exception {
        Position kept = source.keepLog(BOTH, Optional.empty());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Random before = new Random(-seed);
            history(before, 20);
            Future<Position> writing = other.submit(() -> history(new Random(seed), 150));
            Map<SourceTable, SeenChanges> seen = new LinkedHashMap<>();
            Map<CapturedTable, Position> from = new LinkedHashMap<>();
            for (SourceTable table : BOTH) {
                // Each has a snapshot of its own, so that the log applies to each from another place on.
                try (SourceSnapshot snapshot = source.snapshot()) {
                    SeenChanges rows = new SeenChanges();
                    rows.readAll(snapshot, captured(table), 2);
                    seen.put(table, rows);
                    from.put(captured(table), snapshot.position());
                }
            }
            Position last = writing.get();
            try (ChangeFeed feed = source.follow(from, QUICK)) {
                SeenChanges changes = new SeenChanges();
                changes.readTo(feed, last);
                assertThat(kept.isAfter(last)).isFalse();
                for (SourceTable table : BOTH) {
                    assertThat(changes.of(table))
                            .allSatisfy(change -> assertThat(change.position().isAfter(from.get(captured(table))))
                                    .isTrue());
                    assertThat(seen.get(table).and(changes).replayed(table))
                            .as("seed %d, table %s", seed, table)
                            .isEqualTo(rows(table));
                }
            }
        } finally {
            other.shutdownNow();
        }
    }

    private Position history(Random random, int transactions) {
        Position last = Position.START;
        for (int i = 0; i < transactions; i++) {
            last = commit(writer -> {
                for (int j = random.nextInt(5); j >= 0; j--) {
                    change(writer, random);
                }
            });
        }
        return last;
    }

    private static void change(Writer writer, Random random) {
        SourceTable table = BOTH.get(random.nextInt(2));
        long id = random.nextInt(20);
        switch (random.nextInt(20)) {
            case 0 -> {
                writer.delete(table, id);
                writer.delete(table, id + 100);
                writer.rekey(table, (id + 1) % 20, id + 100);
            }
            case 1, 2, 3, 4 -> writer.delete(table, id);
            case 5, 6, 7, 8, 9, 10 -> writer.update(table, id, random.nextInt());
            case 11 -> {
                if (random.nextInt(5) == 0) {
                    writer.truncate(table);
                }
            }
            default -> {
                writer.delete(table, id);
                writer.insert(table, id, random.nextInt(), random.nextBoolean() ? null : "x".repeat(random.nextInt(8)));
            }
        }
    }

    private SeenChanges readTo(Position from, Position to) {
        SeenChanges seen = new SeenChanges();
        try (ChangeFeed feed = follow(from)) {
            seen.readTo(feed, to);
        }
        return seen;
    }

    private ChangeFeed follow(Position from) {
        return source.follow(captured(from), QUICK);
    }

    private Map<CapturedTable, Position> captured(Position from) {
        Map<CapturedTable, Position> tables = new LinkedHashMap<>();
        BOTH.forEach(table -> tables.put(captured(table), from));
        return tables;
    }

    private CapturedTable captured(SourceTable table) {
        TableSchema schema = source.schemas(List.of(table)).get(table);
        return new CapturedTable("app", table, "app_" + table.name(), schema);
    }
}
