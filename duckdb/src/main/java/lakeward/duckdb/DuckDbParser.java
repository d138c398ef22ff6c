package lakeward.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;
import lakeward.core.port.SqlParser;
import lakeward.core.port.SqlSyntaxException;

/** Parses SQL with DuckDB's {@code json_serialize_sql}. Safe for use by many threads. */
public final class DuckDbParser implements SqlParser {
    private static final String SERIALIZE = """
            select tree::varchar, tree ->> 'error', tree ->> 'error_message', tree ->> 'position',
                json_array_length(tree, '$.statements')
            from (select json_serialize_sql(?) as tree)
            """;

    private static final String NOT_A_SELECT = "Only SELECT statements can be serialized";

    private final DuckDb duckdb;

    public DuckDbParser(DuckDb duckdb) {
        this.duckdb = duckdb;
    }

    @Override
    public String parse(String sql) throws SqlSyntaxException {
        try (Connection connection = duckdb.connection();
                PreparedStatement serialize = connection.prepareStatement(SERIALIZE)) {
            serialize.setString(1, sql);
            try (ResultSet result = serialize.executeQuery()) {
                result.next();
                return tree(result);
            }
        } catch (SQLException e) {
            throw new PlatformException(
                    Fault.ENGINE, "Cannot parse SQL: DuckDB says '%s'. Report it.".formatted(e.getMessage()), e);
        }
    }

    private static String tree(ResultSet result) throws SQLException, SqlSyntaxException {
        if (Boolean.parseBoolean(result.getString(2))) {
            String position = result.getString(4);
            String message = result.getString(3).startsWith(NOT_A_SELECT)
                    ? "expected one SELECT statement"
                    : result.getString(3);
            throw new SqlSyntaxException(message, position == null ? 0 : Integer.parseInt(position));
        }
        int statements = result.getInt(5);
        if (statements != 1) {
            throw new SqlSyntaxException("expected one SELECT statement, found %d".formatted(statements), 0);
        }
        return result.getString(1);
    }
}
