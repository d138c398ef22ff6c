package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "verify", description = "Compare every captured table with its source while writing goes on.")
final class VerifyCommand extends FolderCommand {
    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.CAPTURE)) {
            JsonNode comparisons = session.client().post("/api/verify", Map.of());
            boolean balanced = true;
            for (JsonNode comparison : comparisons) {
                balanced &= balanced(comparison);
            }
            if (json()) {
                Output.json(comparisons);
            } else {
                comparisons.forEach(this::print);
            }
            return balanced ? 0 : 1;
        }
    }

    private void print(JsonNode comparison) {
        screen().line("Compared %s at %s, taken %s while writing went on"
                .formatted(
                        comparison.path("database").asText(),
                        comparison.path("position").asText(),
                        Figures.time(Instant.parse(comparison.path("takenAt").asText()))));
        List<List<String>> rows = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        for (JsonNode table : comparison.path("tables")) {
            JsonNode difference = table.path("difference");
            long differing = difference.path("differing").asLong();
            rows.add(List.of(
                    "  " + table.path("table").asText(),
                    Figures.count(difference.path("sourceRows").asLong()),
                    differing == 0
                            ? "rows, equal"
                            : "rows, %s differ; the lake has %s"
                                    .formatted(
                                            Figures.count(differing),
                                            Figures.count(
                                                    difference.path("lakeRows").asLong()))));
            difference
                    .path("examples")
                    .forEach(example ->
                            examples.add("  %s %s".formatted(table.path("table").asText(), example.asText())));
        }
        rows.forEach(row -> screen().line("%-28s %12s %s".formatted(row.get(0), row.get(1), row.get(2))));
        examples.forEach(example -> screen().line(screen().bad(example)));
        String seconds = Figures.seconds(comparison.path("seconds").asDouble());
        if (balanced(comparison)) {
            long total = 0;
            for (JsonNode table : comparison.path("tables")) {
                total += table.path("difference").path("sourceRows").asLong();
            }
            screen().line("The books balance: %s rows in %d tables. %s"
                    .formatted(Figures.count(total), rows.size(), seconds));
        } else {
            screen().line(screen().bad("The books do not balance."
                    + " `lakeward resnapshot TABLE` reads a table anew; keep raw to find out what happened. "
                    + seconds));
        }
    }

    private static boolean balanced(JsonNode comparison) {
        for (JsonNode table : comparison.path("tables")) {
            JsonNode difference = table.path("difference");
            if (difference.path("differing").asLong() > 0
                    || difference.path("sourceRows").asLong()
                            != difference.path("lakeRows").asLong()) {
                return false;
            }
        }
        return true;
    }
}
