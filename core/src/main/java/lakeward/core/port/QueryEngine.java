package lakeward.core.port;

/** Answers questions about the lake. Safe for use by many threads. */
public interface QueryEngine {
    /**
     * Runs one SELECT over tables of the lake, each as of its newest version or as of {@code at (version => n)} or
     * {@code at (timestamp => '…')}.
     *
     * @throws lakeward.core.platform.PlatformException of fault DEFINITION if the statement is not one, or names what is
     *     not there
     */
    QueryResult query(String sql);
}
