package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "history", description = "Show a table's commits, the newest first.")
final class HistoryCommand extends TableCommand {
    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many; 20 if not given.")
    private int limit;

    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.LAKE)) {
            JsonNode commits =
                    session.client().get("/api/history", Map.of("table", table(), "limit", Integer.toString(limit)));
            if (json()) {
                Output.json(commits);
                return 0;
            }
            List<List<String>> rows = new ArrayList<>();
            commits.forEach(commit -> rows.add(row(commit)));
            screen().table(List.of("VERSION", "COMMITTED", "OPERATION", "POSITION", "FIGURES"), rows);
            return 0;
        }
    }

    private static List<String> row(JsonNode commit) {
        JsonNode version = commit.path("version");
        List<String> positions = new ArrayList<>();
        version.path("positions").forEach(position -> positions.add(position.asText()));
        Map<String, String> metrics = new TreeMap<>();
        commit.path("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asText()));
        return List.of(
                Long.toString(version.path("version").asLong()),
                Figures.time(Instant.parse(version.path("committedAt").asText())),
                commit.path("operation").asText(),
                String.join(", ", positions),
                metrics.entrySet().stream()
                        .map(metric -> metric.getKey() + " " + metric.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
