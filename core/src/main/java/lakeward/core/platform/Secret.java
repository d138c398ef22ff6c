package lakeward.core.platform;

/** A password or key. It shows itself to no log: {@code toString} is {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
