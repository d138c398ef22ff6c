package lakeward.core.plan;

/** What a step does to data that is there. */
public enum OnData {
    /** It holds none. */
    NONE,
    KEEPS,
    /** Every row is written again. */
    REWRITES,
    DELETES;

    /** Returns the word for people and for JSON. */
    public String label() {
        return Labels.of(this);
    }

    /** Whether somebody must confirm it by name. */
    public boolean isDestructive() {
        return this == REWRITES || this == DELETES;
    }
}
