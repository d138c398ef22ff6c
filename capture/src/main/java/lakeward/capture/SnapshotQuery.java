package lakeward.capture;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lakeward.core.platform.CapturedTable;
import lakeward.core.platform.Column;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.platform.Type;

/** The query that gives a table's rows in the form that {@link BinaryValues} reads. */
final class SnapshotQuery {
    private SnapshotQuery() {}

    /** Returns {@code SELECT … FROM part WHERE true}, with the captured table's columns in their order. */
    static String select(Catalog catalog, CapturedTable table, String part) throws SQLException {
        Optional<PostgresTable> found =
                Optional.ofNullable(catalog.tables(List.of(table.source())).get(table.source()));
        if (found.isEmpty()) {
            throw new PlatformException(
                    Fault.ENVIRONMENT,
                    "Cannot read table '%s': it does not exist. Take it out of the definition.".formatted(table));
        }
        String columns = table.schema().columns().stream()
                .map(column -> expression(table, column, found.get()))
                .collect(Collectors.joining(", "));
        return "SELECT %s FROM ONLY %s WHERE true".formatted(columns, part);
    }

    private static String expression(CapturedTable table, Column column, PostgresTable found) {
        PostgresTable.Attribute attribute = found.column(column.name())
                .filter(now -> now.column().type().equals(column.type()))
                .orElseThrow(() -> new PlatformException(
                        Fault.DEFINITION,
                        "Cannot read table '%s': column '%s' is not there as %s any more. Run `lakeward schema pull`."
                                .formatted(table, column.name(), column.declared())));
        String name = Sql.name(column.name());
        boolean asItIs = !column.type().equals(Type.STRING) || PostgresTypes.isTextInBinary(attribute.typeOid());
        // Not a cast to text: of some types, inet for one, that gives another text than the log has.
        return asItIs ? name : "%s(%s::%s)".formatted(attribute.output(), name, attribute.base());
    }
}
