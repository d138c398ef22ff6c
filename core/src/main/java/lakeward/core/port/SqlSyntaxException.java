package lakeward.core.port;

/** SQL that does not parse. */
public final class SqlSyntaxException extends Exception {
    private final int offset;

    /**
     * @param message what was expected, for people
     * @param offset where, in bytes of the UTF-8 text, from 0
     */
    public SqlSyntaxException(String message, int offset) {
        super(message);
        this.offset = offset;
    }

    public int offset() {
        return offset;
    }
}
