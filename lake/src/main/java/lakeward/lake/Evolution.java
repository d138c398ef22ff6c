package lakeward.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.TableSchema;
import lakeward.lake.log.DeltaSchema;
import lakeward.lake.log.TableState;

/** What a table's columns are to be, given what they were. */
final class Evolution {
    private Evolution() {}

    /** Returns the columns that a table has and, after them, new ones, which are as in {@code like} in data files. */
    static DeltaSchema evolved(LakeTable table, TableSchema wanted, DeltaSchema like) {
        DeltaSchema known =
                table.known().map(TableState::schema).orElseGet(() -> new DeltaSchema(List.of(), wanted.key(), 0));
        for (Column column : wanted.columns()) {
            known.field(column.name())
                    .filter(field -> !field.column().type().equals(column.type()))
                    .ifPresent(field -> {
                        throw new PlatformException(
                                Fault.DEFINITION,
                                "Cannot change the type of column '%s' of %s: it is %s there and %s in the source. Read the table anew under another name, or give the column its type back."
                                        .formatted(
                                                column.name(),
                                                table.id(),
                                                field.column().type(),
                                                column.type()));
                    });
        }
        return known.with(wanted, like);
    }

    /** Returns the schema unless the table has it. */
    static Optional<DeltaSchema> changed(LakeTable table, DeltaSchema schema) {
        return table.known().map(TableState::schema).filter(schema::equals).isPresent()
                ? Optional.empty()
                : Optional.of(schema);
    }

    /** A table that starts over may give a column another type: it is a new column of the same name then. */
    static DeltaSchema restarted(LakeTable table, TableSchema wanted, DeltaSchema like) {
        Optional<DeltaSchema> known = table.known().map(TableState::schema);
        if (known.isEmpty()) {
            return new DeltaSchema(List.of(), wanted.key(), 0).with(wanted, like);
        }
        List<Column> columns = new ArrayList<>();
        known.get()
                .fields()
                .forEach(field -> columns.add(wanted.column(field.name()).orElse(field.column())));
        wanted.columns().stream()
                .filter(column -> known.get().field(column.name()).isEmpty())
                .forEach(columns::add);
        return known.get().replacedBy(new TableSchema(columns, wanted.key()), like);
    }
}
