package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "tables", description = "List the lake's tables.")
final class TablesCommand extends FolderCommand {
    @Option(names = "--columns", description = "Show their columns too.")
    private boolean columns;

    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.LAKE)) {
            JsonNode tables = session.client().get("/api/tables", Map.of());
            if (json()) {
                Output.json(tables);
                return 0;
            }
            List<List<String>> rows = new ArrayList<>();
            tables.forEach(table -> rows.add(List.of(
                    table.path("table").asText(),
                    Figures.count(table.path("rows").asLong()),
                    "v" + table.path("version").asLong(),
                    Figures.time(Instant.parse(table.path("committedAt").asText())))));
            screen().table(List.of("TABLE", "ROWS", "VERSION", "LAST COMMIT"), rows);
            if (columns) {
                tables.forEach(this::printColumns);
            }
            return 0;
        }
    }

    private void printColumns(JsonNode table) {
        screen().line("");
        List<List<String>> rows = new ArrayList<>();
        table.path("columns")
                .forEach(column -> rows.add(List.of(
                        column.path("name").asText(),
                        column.path("type").asText(),
                        column.path("nullable").asBoolean() ? "" : "not null",
                        column.path("declared").asText())));
        screen().table(List.of(table.path("table").asText(), "TYPE", "", "AT THE SOURCE"), rows);
    }
}
