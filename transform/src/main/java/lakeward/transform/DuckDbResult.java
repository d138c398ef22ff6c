package lakeward.transform;

import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lakeward.core.port.QueryResult;
import lakeward.duckdb.Sql;

/** The rows of a statement that DuckDB runs; holds a connection until it is closed. */
final class DuckDbResult implements QueryResult {
    private static final DateTimeFormatter WALL_CLOCK = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter(Locale.ROOT);

    private final Connection connection;
    private final String sql;
    private final Readings readings;
    private final Statement statement;
    private final List<String> names = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private ResultSet rows;

    private DuckDbResult(Connection connection, String sql, Readings readings) throws SQLException {
        this.connection = connection;
        this.sql = sql;
        this.readings = readings;
        this.statement = connection.createStatement();
    }

    static DuckDbResult of(Connection connection, String sql, Readings readings) throws SQLException {
        DuckDbResult result = new DuckDbResult(connection, sql, readings);
        try (ResultSet columns = result.statement.executeQuery("describe " + sql)) {
            while (columns.next()) {
                result.names.add(columns.getString("column_name"));
                result.types.add(columns.getString("column_type"));
            }
        }
        return result;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public List<String> types() {
        return List.copyOf(types);
    }

    @Override
    public Optional<List<Object>> next() {
        try {
            if (rows == null) {
                rows = statement.executeQuery(sql);
            }
            if (!rows.next()) {
                return Optional.empty();
            }
            ResultSetMetaData columns = rows.getMetaData();
            List<Object> values = new ArrayList<>(columns.getColumnCount());
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                values.add(value(i));
            }
            return Optional.of(values);
        } catch (SQLException e) {
            throw DuckDbQueries.refused(e.getMessage(), e);
        }
    }

    @Override
    public void writeParquet(Path file) {
        try {
            statement.execute("copy (%s) to %s (format parquet)".formatted(sql, Sql.text(file.toString())));
        } catch (SQLException e) {
            throw DuckDbQueries.refused(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot close a connection to DuckDB: " + e.getMessage(), e);
        } finally {
            readings.close();
        }
    }

    private Object value(int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value == null || value instanceof Boolean || (value instanceof Number && !(value instanceof BigInteger))) {
            return value;
        }
        if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        if (value instanceof OffsetDateTime moment) {
            return moment.toInstant().toString();
        }
        // The driver's own text passes through this machine's time zone, where some hours do not exist.
        return value instanceof Timestamp
                ? WALL_CLOCK.format(rows.getObject(column, LocalDateTime.class))
                : rows.getString(column);
    }
}
