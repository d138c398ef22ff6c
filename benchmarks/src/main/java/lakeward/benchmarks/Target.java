package lakeward.benchmarks;

import java.util.Locale;

/** A number to reach, or not to pass. */
record Target(Kind kind, double value, String unit) {
    enum Kind {
        AT_LEAST,
        AT_MOST
    }

    static Target atLeast(double value, String unit) {
        return new Target(Kind.AT_LEAST, value, unit);
    }

    static Target atMost(double value, String unit) {
        return new Target(Kind.AT_MOST, value, unit);
    }

    boolean isMetBy(double actual) {
        return switch (kind) {
            case AT_LEAST -> actual >= value;
            case AT_MOST -> actual <= value;
        };
    }

    /** Returns {@code met}, or by how much it is missed. */
    String verdict(double actual) {
        if (isMetBy(actual)) {
            return "met";
        }
        if (value == 0) {
            return "MISSED: " + Samples.number(actual);
        }
        return String.format(
                Locale.ROOT,
                "MISSED: %s, by %s (%.0f %%)",
                Samples.number(actual),
                Samples.number(Math.abs(actual - value)),
                100 * Math.abs(actual - value) / value);
    }

    @Override
    public String toString() {
        String sign = switch (kind) {
            case AT_LEAST -> "≥";
            case AT_MOST -> "≤";
        };
        String plain = Samples.number(value).replaceAll("\\.00$", "").replaceAll("(\\.\\d)0$", "$1");
        return "%s %s %s".formatted(sign, plain, unit).strip();
    }
}
