package lakeward.benchmarks;

import java.util.Optional;

/**
 * One line of the table.
 *
 * @param measured the number that is compared with the target, round by round
 * @param ours what we did, in {@code unit}
 * @param theirs what the yardstick did, in {@code unit}
 * @param ratio ours to theirs, in each round
 * @param cpu what our process used, in CPU seconds per million rows
 */
record Result(
        String measure,
        Optional<Target> target,
        Samples measured,
        String unit,
        Samples ours,
        Optional<Samples> theirs,
        Optional<Samples> ratio,
        Optional<Samples> cpu) {

    /** A plain number, with no yardstick beside it. */
    static Result of(String measure, Optional<Target> target, String unit, Samples ours) {
        return new Result(measure, target, ours, unit, ours, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Work over a number of rows whose cost is what counts. */
    static Result ofCost(String measure, Target target, Rounds rounds) {
        return new Result(
                measure,
                Optional.of(target),
                rounds.cpu(),
                "rows/s",
                rounds.ours(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(rounds.cpu()));
    }

    /** Work over a number of rows whose speed beside the yardstick's is what counts. */
    static Result ofRatio(String measure, Target target, Rounds rounds) {
        Samples ratio = rounds.ratio();
        return new Result(
                measure,
                Optional.of(target),
                ratio,
                "rows/s",
                rounds.ours(),
                Optional.of(rounds.theirs()),
                Optional.of(ratio),
                Optional.of(rounds.cpu()));
    }

    boolean isMissed() {
        return target.isPresent() && !target.get().isMetBy(measured.median());
    }

    String line() {
        return "| %s | %s | %s %s | %s | %s | %s | %s |"
                .formatted(
                        measure,
                        target.map(Target::toString).orElse("–"),
                        ours.text(),
                        unit,
                        theirs.map(Samples::text).orElse("–"),
                        ratio.map(Samples::text).orElse("–"),
                        cpu.map(Samples::text).orElse("–"),
                        target.map(wanted -> wanted.verdict(measured.median())).orElse("–"));
    }
}
