package lakeward.cloud.snowflake;

/**
 * How names and texts are written in Snowflake's SQL; nothing else of ours quotes.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">Identifiers</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/data-types-text#string-constants">String constants</a>
 */
final class Sql {
    private Sql() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Writes a text in single quotes, where Snowflake takes a backslash for an escape. */
    static String text(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("'", "''")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return "'" + escaped + "'";
    }
}
