package lakeward.cli;

import java.util.Map;
import picocli.CommandLine.Command;

@Command(name = "resnapshot", description = "Read one captured table whole once more; the others go on.")
final class ResnapshotCommand extends TableCommand {
    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.CAPTURE)) {
            session.client().post("/api/resnapshot", Map.of("table", table()));
            if (json()) {
                Output.json(Map.of("table", table(), "done", true));
            } else {
                screen().line("Table %s was read anew.".formatted(table()));
            }
            return 0;
        }
    }
}
