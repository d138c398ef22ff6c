package lakeward.core.port;

import java.util.Optional;

/**
 * What a look at a source found.
 *
 * @param what one sentence, with the values seen
 * @param remedy the exact SQL or setting that changes it
 */
public record Finding(Severity severity, String what, Optional<String> remedy) {
    /** How much it matters. */
    public enum Severity {
        /** Nothing to do. */
        FINE,
        /** Works, but may hurt later. */
        WARNING,
        /** Capture cannot work until it is changed. */
        BLOCKING
    }

    public static Finding fine(String what) {
        return new Finding(Severity.FINE, what, Optional.empty());
    }

    public static Finding warning(String what, String remedy) {
        return new Finding(Severity.WARNING, what, Optional.of(remedy));
    }

    public static Finding blocking(String what, String remedy) {
        return new Finding(Severity.BLOCKING, what, Optional.of(remedy));
    }
}
