package lakeward.capture.dms;

import java.util.List;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Changes;
import lakeward.core.platform.Column;
import lakeward.core.platform.ColumnVector;
import lakeward.core.platform.ExactValues;
import lakeward.core.platform.Operation;

/** Appends rows to the changes of one table. For use by one thread. */
final class RowAppender {
    private final CapturedTable table;
    private final List<Column> columns;
    private final boolean[] isKey;
    private final ExactValues exact = new ExactValues();

    RowAppender(CapturedTable table) {
        this.table = table;
        this.columns = table.schema().columns();
        this.isKey = new boolean[columns.size()];
        for (String name : table.schema().key()) {
            isKey[table.schema().indexOf(name)] = true;
        }
    }

    /** Makes sure that a row of changes has a field for each column. */
    void requireChange(Row row) {
        require(row, "operation, table, schema", ChangeRows.FIRST_COLUMN);
    }

    /** Makes sure that a row of a full load has a field for each column. */
    void requireLoaded(Row row) {
        require(row, "operation", LoadFiles.FIRST_COLUMN);
    }

    private void require(Row row, String start, int first) {
        int expected = first + columns.size() + ChangeRows.ADDED_COLUMNS;
        if (row.size() != expected) {
            throw new UnreadableException("it has %d fields, where %s, the columns %s and three added ones are %d"
                    .formatted(
                            row.size(), start, String.join(", ", table.schema().names()), expected));
        }
    }

    /**
     * Appends the values of a change that was begun: of a delete those of the key.
     *
     * @param first the field of the first column; the others follow on it
     * @throws UnreadableException if they are no values of the columns; the changes are of no use any more
     */
    void append(Changes changes, Operation operation, Row row, int first) {
        for (int i = 0; i < columns.size(); i++) {
            if (operation == Operation.DELETE && !isKey[i]) {
                changes.column(i).appendNull();
            } else {
                append(changes.column(i), i, operation, row, first + i);
            }
        }
        exact.endRow(changes.exact());
    }

    private void append(ColumnVector values, int column, Operation operation, Row row, int field) {
        if (row.isUnchanged(field)) {
            if (operation != Operation.UPDATE || isKey[column]) {
                throw new UnreadableException(
                        "column '%s' was left out, which only an update may do with what is no key"
                                .formatted(name(column)));
            }
            values.appendUnchanged();
        } else if (row.isNull(field)) {
            if (!columns.get(column).nullable()) {
                throw new UnreadableException("column '%s' has no value, and may not lack one".formatted(name(column)));
            }
            values.appendNull();
        } else if (!holds(values, column, row, field)) {
            if (isKey[column]) {
                throw new UnreadableException("key column '%s' has the value %s, which type %s does not hold"
                        .formatted(name(column), row.text(field), values.type()));
            }
            exact.add(name(column), row.text(field));
        }
    }

    private boolean holds(ColumnVector values, int column, Row row, int field) {
        try {
            return DmsValues.append(values, row.bytes(), row.start(field), row.length(field));
        } catch (UnreadableException e) {
            throw new UnreadableException("column '%s' has %s".formatted(name(column), e.getMessage()));
        }
    }

    private String name(int column) {
        return columns.get(column).name();
    }
}
