package lakeward.core.port;

/** Parses SQL. Safe for use by many threads. */
public interface SqlParser {
    /**
     * Returns the statement's tree as JSON, in DuckDB's form: nodes with {@code query_location}, offsets in bytes of the
     * UTF-8 text.
     *
     * @throws SqlSyntaxException if the text is not one SELECT statement
     */
    String parse(String sql) throws SqlSyntaxException;
}
