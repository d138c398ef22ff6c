package lakeward.cli;

import java.util.Map;
import lakeward.observe.Status;
import picocli.CommandLine.Command;

@Command(name = "resnapshot", description = "Read one captured table whole once more; the others go on.")
final class ResnapshotCommand extends TableCommand {
    @Override
    public Integer call() {
        try (Session session = Session.open(this, Session.Need.CAPTURE)) {
            new LongRequest(screen(), session.client())
                    .post("/api/resnapshot", Map.of("table", table()), ResnapshotCommand::reading);
            if (json()) {
                Output.json(Map.of("table", table(), "done", true));
            } else {
                screen().line("Table %s was read anew.".formatted(table()));
            }
            return 0;
        }
    }

    private static String reading(Status status) {
        return status.tables().stream()
                .filter(table -> table.state().equals("reading"))
                .findFirst()
                .map(table -> Figures.reading(table.name(), table.snapshotRows(), table.snapshotExpected()))
                .orElse("waiting for the batch that is under way");
    }
}
