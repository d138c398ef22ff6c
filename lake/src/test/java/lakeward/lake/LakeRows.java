package lakeward.lake;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lakeward.core.platform.Column;
import lakeward.core.platform.TableId;
import lakeward.core.port.Reading;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;
import lakeward.duckdb.Sql;

/** Reads tables as the contract writes values. */
final class LakeRows {
    private LakeRows() {}

    static List<Map<String, String>> of(DuckDb duckdb, TableStore store, TableId table) {
        return of(duckdb, store, table, store.latest(table).orElseThrow().version());
    }

    static List<Map<String, String>> of(DuckDb duckdb, TableStore store, TableId table, long version) {
        try (Reading reading = store.read(table, version);
                Connection connection = duckdb.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select %s from %s"
                        .formatted(
                                reading.schema().columns().stream()
                                        .map(LakeRows::text)
                                        .collect(Collectors.joining(", ")),
                                reading.relation()))) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new TreeMap<>();
                for (int i = 0; i < reading.schema().columns().size(); i++) {
                    row.put(reading.schema().names().get(i), text(result, i + 1));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(ResultSet result, int index) throws SQLException {
        Object value = result.getObject(index);
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value == null ? null : value.toString();
    }

    private static String text(Column column) {
        String name = Sql.name(column.name());
        return switch (column.type().kind()) {
            case TIMESTAMP, TIMESTAMP_NTZ -> "epoch_us(%s)::varchar".formatted(name);
            case BINARY -> "lower(hex(%s))".formatted(name);
            case FLOAT, DOUBLE, DECIMAL -> name;
            default -> name + "::varchar";
        };
    }
}
