package lakeward.lake.files;

import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** A commit of which it cannot be learned whether it was made, or still will be: what it names must stay. */
public final class UnknownOutcomeException extends PlatformException {
    private static final long serialVersionUID = 1;

    public UnknownOutcomeException(String message, Throwable cause) {
        super(Fault.ENVIRONMENT, message, cause);
    }
}
