package lakeward.capture;

import java.util.List;
import java.util.Optional;
import lakeward.core.platform.Column;
import lakeward.core.platform.SourceTable;
import lakeward.core.platform.TableSchema;

/**
 * A table as PostgreSQL's catalog has it.
 *
 * @param kind {@code r} for a plain table, {@code p} for a partitioned one, or another of {@code pg_class.relkind}
 * @param identity {@code d} default, {@code i} index, {@code f} full, {@code n} nothing, as {@code pg_class.relreplident}
 * @param key the columns that tell rows apart in the log: the identity index's, or else the primary key's
 * @param columns in the table's order, dropped ones left out
 */
record PostgresTable(
        SourceTable name, long oid, String kind, String identity, List<String> key, List<Attribute> columns) {
    PostgresTable {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param number {@code pg_attribute.attnum}: a renamed column keeps it, and no other column of the table ever gets it
     * @param generated empty for an ordinary column, {@code s} stored, {@code v} virtual
     * @param missing what the rows have that are older than the column
     * @param output the function that writes its values as text, on a value of the {@code base} type
     * @param base the type's name, of a domain that of what it is made of
     */
    record Attribute(
            int number,
            String name,
            int typeOid,
            int typmod,
            String declared,
            boolean notNull,
            String generated,
            Optional<String> missing,
            boolean hasDefault,
            String output,
            String base) {
        Column column() {
            return new Column(name, PostgresTypes.of(typeOid, typmod), !notNull, declared);
        }
    }

    TableSchema schema() {
        return new TableSchema(columns.stream().map(Attribute::column).toList(), key);
    }

    Optional<Attribute> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    boolean isPartitioned() {
        return kind.equals("p");
    }

    boolean isTable() {
        return kind.equals("r") || isPartitioned();
    }
}
