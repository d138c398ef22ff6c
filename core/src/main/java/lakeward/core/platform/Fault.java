package lakeward.core.platform;

/** Whose an error is; decides the exit code and who is told. */
public enum Fault {
    /** What the author or the caller wrote. */
    DEFINITION(2),
    /** What we were given to run in: a port, a disk, a server's setting, a missing right. */
    ENVIRONMENT(3),
    /** An engine that failed at what it should do. */
    ENGINE(4),
    /** Ours. */
    BUG(70);

    private final int exitCode;

    Fault(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
