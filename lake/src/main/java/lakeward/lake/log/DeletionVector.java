package lakeward.lake.log;

/**
 * Where the numbers of a data file's deleted rows are kept.
 *
 * @param storage {@code u} for a file named by a UUID beside the data, {@code i} for in the log itself, {@code p} for a
 *     file of any path
 * @param location which file, or the bytes themselves, in Z85
 * @param offset where in the file, or -1 if in the log
 * @param size of the serialized bitmap, in bytes
 * @param count how many rows it names
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md#deletion-vectors">Deletion vectors</a>
 */
public record DeletionVector(String storage, String location, int offset, int size, long count) {
    /** Kept in the log itself. */
    public static final String INLINE = "i";

    /** Kept in a file beside the data, named by a UUID. */
    public static final String BESIDE = "u";
}
