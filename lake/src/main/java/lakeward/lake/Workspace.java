package lakeward.lake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A connection to DuckDB with temporary tables of its own. For use by one thread at a time. */
final class Workspace implements AutoCloseable {
    /** Takes what a query gives. */
    interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private final DuckDBConnection connection;
    private int tables;

    Workspace(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Returns a name that no temporary table of this connection has. */
    String newName(String kind) {
        tables++;
        return kind + tables;
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw LakeFailure.of("run a statement of the lake", e);
        }
    }

    <T> T query(String sql, Rows<T> rows) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return rows.read(result);
        } catch (SQLException e) {
            throw LakeFailure.of("run a query of the lake", e);
        }
    }

    /** Returns the only number of a query's only row; 0 for null. */
    long number(String sql) {
        return query(sql, rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    void drop(String table) {
        execute("drop table if exists temp." + table);
    }

    DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender("temp", DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw LakeFailure.of("close a connection", e);
        }
    }
}
