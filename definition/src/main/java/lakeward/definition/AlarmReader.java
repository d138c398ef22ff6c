package lakeward.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakeward.core.platform.Alarm;
import lakeward.core.platform.Alarm.Comparison;
import lakeward.core.platform.Alarm.Metric;
import lakeward.core.platform.ByteSize;
import lakeward.core.platform.Recipient;
import lakeward.definition.problem.Problems;
import lakeward.definition.problem.Spelling;
import lakeward.definition.yaml.Durations;
import lakeward.definition.yaml.Written;

/** Reads what an alarm watches for: {@code lag(processed.orders) > 5m}. */
final class AlarmReader {
    private static final Pattern CONDITION = Pattern.compile("([a-z-]+)\\s*\\(([^()]+)\\)\\s*([<>])\\s*(\\S.*)");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");
    private static final Pattern COUNT = Pattern.compile("\\d{1,12}");

    private final LakeNames names;
    private final Problems problems;

    AlarmReader(LakeNames names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /** Returns the alarm, or empty if something is wrong with it, which is reported. */
    Optional<Alarm> read(AlarmSettings settings, List<Recipient> to) {
        if (settings.when().isEmpty()) {
            return Optional.empty();
        }
        Written<String> when = settings.when().get();
        String name = settings.name().value();
        Matcher matcher = CONDITION.matcher(when.value());
        if (!matcher.matches()) {
            problems.add(
                    when.place(),
                    "Cannot read alarm '%s': expected a figure and a limit, found '%s'. Write for example lag(processed.orders) > 5m."
                            .formatted(name, when.value()));
            return Optional.empty();
        }
        Optional<Metric> metric = metric(name, when, matcher.group(1));
        Optional<String> subject = metric.flatMap(
                known -> subject(name, when, known, matcher.group(2).strip()));
        Optional<BigDecimal> threshold = metric.flatMap(
                known -> threshold(name, when, known, matcher.group(4).strip()));
        if (subject.isEmpty() || threshold.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Comparison comparison = matcher.group(3).equals(">") ? Comparison.ABOVE : Comparison.BELOW;
        return Optional.of(new Alarm(name, metric.get(), subject.get(), comparison, threshold.get(), to));
    }

    private Optional<Metric> metric(String alarm, Written<String> when, String word) {
        List<String> known = Arrays.stream(Metric.values()).map(Metric::label).toList();
        Optional<Metric> metric = Arrays.stream(Metric.values())
                .filter(candidate -> candidate.label().equals(word))
                .findFirst();
        if (metric.isEmpty()) {
            problems.add(
                    when.place(),
                    "Cannot watch '%s' with alarm '%s': there are %s.%s"
                            .formatted(word, alarm, String.join(", ", known), Spelling.didYouMean(word, known)));
        }
        return metric;
    }

    private Optional<String> subject(String alarm, Written<String> when, Metric metric, String subject) {
        return switch (metric.subject()) {
            case TABLE ->
                names.table(
                                "watch %s with alarm '%s':".formatted(metric.label(), alarm),
                                new Written<>(subject, when.place()),
                                subject)
                        .map(found -> found.id().toString());
            case MODEL ->
                names.hasModel(subject) ? Optional.of(subject) : known(alarm, when, subject, "model", names.models());
            case DATABASE -> database(alarm, when, metric, subject);
        };
    }

    private Optional<String> database(String alarm, Written<String> when, Metric metric, String subject) {
        if (!names.servers().contains(subject)) {
            return known(alarm, when, subject, "database", names.databases());
        }
        if (metric == Metric.KEPT_LOG) {
            problems.add(
                    when.place(),
                    "Cannot watch kept-log(%s) with alarm '%s': it is MySQL, which keeps no log for a capture. Remove the alarm."
                            .formatted(subject, alarm));
            return Optional.empty();
        }
        return Optional.of(subject);
    }

    private Optional<String> known(
            String alarm, Written<String> when, String subject, String what, List<String> known) {
        if (known.contains(subject)) {
            return Optional.of(subject);
        }
        problems.add(
                when.place(),
                "Cannot watch %s '%s' with alarm '%s': there is no such %s.%s"
                        .formatted(
                                what,
                                subject,
                                alarm,
                                what,
                                Spelling.nearest(subject, known)
                                        .map(" Did you mean '%s'?"::formatted)
                                        .orElse(" There are %s.".formatted(known))));
        return Optional.empty();
    }

    private Optional<BigDecimal> threshold(String alarm, Written<String> when, Metric metric, String text) {
        Optional<BigDecimal> value = switch (metric.unit()) {
            case SECONDS -> Durations.parse(text).map(AlarmReader::seconds);
            case PERCENT -> number(PERCENT, text).filter(share -> share.intValue() <= 100);
            case COUNT -> number(COUNT, text);
            case BYTES -> bytes(text);
        };
        if (value.isEmpty()) {
            problems.add(
                    when.place(),
                    "Cannot compare %s with '%s' in alarm '%s': expected %s. Correct it."
                            .formatted(metric.label(), text, alarm, example(metric)));
        }
        return value;
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    }

    private static Optional<BigDecimal> number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(new BigDecimal(matcher.group(matcher.groupCount()))) : Optional.empty();
    }

    private static Optional<BigDecimal> bytes(String text) {
        try {
            return Optional.of(BigDecimal.valueOf(ByteSize.parse(text).bytes()));
        } catch (IllegalArgumentException | ArithmeticException wrong) {
            return Optional.empty();
        }
    }

    private static String example(Metric metric) {
        return switch (metric.unit()) {
            case SECONDS -> "a number and a unit, for example 5m";
            case PERCENT -> "a share, for example 80%";
            case COUNT -> "a whole number, for example 100";
            case BYTES -> "a number and a unit, for example 10 GiB";
        };
    }
}
