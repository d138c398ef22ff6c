package lakeward.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lakeward.core.platform.Database;
import lakeward.core.port.Finding;
import lakeward.server.Json;
import picocli.CommandLine.Command;

@Command(name = "doctor", description = "Check what capture needs of each database; print the SQL for what is missing.")
final class DoctorCommand extends FolderCommand {
    @Override
    public Integer call() {
        Map<String, List<Finding>> found = new LinkedHashMap<>();
        try (Session session = Session.open(this, Session.Need.LAKE)) {
            for (Database database : project().platform().databases()) {
                found.put(
                        database.name(),
                        Json.MAPPER.convertValue(
                                session.client().get("/api/doctor", Map.of("database", database.name())),
                                new TypeReference<List<Finding>>() {}));
            }
        }
        long blocking = found.values().stream()
                .flatMap(List::stream)
                .filter(finding -> finding.severity() == Finding.Severity.BLOCKING)
                .count();
        if (json()) {
            Output.json(found);
        } else {
            found.forEach(this::print);
            screen().line(
                            blocking == 0
                                    ? "Ready for `lakeward up`."
                                    : "%d thing%s must change before `lakeward up`."
                                            .formatted(blocking, blocking == 1 ? "" : "s"));
        }
        return blocking == 0 ? 0 : 1;
    }

    private void print(String database, List<Finding> findings) {
        screen().line(database);
        screen().line("");
        for (Finding finding : findings) {
            screen().line("  %s %s".formatted(mark(finding.severity()), finding.what()));
            finding.remedy().ifPresent(remedy -> remedy.lines().forEach(line -> screen().line("      " + line)));
        }
        screen().line("");
    }

    private String mark(Finding.Severity severity) {
        return switch (severity) {
            case FINE -> screen().good("✓");
            case WARNING -> "!";
            case BLOCKING -> screen().bad("✗");
        };
    }
}
