package lakeward.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lakeward.core.platform.Event;
import lakeward.core.platform.Expectation;
import lakeward.core.platform.Model;

/** What is known of one model. */
final class ModelLine {
    private final Model model;
    private String state = "waiting";
    private String problem = "";
    private long rows;
    private long version = -1;
    private int failures;
    private double seconds;
    private Instant lastRun = Instant.EPOCH;
    private Instant asOf = Instant.EPOCH;
    private Map<String, String> positions = Map.of();
    private Map<String, Long> violations = Map.of();

    ModelLine(Model model) {
        this.model = model;
    }

    void updated(Event.ModelUpdated event, Instant newestChange) {
        state = "current";
        problem = "";
        failures = 0;
        rows = event.rows();
        version = event.version().version();
        lastRun = event.at();
        asOf = newestChange;
        seconds = Seconds.of(event.took());
        Map<String, String> shown = new TreeMap<>();
        event.positions().forEach((source, position) -> shown.put(source, position.toString()));
        positions = shown;
        violations = new TreeMap<>(event.violations());
    }

    void failed(Event.ModelFailed event) {
        state = "failed";
        failures++;
        problem = event.why();
    }

    void waits(Event.ModelWaits event) {
        state = "waiting";
        problem = event.why();
    }

    boolean isCurrent() {
        return state.equals("current");
    }

    /** @param newestChange when the newest change that is in the lake committed at its source */
    Status.ModelStatus status(Instant newestChange) {
        List<String> reads = model.query().reads().stream()
                .map(reference -> reference.table().toString())
                .distinct()
                .toList();
        long quarantined = model.expectations().stream()
                .filter(expectation -> expectation.onViolation() == Expectation.Violation.QUARANTINE)
                .mapToLong(expectation -> violations.getOrDefault(expectation.name(), 0L))
                .sum();
        return new Status.ModelStatus(
                model.name(),
                reads,
                state,
                rows,
                version,
                asOf,
                positions,
                lastRun,
                seconds,
                version < 0 ? 0 : Seconds.between(asOf, newestChange),
                violations,
                quarantined,
                failures,
                problem);
    }
}
