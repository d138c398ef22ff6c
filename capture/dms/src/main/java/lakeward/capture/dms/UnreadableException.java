package lakeward.capture.dms;

/** A row that is not as it must be. The message says why; whoever knows the file adds where. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String why) {
        super(why);
    }
}
