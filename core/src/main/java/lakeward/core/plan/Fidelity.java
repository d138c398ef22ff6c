package lakeward.core.plan;

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
    /** Not on this machine, only in a cloud. */
    CLOUD_ONLY,
    /** Not in a cloud, only on this machine. */
    LOCAL_ONLY;

    /** Returns the word for people and for JSON, for example {@code cloud-only}. */
    public String label() {
        return Labels.of(this);
    }

    /** Whether the target does nothing for it. */
    public boolean isAbsent() {
        return this == CLOUD_ONLY || this == LOCAL_ONLY;
    }
}
