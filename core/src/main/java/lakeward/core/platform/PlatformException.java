package lakeward.core.platform;

/** What went wrong, why, and what to do: {@code Cannot <verb> <which>: <why, with values>. <What to do.>} */
public class PlatformException extends RuntimeException {
    private final Fault fault;

    public PlatformException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public PlatformException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
