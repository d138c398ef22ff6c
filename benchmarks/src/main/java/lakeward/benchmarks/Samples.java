package lakeward.benchmarks;

import java.util.List;
import java.util.Locale;

/** What one thing measured, round by round. */
record Samples(List<Double> values) {
    Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot sum up no rounds: measure at least two, the first is not counted");
        }
    }

    static Samples of(double value) {
        return new Samples(List.of(value));
    }

    double median() {
        return quantile(0.5);
    }

    /** Returns the smallest value that {@code share} of all are not above. */
    double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    double least() {
        return quantile(0);
    }

    double most() {
        return quantile(1);
    }

    /** Returns the median and, of more than one value, the spread: {@code 812,000 (790,112–840,913)}. */
    String text() {
        return values.size() == 1
                ? number(median())
                : "%s (%s–%s)".formatted(number(median()), number(least()), number(most()));
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
    }
}
