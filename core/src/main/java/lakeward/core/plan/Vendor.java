package lakeward.core.plan;

/** Who runs a part. */
public enum Vendor {
    /** This machine. */
    LOCAL,
    AWS,
    SNOWFLAKE,
    DATABRICKS;

    /** Returns the word for people and for JSON. */
    public String label() {
        return Labels.of(this);
    }
}
