package lakeward.definition;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.port.SqlParser;
import lakeward.core.port.SqlSyntaxException;

/** DuckDB's parser, until module duckdb has it. */
public final class TestParser implements SqlParser {
    public static final TestParser INSTANCE = new TestParser();

    private static final Pattern MESSAGE = Pattern.compile("\"error_message\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern POSITION = Pattern.compile("\"position\":\"(\\d+)\"");

    private final Connection connection;

    private TestParser() {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public synchronized String parse(String sql) throws SqlSyntaxException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select json_serialize_sql(?::varchar, skip_null := true, skip_empty := true)")) {
            statement.setString(1, sql);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                String json = result.getString(1);
                if (json.startsWith("{\"error\":true")) {
                    Matcher message = MESSAGE.matcher(json);
                    Matcher position = POSITION.matcher(json);
                    throw new SqlSyntaxException(
                            message.find() ? message.group(1).replace("\\\"", "\"") : json,
                            position.find() ? Integer.parseInt(position.group(1)) : 0);
                }
                return json;
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
