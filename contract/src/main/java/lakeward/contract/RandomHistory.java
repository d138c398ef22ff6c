package lakeward.contract;

import static lakeward.contract.Values.UNCHANGED;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.Operation;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;

/**
 * What might happen to a table of a database, by chance but repeatably: transactions of inserts, updates that leave out large
 * values, deletes, changed and swapped keys, truncation, and a column that is added with a default.
 */
public final class RandomHistory {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Type.LONG, false),
            new Column("name", Type.STRING, true),
            new Column("document", Type.STRING, true),
            new Column("price", Type.decimal(20, 2), true));
    private static final Column ADDED = new Column("added", Type.INTEGER, true);

    private record Change(Operation operation, List<Object> values) {}

    private record Transaction(CapturedTable table, List<Change> changes, Map<Long, Object[]> after) {}

    private final Random random;
    private final List<Transaction> transactions = new ArrayList<>();
    private final Map<Long, Object[]> rows = new TreeMap<>();
    private CapturedTable table = table(COLUMNS);

    public RandomHistory(long seed, int length) {
        random = new Random(seed);
        int added = random.nextInt(2 * length);
        for (int i = 0; i < length; i++) {
            List<Change> changes = new ArrayList<>();
            if (i == added) {
                addColumn(changes);
            }
            int count = 1 + random.nextInt(6);
            for (int j = 0; j < count; j++) {
                change(changes);
            }
            Map<Long, Object[]> after = new TreeMap<>();
            rows.forEach((id, row) -> after.put(id, row.clone()));
            transactions.add(new Transaction(table, changes, after));
        }
    }

    private static CapturedTable table(List<Column> columns) {
        return new CapturedTable(
                "app", new SourceTable("public", "things"), "things", new TableSchema(columns, List.of("id")));
    }

    /** Returns how many transactions there are. */
    public int length() {
        return transactions.size();
    }

    /** Returns the position of a transaction, or of the state before the first for -1. */
    public static long position(int transaction) {
        return 1000 + 10L * transaction;
    }

    /** Returns the table as it is after a transaction. */
    public CapturedTable table(int transaction) {
        return transactions.get(transaction).table();
    }

    /** Returns the rows after a transaction, as a snapshot reads them. */
    public Changes snapshot(int transaction) {
        Transaction at = transactions.get(transaction);
        ChangeWriter writer = new ChangeWriter(at.table()).at(position(transaction));
        at.after().values().forEach(writer::snapshot);
        return writer.changes();
    }

    /** Returns the changes of the transactions from one to another, the last one excluded. */
    public List<Changes> changes(int from, int to) {
        List<Changes> all = new ArrayList<>();
        ChangeWriter writer = null;
        for (int i = from; i < to; i++) {
            Transaction transaction = transactions.get(i);
            if (writer == null || !writer.changes().table().equals(transaction.table())) {
                writer = new ChangeWriter(transaction.table());
                all.add(writer.changes());
            }
            writer.at(position(i));
            for (Change change : transaction.changes()) {
                writer.add(change.operation(), null, change.values().toArray());
            }
        }
        return all;
    }

    /** Returns the rows after a transaction, each from column to value as {@link Values#text} writes it. */
    public List<Map<String, String>> rows(int transaction) {
        Transaction at = transactions.get(transaction);
        return at.after().values().stream()
                .map(row -> {
                    Map<String, String> texts = new TreeMap<>();
                    for (int i = 0; i < row.length; i++) {
                        texts.put(
                                at.table().schema().columns().get(i).name(),
                                row[i] == null ? null : Objects.toString(row[i]));
                    }
                    texts.put("_exact", null);
                    return texts;
                })
                .toList();
    }

    private void addColumn(List<Change> changes) {
        List<Column> columns = new ArrayList<>(COLUMNS);
        columns.add(ADDED);
        table = table(columns);
        rows.replaceAll((id, row) -> new Object[] {row[0], row[1], row[2], row[3], 42});
        changes.add(new Change(Operation.FILL, Arrays.asList(null, null, null, null, 42)));
    }

    private void change(List<Change> changes) {
        int dice = random.nextInt(100);
        if (rows.size() < 3 || dice < 30) {
            long id = freeId();
            Object[] row = row(id);
            rows.put(id, row);
            changes.add(new Change(Operation.INSERT, Arrays.asList(row.clone())));
        } else if (dice < 60) {
            long id = someId();
            update(changes, id, id);
        } else if (dice < 75) {
            long id = someId();
            rows.remove(id);
            leave(changes, Operation.DELETE, id);
        } else if (dice < 87) {
            long from = someId();
            long to = freeId();
            leave(changes, Operation.MOVE, from);
            Object[] row = rows.remove(from);
            row[0] = to;
            rows.put(to, row);
            update(changes, to, to);
        } else if (dice < 98) {
            swap(changes, someId(), someId());
        } else {
            rows.clear();
            changes.add(new Change(
                    Operation.TRUNCATE,
                    Collections.nCopies(table.schema().columns().size(), null)));
        }
    }

    private void swap(List<Change> changes, long one, long other) {
        if (one == other) {
            return;
        }
        Object[] first = rows.get(one);
        Object[] second = rows.get(other);
        first[0] = other;
        second[0] = one;
        rows.put(one, second);
        rows.put(other, first);
        leave(changes, Operation.MOVE, one);
        update(changes, other, other);
        leave(changes, Operation.MOVE, other);
        update(changes, one, one);
    }

    private void leave(List<Change> changes, Operation operation, long id) {
        Object[] values = new Object[table.schema().columns().size()];
        values[0] = id;
        changes.add(new Change(operation, Arrays.asList(values)));
    }

    private void update(List<Change> changes, long id, long as) {
        Object[] row = row(as);
        boolean keepsDocument = random.nextBoolean();
        if (keepsDocument) {
            row[2] = rows.get(id)[2];
        }
        rows.put(id, row);
        Object[] sent = row.clone();
        if (keepsDocument) {
            sent[2] = UNCHANGED;
        }
        changes.add(new Change(Operation.UPDATE, Arrays.asList(sent)));
    }

    private Object[] row(long id) {
        Object[] row = new Object[table.schema().columns().size()];
        row[0] = id;
        row[1] = random.nextInt(5) == 0 ? null : "name " + random.nextInt(100);
        row[2] = random.nextInt(5) == 0 ? null : "döcument " + random.nextInt();
        row[3] = BigDecimal.valueOf(random.nextLong() / 100, 2);
        if (row.length > 4) {
            row[4] = random.nextInt(3) == 0 ? null : random.nextInt();
        }
        return row;
    }

    private long someId() {
        return new ArrayList<>(rows.keySet()).get(random.nextInt(rows.size()));
    }

    private long freeId() {
        long id = random.nextInt(1000);
        while (rows.containsKey(id)) {
            id++;
        }
        return id;
    }
}
