package lakeward.core.plan;

/** What Databricks takes for a name. */
public final class DatabricksFacts {
    /**
     * The most characters of a name in Unity Catalog.
     *
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names">Names</a>
     */
    public static final int LONGEST_NAME = 255;

    /** A filter or mask names its parameter as the column is called, with one character before it. */
    public static final int LONGEST_COLUMN = LONGEST_NAME - 1;

    /** A model is computed by a task that is called as it is: see {@code task_key} in the API of jobs. */
    public static final int LONGEST_MODEL = 100;

    private static final String NOT_IN_COLUMNS = " ,;{}()\n\t=";

    private DatabricksFacts() {}

    /** Whether Unity Catalog takes such characters in the name of anything but a column. */
    public static boolean mayBeNamed(String name) {
        return name.chars().noneMatch(c -> c == ' ' || c == '.' || c == '/' || c < 0x20 || c == 0x7f);
    }

    /**
     * Whether a Delta table that Databricks makes may have a column of this name. The lake's own tables map names of columns,
     * and so have any.
     *
     * @see <a href="https://docs.databricks.com/aws/en/delta/column-mapping">Column mapping</a>
     */
    public static boolean mayBeColumn(String name) {
        return name.chars().noneMatch(c -> NOT_IN_COLUMNS.indexOf(c) >= 0);
    }
}
