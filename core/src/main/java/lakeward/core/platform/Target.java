package lakeward.core.platform;

/** A named placement: which engine or vendor runs each part, and where. {@code local} is this machine. */
public record Target(String name) {
    public static final Target LOCAL = new Target("local");
}
