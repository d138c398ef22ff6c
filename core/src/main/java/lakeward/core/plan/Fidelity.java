package lakeward.core.plan;

import java.util.Locale;

/** How faithful a target is to what the author wrote. */
public enum Fidelity {
    /** The same product and the same result. */
    EXACT,
    /** Another product with the same result. */
    EQUIVALENT,
    /** A result that differs in a way that is said. */
    APPROXIMATE,
    /** Looks alike and stands for something that is not there. */
    SIMULATED,
    /** Not on this target. */
    CLOUD_ONLY;

    /** Returns the word for people and for JSON, for example {@code cloud-only}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
