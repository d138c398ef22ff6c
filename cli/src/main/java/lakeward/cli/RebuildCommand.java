package lakeward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "rebuild", description = "Make a processed table anew from raw alone.")
final class RebuildCommand extends TableCommand {
    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.CAPTURE)) {
            JsonNode version = new LongRequest(screen(), session.client())
                    .post("/api/rebuild", Map.of("table", table()), status -> "making %s anew".formatted(table()));
            if (json()) {
                Output.json(version);
            } else {
                screen().line("Table %s was made anew from raw: version %d."
                        .formatted(table(), version.path("version").asLong()));
            }
            return 0;
        }
    }
}
