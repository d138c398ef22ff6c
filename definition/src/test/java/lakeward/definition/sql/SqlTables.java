package lakeward.definition.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableId;
import lakeward.core.platform.TableSchema;
import lakeward.core.platform.Type;

/** A few tables with a column of every type, for checks and in DuckDB. */
final class SqlTables implements Tables {
    private static final TableSchema ORDERS = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("customer_id", Type.LONG, false),
                    new Column("line", Type.SHORT, false),
                    new Column("quantity", Type.INTEGER, false),
                    new Column("total", Type.decimal(12, 2), false),
                    new Column("discount", Type.decimal(5, 3), true),
                    new Column("huge", Type.decimal(38, 18), true),
                    new Column("weight", Type.DOUBLE, true),
                    new Column("ratio", Type.FLOAT, true),
                    new Column("note", Type.STRING, true),
                    new Column("status", Type.STRING, false),
                    new Column("picture", Type.BINARY, true),
                    new Column("paid", Type.BOOLEAN, false),
                    new Column("shipped_on", Type.DATE, true),
                    new Column("ordered_on", Type.DATE, false),
                    new Column("created_at", Type.TIMESTAMP, false),
                    new Column("local_at", Type.TIMESTAMP_NTZ, true)),
            List.of("id"));
    private static final TableSchema CUSTOMERS = new TableSchema(
            List.of(
                    new Column("id", Type.LONG, false),
                    new Column("name", Type.STRING, false),
                    new Column("country", Type.STRING, true)),
            List.of("id"));

    private final Map<String, TableSchema> tables =
            new TreeMap<>(Map.of("processed.orders", ORDERS, "processed.customers", CUSTOMERS));

    @Override
    public Optional<Found> find(List<String> path) {
        String name = String.join(".", path).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(tables.get(name)).map(schema -> new Found(TableId.parse(name), Optional.of(schema)));
    }

    @Override
    public List<String> names() {
        return List.copyOf(tables.keySet());
    }

    /** Makes the tables, with a row that has a value in every column and one that has few. */
    static void make(Statement statement) throws SQLException {
        statement.execute("set TimeZone = 'UTC'");
        statement.execute("create schema if not exists processed");
        statement.execute("create or replace table processed.orders (%s)".formatted(columns(ORDERS)));
        statement.execute("create or replace table processed.customers (%s)".formatted(columns(CUSTOMERS)));
        statement.execute("insert into processed.customers values (7, 'Müller', 'DE'), (8, 'Ines', null)");
        statement.execute("insert into processed.orders values "
                + "(1, 7, 2, 3, 12.50, -1.125, 3.5, 2.5, 0.5, '  Größe XL ', 'paid', 'ab'::blob, true, '2026-03-01', '2026-02-28', "
                + "'2026-01-31 13:14:15.678901+00', '2026-01-31 13:14:15'),"
                + "(2, 8, 1, 4, 7.25, null, null, null, null, null, 'new', null, false, null, '2026-03-15', "
                + "'2026-02-01 00:00:00+00', null)");
    }

    private static String columns(TableSchema schema) {
        StringBuilder columns = new StringBuilder();
        schema.columns()
                .forEach(column -> columns.append(columns.isEmpty() ? "" : ", ")
                        .append(column.name())
                        .append(' ')
                        .append(column.type().duckdb()));
        return columns.toString();
    }
}
