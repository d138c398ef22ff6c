package lakeward.transform;

import java.sql.Connection;
import java.sql.SQLException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.QueryEngine;
import lakeward.core.port.QueryResult;
import lakeward.core.port.SqlParser;
import lakeward.core.port.SqlSyntaxException;
import lakeward.core.port.TableStore;
import lakeward.duckdb.DuckDb;

/** Questions about the lake, answered by the DuckDB of this process. */
public final class DuckDbQueries implements QueryEngine {
    private final TableStore store;
    private final DuckDb duckdb;
    private final SqlParser parser;

    public DuckDbQueries(TableStore store, DuckDb duckdb, SqlParser parser) {
        this.store = store;
        this.duckdb = duckdb;
        this.parser = parser;
    }

    @Override
    public QueryResult query(String sql) {
        StatementTree tree = new StatementTree(parse(sql));
        Readings readings = new Readings(store);
        Connection connection = null;
        try {
            connection = duckdb.connection();
            String resolved = new NamedTables(store, readings, connection).resolve(tree);
            return DuckDbResult.of(connection, resolved, readings);
        } catch (SQLException e) {
            close(connection, readings);
            throw refused(e.getMessage(), e);
        } catch (RuntimeException e) {
            close(connection, readings);
            throw e;
        }
    }

    private String parse(String sql) {
        try {
            return parser.parse(sql);
        } catch (SqlSyntaxException e) {
            throw refused(e.getMessage(), e);
        }
    }

    static PlatformException refused(String why, Exception cause) {
        String reason = why.lines().filter(line -> !line.isBlank()).findFirst().orElse("no reason given");
        return new PlatformException(
                Fault.DEFINITION,
                "Cannot answer the query: %s. See `lakeward tables` for what there is."
                        .formatted(reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason),
                cause);
    }

    private static void close(Connection connection, Readings readings) {
        readings.close();
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The query's own failure is what the caller needs to hear of.
            }
        }
    }
}
