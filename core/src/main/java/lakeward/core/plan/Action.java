package lakeward.core.plan;

import java.util.Locale;

/** What a step does. */
public enum Action {
    CREATE;

    /** Returns the word for people and for JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
