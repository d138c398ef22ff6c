package lakeward.core.plan;

/** What Snowflake takes for a name. Names are quoted there, so which characters they have is all the same. */
public final class SnowflakeFacts {
    /**
     * The most characters of a name.
     *
     * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">Identifier requirements</a>
     */
    public static final int LONGEST_NAME = 255;

    /** A policy names its argument as the column is called, with one character before it. */
    public static final int LONGEST_COLUMN = LONGEST_NAME - 1;

    private SnowflakeFacts() {}
}
