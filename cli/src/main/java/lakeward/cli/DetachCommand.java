package lakeward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.Database;
import picocli.CommandLine.Command;

@Command(
        name = "detach",
        description = "Drop the replication slot and the publication, so that the source keeps nothing for us.")
final class DetachCommand extends FolderCommand {
    @Override
    public Integer call() {
        List<String> detached = new ArrayList<>();
        try (Session session = Session.open(this, Session.Need.LAKE)) {
            for (Database database : project().platform().databases()) {
                session.client().post("/api/detach", Map.of("database", database.name()));
                detached.add(database.name());
            }
        }
        if (json()) {
            Output.json(Map.of("detached", detached));
        } else {
            screen().line(
                            "Detached %s: slot and publication are dropped. The lake stays; the next `lakeward up` reads the tables anew."
                                    .formatted(String.join(", ", detached)));
        }
        return 0;
    }
}
