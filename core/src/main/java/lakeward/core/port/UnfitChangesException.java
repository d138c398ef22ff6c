package lakeward.core.port;

import lakeward.core.platform.Fault;
import lakeward.core.platform.PlatformException;

/** Changes of a table that don't fit what is stored of it, though it should be there: only reading it whole helps. */
public final class UnfitChangesException extends PlatformException {
    public UnfitChangesException(String message) {
        super(Fault.ENGINE, message);
    }
}
