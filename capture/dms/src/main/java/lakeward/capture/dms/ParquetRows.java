package lakeward.capture.dms;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lakeward.core.plan.DmsFormat;
import lakeward.core.platform.TableSchema;
import lakeward.duckdb.Sql;
import org.duckdb.DuckDBConnection;

/**
 * The rows of a Parquet file as DMS writes it of a full load, each value as text. Columns are found by their names, so that it does
 * not matter in which order they stand.
 */
final class ParquetRows implements Row {
    /** What DMS adds to the columns of the table. */
    private static final Set<String> ADDED = Set.of("Op", DmsFormat.COMMITTED, DmsFormat.POSITION, DmsFormat.SEQUENCE);

    private final DuckDBConnection connection;
    private final ResultSet rows;
    private final int[] starts;
    private final int[] ends;
    private final boolean[] nulls;
    private byte[] bytes = new byte[1024];

    /**
     * Opens a file. What is open is closed with the connection.
     *
     * @throws UnreadableException if it is no Parquet, or has not just the table's columns and those that DMS adds
     */
    ParquetRows(DuckDBConnection connection, Path file, TableSchema schema) {
        this.connection = connection;
        int size = schema.columns().size();
        starts = new int[size];
        ends = new int[size];
        nulls = new boolean[size];
        try {
            rows = connection.createStatement().executeQuery(query(file, schema));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private String query(Path file, TableSchema schema) throws SQLException {
        String from = " FROM read_parquet(%s)".formatted(Sql.text(file.toString()));
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement asked = connection.createStatement();
                ResultSet columns = asked.executeQuery("DESCRIBE SELECT *" + from)) {
            while (columns.next()) {
                types.put(columns.getString("column_name"), columns.getString("column_type"));
            }
        }
        List<String> missing = new ArrayList<>(schema.names());
        missing.removeAll(types.keySet());
        List<String> unknown = new ArrayList<>(types.keySet());
        unknown.removeAll(schema.names());
        unknown.removeAll(ADDED);
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new UnreadableException("the file lacks columns %s and has others %s".formatted(missing, unknown));
        }
        return schema.names().stream()
                        .map(name -> text(Sql.name(name), types.get(name)))
                        .collect(Collectors.joining(", ", "SELECT ", ""))
                + from;
    }

    /** Returns a value as DMS writes it in a CSV file. */
    private static String text(String column, String type) {
        return switch (type) {
            case "BLOB" -> "lower(hex(%s))".formatted(column);
            case "FLOAT", "DOUBLE" ->
                "CASE WHEN isnan(%1$s) THEN 'NaN' WHEN isinf(%1$s) THEN if(%1$s > 0, 'Infinity', '-Infinity') ELSE %1$s::VARCHAR END"
                        .formatted(column);
            default -> column + "::VARCHAR";
        };
    }

    /** Goes to the next row; returns whether there is one. */
    boolean next() {
        try {
            if (!rows.next()) {
                return false;
            }
            int at = 0;
            for (int i = 0; i < starts.length; i++) {
                String value = rows.getString(i + 1);
                nulls[i] = value == null;
                byte[] utf8 = nulls[i] ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
                if (at + utf8.length > bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * (at + utf8.length));
                }
                System.arraycopy(utf8, 0, bytes, at, utf8.length);
                starts[i] = at;
                at += utf8.length;
                ends[i] = at;
            }
            return true;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public int size() {
        return starts.length;
    }

    @Override
    public boolean isNull(int field) {
        return nulls[field];
    }

    @Override
    public boolean isUnchanged(int field) {
        return false;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start(int field) {
        return starts[field];
    }

    @Override
    public int length(int field) {
        return ends[field] - starts[field];
    }

    private static UnreadableException failed(SQLException e) {
        return new UnreadableException("DuckDB says: %s".formatted(e.getMessage()));
    }
}
