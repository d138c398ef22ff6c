package lakeward.core.platform;

/**
 * What must hold of each row of a model.
 *
 * @param condition SQL over the model's own columns; a row for which it is null meets it
 */
public record Expectation(String name, String condition, Violation onViolation) {
    /** What happens to a row that breaks an expectation. It is counted in any case. */
    public enum Violation {
        /** It stays. */
        KEEP_ROW,
        DROP_ROW,
        /** The run fails and the model keeps its last good version. */
        FAIL_UPDATE,
        /** It goes to the model's quarantine table, with the expectation's name. */
        QUARANTINE
    }
}
