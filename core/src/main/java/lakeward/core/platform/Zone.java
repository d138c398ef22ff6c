package lakeward.core.platform;

import java.util.Locale;

/** How far data has come on its way through the lake. */
public enum Zone {
    /** As it came: append-only. */
    RAW,
    /** Current state: typed, one row a key. */
    PROCESSED,
    /** Modelled for use. */
    CURATED,
    /** Rows that could not be used, with the reason. */
    QUARANTINE;

    /** Returns the zone's name as it stands in SQL and in folders, for example {@code raw}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
