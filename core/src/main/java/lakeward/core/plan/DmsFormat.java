package lakeward.core.plan;

/**
 * What DMS is told about the files that it writes, and the reader of those files relies on.
 *
 * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html">Amazon S3 as a target</a>
 */
public final class DmsFormat {
    /** What stands for no value in a CSV file, where an empty text is a value. */
    public static final String NULL = "__lakeward_null__";

    /** What stands in a CSV file for a value that the source's log does not have. */
    public static final String UNCHANGED = "__lakeward_unchanged__";

    /** The folder of the changes of all tables, in transaction order, beside those of the tables' full loads. */
    public static final String CHANGES = "changes";

    /** A column that DMS adds to each row: when its transaction committed. */
    public static final String COMMITTED = "lakeward_committed";

    /** A column that DMS adds to each row: its position in the source's log, as DMS writes it. */
    public static final String POSITION = "lakeward_position";

    /** A column that DMS adds to each row: 16 digits of time and 19 of a counter. */
    public static final String SEQUENCE = "lakeward_sequence";

    /** After how many seconds DMS writes a file of changes, be it ever so small. */
    public static final int SECONDS_A_FILE = 10;

    /** How large a file of changes grows, in kibibytes. */
    public static final int FILE_KB = 32_000;

    private DmsFormat() {}
}
