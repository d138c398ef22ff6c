package lakeward.definition;

import java.util.Optional;
import java.util.OptionalInt;
import lakeward.core.plan.AwsFacts;
import lakeward.core.platform.DatabasePlacement;
import lakeward.definition.problem.Problems;
import lakeward.definition.yaml.Written;

/** Checks versions of MySQL: RDS has MySQL's own, Aurora its own numbers. */
final class MysqlVersions {
    private static final String AURORA = "3.10";
    private static final String RDS = "8.4";

    /** How a MySQL is run of which a target says nothing. */
    static final DatabasePlacement DEFAULT = new DatabasePlacement(
            DatabasePlacement.DEFAULT.service(),
            newest(true, AURORA),
            DatabasePlacement.DEFAULT.sizing(),
            DatabasePlacement.DEFAULT.standby());

    private final Problems problems;

    MysqlVersions(Problems problems) {
        this.problems = problems;
    }

    /**
     * Returns the version in full, the newest of its series if only that is written. One that is none is reported, and
     * empty.
     */
    Optional<String> read(String database, boolean aurora, Optional<Written<String>> written) {
        if (written.isEmpty()) {
            return Optional.of(newest(aurora, aurora ? AURORA : RDS));
        }
        String version = written.get().value();
        String[] numbers = version.split("\\.", -1);
        String series = numbers.length < 2 ? version : numbers[0] + "." + numbers[1];
        String what = "Cannot run database '%s' on %s %s: AWS runs "
                .formatted(database, aurora ? "Aurora MySQL" : "MySQL", version);
        OptionalInt newest = AwsFacts.newestPatch(aurora, series);
        if (newest.isEmpty()) {
            problems.add(
                    written.get().place(), what + String.join(", ", AwsFacts.mysql(aurora)) + ". Choose one of them.");
            return Optional.empty();
        }
        if (numbers.length > 2 && Integer.parseInt(numbers[2]) > newest.getAsInt()) {
            problems.add(
                    written.get().place(),
                    what
                            + "up to %s. Write a version up to that, or %s for the newest."
                                    .formatted(newest(aurora, series), series));
            return Optional.empty();
        }
        return Optional.of(numbers.length > 2 ? version : newest(aurora, series));
    }

    private static String newest(boolean aurora, String series) {
        return series + "." + AwsFacts.newestPatch(aurora, series).orElseThrow();
    }
}
