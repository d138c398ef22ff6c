package lakeward.core.platform;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Tells people when a figure passes a limit.
 *
 * @param subject what the figure is of: a table of the lake, a model or a database
 * @param threshold in the metric's own unit: seconds, percent, bytes or a number
 */
public record Alarm(
        String name, Metric metric, String subject, Comparison comparison, BigDecimal threshold, List<Recipient> to) {
    /** What a figure is of. */
    public enum Subject {
        TABLE,
        MODEL,
        DATABASE
    }

    /** What a figure counts. */
    public enum Unit {
        SECONDS,
        PERCENT,
        BYTES,
        COUNT
    }

    /** What can be watched. */
    public enum Metric {
        /** How long ago what the table holds was committed at the source. */
        LAG(Subject.TABLE, Unit.SECONDS),
        /** How much newer the newest change of what it reads is than what the model shows. */
        AGE(Subject.MODEL, Unit.SECONDS),
        /** Rows of the last version that broke an expectation. */
        QUARANTINED(Subject.MODEL, Unit.COUNT),
        CPU(Subject.DATABASE, Unit.PERCENT),
        CONNECTIONS(Subject.DATABASE, Unit.COUNT),
        /** Memory that nothing uses. */
        FREE_MEMORY(Subject.DATABASE, Unit.BYTES),
        /** Log that the database keeps for capture. */
        KEPT_LOG(Subject.DATABASE, Unit.BYTES);

        private final Subject subject;
        private final Unit unit;

        Metric(Subject subject, Unit unit) {
            this.subject = subject;
            this.unit = unit;
        }

        public Subject subject() {
            return subject;
        }

        public Unit unit() {
            return unit;
        }

        /** Returns the word that authors write, for example {@code kept-log}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** On which side of the limit the figure is when people are told. */
    public enum Comparison {
        ABOVE,
        BELOW
    }

    public Alarm {
        to = List.copyOf(to);
        if (to.isEmpty() || threshold.signum() < 0) {
            throw new IllegalArgumentException(
                    "Cannot make alarm '%s': it tells nobody, or its limit is below 0. Change it.".formatted(name));
        }
    }

    /** Returns what it watches for, for example {@code lag(processed.orders) > 300 s}. */
    public String condition() {
        String sign = comparison == Comparison.ABOVE ? ">" : "<";
        return "%s(%s) %s %s %s"
                .formatted(
                        metric.label(),
                        subject,
                        sign,
                        threshold.toPlainString(),
                        metric.unit().name().toLowerCase(Locale.ROOT));
    }
}
