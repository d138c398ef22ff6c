package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "quarantine",
        description = "Rows that could not be used, and why.",
        subcommands = {QuarantineCommand.ListCommand.class, QuarantineCommand.RetryCommand.class})
final class QuarantineCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Cannot tell what to do with the quarantine: say list or retry.");
    }

    @Command(name = "list", description = "List the tables that have rows in quarantine, and how many.")
    static final class ListCommand extends FolderCommand {
        @Override
        public Integer call() {
            try (Session session = Session.open(this, Session.Need.LAKE)) {
                List<JsonNode> quarantined = new ArrayList<>();
                session.client().get("/api/tables", Map.of()).forEach(table -> {
                    if (table.path("table").asText().startsWith("quarantine.")
                            && table.path("rows").asLong() > 0) {
                        quarantined.add(table);
                    }
                });
                if (json()) {
                    Output.json(quarantined);
                } else if (quarantined.isEmpty()) {
                    screen().line("Nothing is in quarantine.");
                } else {
                    screen().table(
                                    List.of("TABLE", "ROWS"),
                                    quarantined.stream()
                                            .map(table -> List.of(
                                                    table.path("table").asText(),
                                                    Figures.count(
                                                            table.path("rows").asLong())))
                                            .toList());
                    screen().line("See them with `lakeward query \"select * from TABLE\"`.");
                }
                return 0;
            }
        }
    }

    @Command(name = "retry", description = "Run a model again, after its rows or its expectations were corrected.")
    static final class RetryCommand extends TableCommand {
        @Override
        public Integer call() {
            try (Session session = Session.open(this, Session.Need.MODELS)) {
                JsonNode version = new LongRequest(screen(), session.client())
                        .post("/api/retry", Map.of("model", table()), status -> "running " + table());
                if (json()) {
                    Output.json(version);
                } else {
                    screen().line("Model %s ran again: version %d. `lakeward quarantine list` shows what is left."
                            .formatted(table(), version.path("version").asLong()));
                }
                return 0;
            }
        }
    }
}
