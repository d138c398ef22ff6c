package lakeward.core.plan;

/** What a step does. */
public enum Action {
    /** Nothing: it stands as wanted, is used where it stands, or is not of this target. */
    NOTHING,
    CREATE,
    /** Changes it where it stands. */
    CHANGE,
    /** Makes it anew and takes the old one away: what it holds goes with it. */
    REPLACE,
    DELETE,
    /** Leaves what holds data where it stands, no longer looked after: the platform does not want it any more. */
    LEAVE;

    /** Whether the part is wanted no more. */
    public boolean isEnd() {
        return this == DELETE || this == LEAVE;
    }

    /** Returns the word for people and for JSON. */
    public String label() {
        return Labels.of(this);
    }
}
