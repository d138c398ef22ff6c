package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import lakeward.core.port.Difference;
import lakeward.runtime.Comparison;
import lakeward.runtime.Comparison.TableComparison;
import lakeward.server.Json;
import picocli.CommandLine.Command;

@Command(name = "verify", description = "Compare every captured table with its source while writing goes on.")
final class VerifyCommand extends FolderCommand {
    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.CAPTURE)) {
            JsonNode answer = new LongRequest(screen(), session.client())
                    .post("/api/verify", Map.of(), status -> "comparing source and lake");
            List<Comparison> comparisons = List.of(Json.MAPPER.convertValue(answer, Comparison[].class));
            if (json()) {
                Output.json(comparisons);
            } else {
                comparisons.forEach(this::print);
            }
            return comparisons.stream().allMatch(Comparison::isBalanced) ? 0 : 1;
        }
    }

    private void print(Comparison comparison) {
        screen().line("Compared %s at %s, taken %s while writing went on"
                .formatted(comparison.database(), comparison.position(), Figures.time(comparison.takenAt())));
        comparison.tables().forEach(this::print);
        String seconds = Figures.seconds(comparison.seconds());
        if (comparison.isBalanced()) {
            screen().line("The books balance: %s rows in %d tables. %s"
                    .formatted(
                            Figures.count(comparison.rows()),
                            comparison.tables().size(),
                            seconds));
        } else if (comparison.differences().allMatch(Difference::isNone)) {
            screen().line(screen().bad(
                            "The books balance for %d of %d tables: %s rows. See `lakeward status` for the others. %s"
                                    .formatted(
                                            comparison.differences().count(),
                                            comparison.tables().size(),
                                            Figures.count(comparison.rows()),
                                            seconds)));
        } else {
            screen().line(screen().bad("The books do not balance."
                    + " `lakeward resnapshot TABLE` reads a table anew; keep raw to find out what happened. "
                    + seconds));
        }
    }

    private void print(TableComparison table) {
        if (table.difference().isEmpty()) {
            screen().line(screen().bad("  %-26s not compared, it %s".formatted(table.table(), table.why())));
            return;
        }
        Difference difference = table.difference().get();
        screen().line("  %-26s %12s rows, %s"
                .formatted(
                        table.table(),
                        Figures.count(difference.sourceRows()),
                        difference.isNone()
                                ? "equal"
                                : "%s differ; the lake has %s"
                                        .formatted(
                                                Figures.count(difference.differing()),
                                                Figures.count(difference.lakeRows()))));
        difference.examples().forEach(example -> screen().line(screen().bad("    " + example)));
    }
}
